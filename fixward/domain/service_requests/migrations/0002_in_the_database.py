"""What PostgreSQL itself keeps true: numbers come from one sequence, events are only ever added."""

from django.db import migrations

NUMBERS = "CREATE SEQUENCE service_request_number START 100000"

APPEND_ONLY = """
CREATE FUNCTION events_are_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Events are only added: % of % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER events_are_only_added BEFORE UPDATE OR DELETE ON service_requests_event
    FOR EACH ROW EXECUTE FUNCTION events_are_only_added();
CREATE TRIGGER events_are_never_emptied BEFORE TRUNCATE ON service_requests_event
    FOR EACH STATEMENT EXECUTE FUNCTION events_are_only_added();
"""

UNDO = """
DROP TRIGGER events_are_never_emptied ON service_requests_event;
DROP TRIGGER events_are_only_added ON service_requests_event;
DROP FUNCTION events_are_only_added();
"""


class Migration(migrations.Migration):
    dependencies = [("service_requests", "0001_initial")]

    operations = [
        migrations.RunSQL(NUMBERS, "DROP SEQUENCE service_request_number"),
        migrations.RunSQL(APPEND_ONLY, UNDO),
    ]
