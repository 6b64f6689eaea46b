"""Rows that belong together, written by one statement: one journey to the database instead of one for each row.

A submission writes five rows and a job. Sent one by one, each waits for the answer before the next leaves; sent
together they are one transaction by themselves, and the measured rate is several times higher.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import count
from typing import Any, cast

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Field, ForeignKey, Model
from psycopg import sql

from .backend.base import DatabaseWrapper


def insert(head: Model, rows: Mapping[str, Model], *, once: str, then: str) -> bool:
    """Insert `head`, and rows that point to it by a foreign key; their ids are set on the instances.

    `rows` names each row. `then` is a SELECT list that may use `head.id` and `<name>.id`: what is to be done in the
    same statement. `once` names a unique column of `head`: where its value is there already, nothing is written or
    done. Gives whether it was.
    """
    named = {"head": head, **rows}
    database = cast(DatabaseWrapper, connections[DEFAULT_DB_ALIAS])
    values = [value for row in named.values() for value in _values(row, type(head), database)]
    with database.prepared_cursor() as cursor:
        cursor.execute(_statement(tuple((name, type(row)) for name, row in named.items()), once, then), values)
        written = cursor.fetchone()
    for row, pk in zip(named.values(), written or (), strict=False):
        row.pk, row._state.adding, row._state.db = pk, False, database.alias
    return written is not None


def _values(row: Model, head: type[Model], database: DatabaseWrapper) -> list[Any]:
    fields = _fields(type(row), head)
    return [
        field.get_db_prep_save(field.pre_save(row, add=True), database)
        for field, points_to_head in fields.items()
        if not points_to_head
    ]


# There are as many of them as there are combinations of rows; composing one takes longer than all else in here.
@lru_cache(maxsize=100)
def _statement(models: tuple[tuple[str, type[Model]], ...], once: str, then: str) -> str:
    head = models[0][1]
    placeholders = (sql.SQL(f"${number}") for number in count(1))
    query = sql.SQL("WITH {parts} SELECT {ids}, {then} FROM {names}").format(
        parts=sql.SQL(", ").join(_insert(name, model, head, once, placeholders) for name, model in models),
        ids=sql.SQL(", ").join(sql.Identifier(name, "id") for name, _ in models),
        then=sql.SQL(then),
        names=sql.SQL(", ").join(sql.Identifier(name) for name, _ in models),
    )
    return query.as_string()


def _insert(
    name: str, model: type[Model], head: type[Model], once: str, placeholders: Iterator[sql.SQL]
) -> sql.Composable:
    fields = _fields(model, head)
    values = [sql.SQL("head.id") if points_to_head else next(placeholders) for points_to_head in fields.values()]
    source = "VALUES ({values}) ON CONFLICT ({once}) DO NOTHING" if model is head else "SELECT {values} FROM head"
    return sql.SQL("{name} AS (INSERT INTO {table} ({columns}) " + source + " RETURNING id)").format(
        name=sql.Identifier(name),
        table=sql.Identifier(model._meta.db_table),
        columns=sql.SQL(", ").join(sql.Identifier(field.column) for field in fields),
        values=sql.SQL(", ").join(values),
        once=sql.Identifier(once),
    )


@lru_cache(maxsize=100)
def _fields(model: type[Model], head: type[Model]) -> dict[Field[Any, Any], bool]:
    """What is written of a row, and whether it is the id of the head."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    return {field: model is not head and _points_to(field, head) for field in fields}


def _points_to(field: Field[Any, Any], head: type[Model]) -> bool:
    """What may be empty names another row of the same sort, if any: never the head, which is only being written."""
    return isinstance(field, ForeignKey) and field.related_model is head and not field.null
