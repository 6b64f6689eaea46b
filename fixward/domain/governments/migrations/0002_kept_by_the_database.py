"""PostgreSQL keeps the log of changes as it was written."""

from django.db import migrations

CHANGES = """
CREATE FUNCTION changes_are_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The log of changes is only added to: % of % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER changes_are_only_added BEFORE UPDATE OR DELETE ON governments_change
    FOR EACH ROW EXECUTE FUNCTION changes_are_only_added();
CREATE TRIGGER changes_are_never_emptied BEFORE TRUNCATE ON governments_change
    FOR EACH STATEMENT EXECUTE FUNCTION changes_are_only_added();
"""
UNDO = """
DROP TRIGGER changes_are_never_emptied ON governments_change;
DROP TRIGGER changes_are_only_added ON governments_change;
DROP FUNCTION changes_are_only_added();
"""


class Migration(migrations.Migration):
    replaces = [("governments", "0006_sign_on")]
    dependencies = [("governments", "0001_first")]

    operations = [
        migrations.RunSQL(CHANGES, UNDO),
    ]
