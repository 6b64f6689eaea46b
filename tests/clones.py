"""Databases in which a test really commits.

Events refuse to be deleted or truncated, so such a database cannot be swept clean for the next
test: it is cloned from the migrated one, and dropped.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, connections
from psycopg import sql
from psycopg.conninfo import make_conninfo

# The server's own workers, which only a superuser may end, make way for a copy by themselves.
_OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = %s AND usename = current_user AND pid <> pg_backend_pid()
"""


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A database of its own for one test, to which Django is connected; gives its URL.

    Other threads, connections and processes see what the test commits.
    """
    with django_db_blocker.unblock(), clone() as name:
        migrated = _connect_django_to(name)
        try:
            yield url(name)
        finally:
            _connect_django_to(migrated)


@contextmanager
def clone() -> Iterator[str]:
    """A copy of the migrated test database, by its name."""
    connections.close_all()
    template = str(connection.settings_dict["NAME"])
    name = f"test_{secrets.token_hex(6)}"
    with psycopg.connect(url("postgres"), autocommit=True) as maintenance:
        maintenance.execute(_OTHERS, [template])
        maintenance.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        )
        try:
            yield name
        finally:
            maintenance.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def url(database: str) -> str:
    """A DATABASE_URL for one database of the run's server."""
    where = connection.settings_dict
    names = {"user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    given = {theirs: where[ours] for theirs, ours in names.items() if where[ours]}
    return make_conninfo(dbname=database, **given)


def _connect_django_to(name: str) -> str:
    before = str(connection.settings_dict["NAME"])
    connections.close_all()
    connection.settings_dict["NAME"] = name
    ContentType.objects.clear_cache()
    return before
