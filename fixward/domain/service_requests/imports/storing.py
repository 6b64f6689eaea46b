"""Writing a batch by COPY: requests, custodies and events under numbers taken in one query."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from psycopg import sql

from fixward.domain.governments.working_time import Unit
from fixward.domain.service_requests.imports.landing import Landed
from fixward.domain.service_requests.imports.mapping import Mapping
from fixward.domain.service_requests.imports.worked import Worked
from fixward.domain.service_requests.models import Audience, Custody, Event, EventKind, How, ServiceRequest, Status
from fixward.domain.service_requests.numbers import written
from fixward.foundation import grid

_REQUEST = (
    "id",
    "number",
    "source",
    "source_id",
    "key",
    "service_id",
    "description",
    "language",
    "answers",
    "lon",
    "lat",
    "cell",
    "address",
    "place_id",
    "status",
    "organization_id",
    "department_id",
    "assignee_id",
    "on_behalf_of_id",
    "route",
    "submitted_at",
    "updated_at",
    "closed_at",
    "acknowledge_due_at",
    "expected_at",
    "resolution",
    "is_private",
    "version",
)
_CUSTODY = (
    "service_request_id",
    "organization_id",
    "department_id",
    "on_behalf_of_id",
    "how",
    "reason",
    "started_at",
    "ended_at",
    "due_at",
    "unit",
    "used",
)
_EVENT = (
    "service_request_id",
    "kind",
    "at",
    "audience",
    "data",
)
_IDS = """
SELECT nextval(pg_get_serial_sequence('service_requests_servicerequest', 'id')), nextval('service_request_number')
FROM generate_series(1, %s)
"""


_Rows = list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows for one table, in the order of its columns."""

    name: str
    columns: Sequence[str]
    rows: _Rows


def tables(landed: list[Landed], *, mapping: Mapping, worked: Worked) -> tuple[Table, Table, Table]:
    """The rows of a batch as the database will hold them."""
    ids = _taken(len(landed))
    cells = grid.cells([row.fact.lon for row in landed], [row.fact.lat for row in landed]).tolist()
    requests: _Rows = []
    custodies: _Rows = []
    events: _Rows = []
    for row, (pk, number), cell in zip(landed, ids, cells, strict=True):
        within = row.route.close_within
        due = worked.due(row.route.organization, within, row.fact.submitted_at)
        requests.append(_request(row, pk, number, cell, due, mapping, worked))
        custodies.append(_custody(row, pk, due, within.unit if within else Unit.WORKING_DAYS, worked))
        events.extend(_events(row, pk))
    return (
        Table(ServiceRequest._meta.db_table, _REQUEST, requests),
        Table(Custody._meta.db_table, _CUSTODY, custodies),
        Table(Event._meta.db_table, _EVENT, events),
    )


def copy(table: Table) -> None:
    names = sql.SQL(", ").join(map(sql.Identifier, table.columns))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), names)
    with connection.cursor() as cursor, cursor.copy(statement) as into:
        for row in table.rows:
            into.write_row(row)


def _taken(count: int) -> list[tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(_IDS, [count])
        return list(cursor.fetchall())


def _request(
    row: Landed, pk: int, number: int, cell: int, due: dt.datetime | None, mapping: Mapping, worked: Worked
) -> tuple[Any, ...]:
    fact, route, identifier = row.fact, row.route, row.fact.row.id
    is_open = fact.outcome.status != Status.CLOSED
    return (
        pk,
        written(number),
        mapping.source,
        identifier,
        _key(mapping.source, identifier),
        row.service,
        fact.description,
        mapping.language,
        "{}",
        fact.lon,
        fact.lat,
        cell,
        fact.address,
        route.place,
        fact.outcome.status.value,
        route.organization,
        row.department,
        row.member if is_open else None,
        route.on_behalf_of,
        row.because,
        fact.submitted_at,
        fact.updated_at,
        fact.closed_at,
        worked.due(route.organization, route.acknowledge_within, fact.submitted_at),
        due,
        fact.outcome.resolution.value if fact.outcome.resolution else "",
        route.is_private,
        1,
    )


def _key(source: str, identifier: str) -> str:
    """A UUID that follows from where the request comes from: the same one is never stored twice."""
    return hashlib.blake2b(f"{source}\n{identifier}".encode(), digest_size=16).hexdigest()


def _custody(row: Landed, pk: int, due: dt.datetime | None, unit: Unit, worked: Worked) -> tuple[Any, ...]:
    fact, route = row.fact, row.route
    began, ended = fact.submitted_at, fact.ended_at
    return (
        pk,
        route.organization,
        row.department,
        route.on_behalf_of,
        How.IMPORTED.value,
        "",
        began,
        ended,
        due,
        unit.value,
        worked.used(route.organization, began, ended, unit) if ended else None,
    )


def _events(row: Landed, pk: int) -> Iterable[tuple[Any, ...]]:
    """Without the jobs of followups: a history is no news to anybody."""
    fact = row.fact
    yield pk, EventKind.IMPORTED.value, fact.submitted_at, _PUBLIC, f'{{"digest": "{fact.row.digest}"}}'
    if fact.outcome.resolution:
        data = f'{{"resolution": "{fact.outcome.resolution.value}", "text": ""}}'
        yield pk, EventKind.CLOSED.value, fact.ended_at, _PUBLIC, data


_PUBLIC = Audience.PUBLIC.value
