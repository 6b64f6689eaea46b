"""What PostgreSQL itself keeps true: numbers come from one sequence, events are only ever added, words are found."""

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
NOT_APPEND_ONLY = """
DROP TRIGGER events_are_never_emptied ON service_requests_event;
DROP TRIGGER events_are_only_added ON service_requests_event;
DROP FUNCTION events_are_only_added();
"""
# The words of a text as English and as Spanish have them, whatever it is written in: who searches need not know.
WORDS = """
CREATE FUNCTION words_of(said text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN pg_catalog.to_tsvector('pg_catalog.english'::pg_catalog.regconfig, said)
    || pg_catalog.to_tsvector('pg_catalog.spanish'::pg_catalog.regconfig, said);
CREATE EXTENSION IF NOT EXISTS btree_gin;
CREATE INDEX words_of_organization ON service_requests_servicerequest
    USING gin (organization_id, words_of(description || ' ' || address));
"""
NO_WORDS = "DROP INDEX words_of_organization; DROP FUNCTION words_of(text)"
# Where an event stands in the feed of changes: the number of the transaction that wrote it; see feed.py. The column is
# the database's own affair: no statement of ours writes it. A database that was restored elsewhere counts its
# transactions anew, so each number begins with an era.
FEED = """
CREATE FUNCTION place_in_the_feed(transaction xid8) RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
    AS 'SELECT (0::bigint << 48) | $1::text::bigint';
ALTER TABLE service_requests_event ADD COLUMN feed bigint NOT NULL DEFAULT 0;
ALTER TABLE service_requests_event ALTER COLUMN feed SET DEFAULT place_in_the_feed(pg_current_xact_id());
CREATE INDEX events_in_the_feed ON service_requests_event (feed, id);
"""
NO_FEED = """
DROP INDEX events_in_the_feed;
ALTER TABLE service_requests_event DROP COLUMN feed;
DROP FUNCTION place_in_the_feed(xid8);
"""


class Migration(migrations.Migration):
    replaces = [("service_requests", "0019_what_came_under_a_key")]
    dependencies = [("service_requests", "0001_first")]

    operations = [
        migrations.RunSQL(NUMBERS, "DROP SEQUENCE service_request_number"),
        migrations.RunSQL(APPEND_ONLY, NOT_APPEND_ONLY),
        migrations.RunSQL(WORDS, NO_WORDS),
        migrations.RunSQL(FEED, NO_FEED),
    ]
