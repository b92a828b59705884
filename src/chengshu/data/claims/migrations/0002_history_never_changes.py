"""Let the database itself refuse to change or delete a step of a line's history."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION claims_event_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a step of a claim is never changed or deleted; add a step'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER claims_event_is_final BEFORE UPDATE OR DELETE ON claims_lineevent
    FOR EACH ROW EXECUTE FUNCTION claims_event_is_final();
"""
BACKWARD = """
DROP TRIGGER claims_event_is_final ON claims_lineevent;
DROP FUNCTION claims_event_is_final();
"""


class Migration(migrations.Migration):
    """One trigger."""

    dependencies = [("claims", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
