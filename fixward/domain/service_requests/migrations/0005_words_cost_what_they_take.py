"""The planner learns what it takes to find the words of a text: a hundred times what it takes to read the row.

As a function of SQL it was written out into each statement, and counted as two cheap calls: a search for words that
never stand together then went through the newest requests one by one, and never through the index. What the indexes
hold stays as it is, for the words are the same.
"""

from django.db import migrations

DEAR = """
CREATE OR REPLACE FUNCTION words_of(said text) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 10000
AS $$
BEGIN
    RETURN pg_catalog.to_tsvector('pg_catalog.english'::pg_catalog.regconfig, said)
        || pg_catalog.to_tsvector('pg_catalog.spanish'::pg_catalog.regconfig, said);
END $$
"""
CHEAP = """
CREATE OR REPLACE FUNCTION words_of(said text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 100
RETURN pg_catalog.to_tsvector('pg_catalog.english'::pg_catalog.regconfig, said)
    || pg_catalog.to_tsvector('pg_catalog.spanish'::pg_catalog.regconfig, said)
"""


class Migration(migrations.Migration):
    dependencies = [("service_requests", "0004_covered_words_are_found")]

    operations = [migrations.RunSQL(DEAR, CHEAP)]
