"""The database itself refuses to change or remove a line of the flow."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION dispatch_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the flow of a case is append-only';
END $$;
CREATE TRIGGER dispatch_flow_is_append_only BEFORE UPDATE OR DELETE ON dispatch_casestep
    FOR EACH ROW EXECUTE FUNCTION dispatch_refuse_change();
"""
BACKWARD = """
DROP TRIGGER dispatch_flow_is_append_only ON dispatch_casestep;
DROP FUNCTION dispatch_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
