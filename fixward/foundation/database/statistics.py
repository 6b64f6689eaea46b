"""What PostgreSQL knows of its tables when it chooses how to read them."""

from django.db import connection, models


def renew(*tables: type[models.Model]) -> None:
    """Have these tables counted anew, now: after much came in at once, autovacuum would come up to minutes later.

    Until then the planner believes the table to be as small as before, and a query that takes milliseconds
    can take minutes.
    """
    names = [table._meta.db_table for table in tables]
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(map(connection.ops.quote_name, names))}")
