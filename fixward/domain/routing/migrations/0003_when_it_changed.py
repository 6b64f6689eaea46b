"""When the rules last changed, for programs that keep a copy of the catalog; and a group's name counts as one."""

import django.db.models.functions.datetime
from django.db import migrations, models

FUNCTIONS = """
CREATE OR REPLACE FUNCTION routing_rules_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE routing_routingversion SET rules = gen_random_uuid(), changed_at = now();
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION routing_ground_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE routing_routingversion SET rules = gen_random_uuid(), ground = gen_random_uuid(), changed_at = now();
    RETURN NULL;
END $$;

CREATE TRIGGER routing_rules_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON catalog_servicegroup
FOR EACH STATEMENT EXECUTE FUNCTION routing_rules_changed();
"""


class Migration(migrations.Migration):
    dependencies = [("routing", "0002_version"), ("catalog", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="routingversion",
            name="changed_at",
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
        ),
        migrations.RunSQL(FUNCTIONS, "DROP TRIGGER routing_rules_changed ON catalog_servicegroup"),
    ]
