"""One row tells what the compiled tables are made from; every change of a rule or boundary changes it.

Triggers, since no door, import or administrator at the database's own prompt can then forget it.
"""

from django.db import migrations

RULES = [
    "governments_organization",
    "governments_department",
    "governments_openinghours",
    "governments_holiday",
    "catalog_service",
    "catalog_question",
    "catalog_offering",
    "catalog_servicegroup",
    "routing_responsibility",
    "routing_assignmentrule",
]
GROUND = ["places_place", "places_boundary", "places_assetlayer", "places_asset"]

FUNCTIONS = """
INSERT INTO routing_routingversion DEFAULT VALUES;

CREATE FUNCTION routing_rules_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE routing_routingversion SET rules = gen_random_uuid(), changed_at = now();
    RETURN NULL;
END $$;

CREATE FUNCTION routing_ground_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE routing_routingversion SET rules = gen_random_uuid(), ground = gen_random_uuid(), changed_at = now();
    RETURN NULL;
END $$;
"""


def trigger(table: str, function: str) -> str:
    return (
        f"CREATE TRIGGER {function} AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
    )


class Migration(migrations.Migration):
    replaces = [("routing", "0003_when_it_changed")]
    dependencies = [
        ("routing", "0001_first"),
        ("catalog", "0001_first"),
        ("governments", "0001_first"),
        ("places", "0001_places"),
    ]

    operations = [
        migrations.RunSQL(
            FUNCTIONS, "DROP FUNCTION routing_rules_changed() CASCADE; DROP FUNCTION routing_ground_changed() CASCADE"
        ),
        *[
            migrations.RunSQL(trigger(table, function), migrations.RunSQL.noop)
            for tables, function in ((RULES, "routing_rules_changed"), (GROUND, "routing_ground_changed"))
            for table in tables
        ],
    ]
