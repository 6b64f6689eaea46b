"""An event is never changed, but for this: retention may take its words and the link to a resident out of it."""

from django.db import migrations

DESTROYING = """
CREATE OR REPLACE FUNCTION events_are_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('fixward.destroying', true) = 'on' THEN
        IF to_jsonb(NEW) - 'data' - 'person_id' = to_jsonb(OLD) - 'data' - 'person_id'
            AND NEW.data - 'reason' - 'text' = OLD.data - 'reason' - 'text'
            AND OLD.data @> NEW.data
            AND (NEW.person_id IS NULL OR NEW.person_id = OLD.person_id)
        THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'Events are only added: % of % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""
ONLY_ADDED = """
CREATE OR REPLACE FUNCTION events_are_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Events are only added: % of % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""


class Migration(migrations.Migration):
    replaces = [("records", "0004_a_form_asks_for_one_export")]
    dependencies = [("records", "0001_first"), ("service_requests", "0002_kept_by_the_database")]

    operations = [
        migrations.RunSQL(DESTROYING, ONLY_ADDED),
    ]
