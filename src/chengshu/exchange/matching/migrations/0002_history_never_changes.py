"""Let the database itself refuse to change or delete a step of a demand's history."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION matching_event_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a step of a demand is never changed or deleted; add a step'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER matching_event_is_final BEFORE UPDATE OR DELETE ON matching_demandevent
    FOR EACH ROW EXECUTE FUNCTION matching_event_is_final();
"""
BACKWARD = """
DROP TRIGGER matching_event_is_final ON matching_demandevent;
DROP FUNCTION matching_event_is_final();
"""


class Migration(migrations.Migration):
    """One trigger."""

    dependencies = [("matching", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
