"""Databases in which a test really commits: copies of the migrated one, emptied before a test or dropped after it."""

import secrets
import time
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

# What the migrations fill, and what the worker itself stands on.
_TABLES = """
    SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'procrastinate%'
    AND tablename NOT IN ('django_migrations', 'django_content_type', 'auth_permission', 'routing_routingversion')
"""
_REFUSING = """
    SELECT relname, tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
    WHERE NOT tgisinternal AND tgname LIKE '%are_only_added'
"""
_ALTER = sql.SQL("ALTER TABLE {} {} TRIGGER {}")
_ATTEMPTS = 5
_SECONDS_TO_FINISH = 60


@pytest.fixture(scope="session")
def shared_clone(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    with django_db_blocker.unblock(), clone() as name:
        yield name


@pytest.fixture
def committed(shared_clone: str, django_db_blocker: Any) -> Iterator[str]:
    """An empty database to which Django is connected; gives its URL.

    Other threads, connections and processes see what the test commits.
    """
    with django_db_blocker.unblock():
        _send_others_away(shared_clone)
        empty(shared_clone)
        with connected_to(shared_clone):
            yield url(shared_clone)


@pytest.fixture
def cloned(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """As `committed`, but for a test that changes more than rows: a database of its own."""
    with django_db_blocker.unblock(), clone() as name, connected_to(name):
        yield url(name)


@contextmanager
def connected_to(name: str) -> Iterator[None]:
    """Django's connections go to this database meanwhile."""
    before = _connect_django_to(name)
    try:
        yield
    finally:
        _connect_django_to(before)


@contextmanager
def clone() -> Iterator[str]:
    """A copy of the migrated test database, by its name."""
    connections.close_all()
    template = str(connection.settings_dict["NAME"])
    name = f"test_{secrets.token_hex(6)}"
    _send_others_away(template)
    with psycopg.connect(url("postgres"), autocommit=True) as maintenance:
        maintenance.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        )
        try:
            yield name
        finally:
            maintenance.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def empty(name: str) -> None:
    """Take everything out of a database that the migrations did not put there, while a server may be looking at it."""
    with psycopg.connect(url(name), autocommit=True) as database:
        _wait_for_the_worker(database)
        database.execute("DELETE FROM procrastinate_jobs")
        filled = [table for (table,) in database.execute(_TABLES) if _has_rows(database, table)]
        for attempt in range(_ATTEMPTS):
            try:
                return _delete(database, filled)
            except psycopg.errors.DeadlockDetected:  # a page was just being answered
                if attempt == _ATTEMPTS - 1:
                    raise


def _wait_for_the_worker(database: psycopg.Connection[Any]) -> None:
    deadline = time.monotonic() + _SECONDS_TO_FINISH
    while database.execute("SELECT 1 FROM procrastinate_jobs WHERE status = 'doing'").fetchone():
        assert time.monotonic() < deadline, "The worker does not come to an end."
        time.sleep(0.05)


def _has_rows(database: psycopg.Connection[Any], table: str) -> bool:
    return database.execute(sql.SQL("SELECT 1 FROM {} LIMIT 1").format(sql.Identifier(table))).fetchone() is not None


def _delete(database: psycopg.Connection[Any], tables: list[str]) -> None:
    """In any order, since what refers to them is looked at only at the end; what refuses has a trigger for it."""
    refusing = database.execute(_REFUSING).fetchall()
    _set_triggers(database, "DISABLE", refusing)
    with database.transaction():
        for table in tables:
            database.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
    _set_triggers(database, "ENABLE", refusing)


def _set_triggers(database: psycopg.Connection[Any], how: str, refusing: list[Any]) -> None:
    for table, trigger in refusing:
        database.execute(_ALTER.format(sql.Identifier(table), sql.SQL(how), sql.Identifier(trigger)))


def _send_others_away(name: str) -> None:
    with psycopg.connect(url("postgres"), autocommit=True) as maintenance:
        maintenance.execute(_OTHERS, [name])


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
