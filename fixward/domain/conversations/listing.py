"""Requests as everybody may read them, for long lists: by one statement, and no instance of a model for each."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple, cast

from django.contrib.postgres.expressions import ArraySubquery
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import F, Func, OuterRef, QuerySet, Subquery, TextField
from django.db.models.functions import Coalesce
from psycopg import Cursor

from fixward.domain.conversations.closing import Closing, closing_text
from fixward.domain.service_requests import covering
from fixward.domain.service_requests.models import Photo, ServiceRequest, Status
from fixward.foundation.database.backend.base import DatabaseWrapper


class Listed(NamedTuple):
    """Ids, texts that are covered, and moments as RFC 3339 has them, in UTC."""

    description: str
    address: str
    closing: str
    """The words with which it was closed; empty where there were none."""
    id: int
    number: str
    status: str
    resolution: str
    service: int
    organization: int
    on_behalf_of: int | None
    department: int | None
    lat: float
    lon: float
    answers: str
    """As JSON: only some read them."""
    submitted_at: str
    changed_at: str
    """When it was closed, where it is."""
    expected_at: str | None
    photos: list[int]
    original: str | None
    """The number of the public request that it repeats."""

    @property
    def is_open(self) -> bool:
        return self.status != Status.CLOSED


def listed(found: QuerySet[ServiceRequest]) -> list[Listed]:
    """In the order of `found`, which is what everybody may see."""
    sql, values = found.values("id").query.sql_with_params()
    _selected, _from, rows = sql.partition(" FROM ")
    shape, constants = _shape()
    with cast(DatabaseWrapper, connections[DEFAULT_DB_ALIAS]).prepared_cursor(Cursor) as cursor:
        # Cut out first, so that nothing is looked up for the pages before. What is from outside is in the values.
        page = f"(SELECT {_TABLE}.* FROM {rows}) AS {_TABLE}"  # noqa: S608
        cursor.execute(f"{shape} {page}", (*constants, *values))
        return [
            Listed(
                covering.description(description),
                covering.address(address),
                Closing(closing).public_text if closing else "",
                *rest,
            )
            for description, address, closing, *rest in cursor.fetchall()
        ]


_READ = (
    *("id", "number", "status", "resolution"),
    *("service_id", "organization_id", "on_behalf_of_id", "department_id", "lat", "lon", "answers"),
)
_TABLE = connection.ops.quote_name(ServiceRequest._meta.db_table)


@cache
def _shape() -> tuple[str, tuple[Any, ...]]:
    """What is told of each row, up to the rows: Django takes longer to write this than PostgreSQL to do it."""
    original = ServiceRequest.objects.public().filter(pk=OuterRef("duplicate_of"))
    photos = Photo.objects.filter(service_request=OuterRef("pk"), hidden_at=None)
    told = ServiceRequest.objects.order_by().values_list(
        F("description"),
        F("address"),
        closing_text(),
        *(F(name) for name in _READ),
        _Moment("submitted_at"),
        _Moment(Coalesce("closed_at", "updated_at")),
        _Moment("expected_at"),
        ArraySubquery(photos.order_by("pk").values("pk")),
        Subquery(original.order_by().values("number")),
    )
    sql, constants = told.query.sql_with_params()
    return sql.removesuffix(_TABLE), constants


class _Moment(Func):
    template = "to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
    output_field = TextField()
