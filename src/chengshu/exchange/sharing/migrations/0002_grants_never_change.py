"""Let the database itself refuse to change or delete a version of a grant."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION sharing_grant_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a version of a grant is never changed or deleted; add a version'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER sharing_grant_is_final BEFORE UPDATE OR DELETE ON sharing_grant
    FOR EACH ROW EXECUTE FUNCTION sharing_grant_is_final();
"""
BACKWARD = """
DROP TRIGGER sharing_grant_is_final ON sharing_grant;
DROP FUNCTION sharing_grant_is_final();
"""


class Migration(migrations.Migration):
    """One trigger."""

    dependencies = [("sharing", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
