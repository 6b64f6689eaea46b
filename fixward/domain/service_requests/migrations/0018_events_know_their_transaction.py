"""Where an event stands in the feed of changes: the number of the transaction that wrote it; see feed.py.

The column is the database's own affair: no statement of ours writes it. Events from before have 0, without being
rewritten. A database that was restored elsewhere counts its transactions anew, so each number begins with an era.
"""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION place_in_the_feed(transaction xid8) RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
    AS 'SELECT (0::bigint << 48) | $1::text::bigint';
ALTER TABLE service_requests_event ADD COLUMN feed bigint NOT NULL DEFAULT 0;
ALTER TABLE service_requests_event ALTER COLUMN feed SET DEFAULT place_in_the_feed(pg_current_xact_id());
CREATE INDEX events_in_the_feed ON service_requests_event (feed, id);
"""

BACKWARDS = """
DROP INDEX events_in_the_feed;
ALTER TABLE service_requests_event DROP COLUMN feed;
DROP FUNCTION place_in_the_feed(xid8);
"""


class Migration(migrations.Migration):
    dependencies = [("service_requests", "0017_known_elsewhere_by_a_number")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
