"""Jobs keep what they were asked with, also when they are done."""

import json

from django.db import connection
from procrastinate.types import JSONValue


def forget(**arguments: JSONValue) -> int:
    """Take away every job that was asked with these arguments and does not run just now; gives how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM procrastinate_jobs WHERE args @> %s::jsonb AND status <> 'doing'", [json.dumps(arguments)]
        )
        return int(cursor.rowcount)
