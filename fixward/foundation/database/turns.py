"""Turns between transactions that share no row: one waits until those that must come before it have ended."""

from django.db import connection


def alone(what: str) -> None:
    """Wait until no open transaction takes part in this, and let none begin until the own one ends."""
    _take("pg_advisory_xact_lock", what)


def together(what: str) -> None:
    """Take part in this until the own transaction ends, beside others that do."""
    _take("pg_advisory_xact_lock_shared", what)


def _take(function: str, what: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(hashtextextended(%s, 0))", [what])
