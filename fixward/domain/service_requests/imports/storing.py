"""Writing a batch by COPY: requests, custodies and events under numbers taken in one query."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection
from psycopg import sql

from fixward.domain.governments.working_time import Unit
from fixward.domain.service_requests.imports import lines
from fixward.domain.service_requests.imports.landing import Landed
from fixward.domain.service_requests.imports.mapping import Mapping
from fixward.domain.service_requests.imports.worked import Worked
from fixward.domain.service_requests.models import (
    Audience,
    Custody,
    Event,
    EventKind,
    How,
    Resolution,
    ServiceRequest,
    Status,
)
from fixward.domain.service_requests.numbers import written
from fixward.domain.service_requests.words import addressed, described
from fixward.foundation import grid

_REQUEST = (
    "id",
    "number",
    "source",
    "source_id",
    "key",
    "service_id",
    "description",
    "covered_description",
    "language",
    "answers",
    "lon",
    "lat",
    "cell",
    "address",
    "covered_address",
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
    "due_at",
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


@dataclass(frozen=True, slots=True)
class Table:
    """Rows for one table, as COPY reads them."""

    name: str
    columns: Sequence[str]
    rows: bytes


def tables(landed: list[Landed], *, mapping: Mapping, worked: Worked) -> tuple[Table, Table, Table]:
    """The rows of a batch as the database will hold them."""
    ids = _taken(len(landed))
    cells = grid.cells([row.fact.lon for row in landed], [row.fact.lat for row in landed]).tolist()
    requests, custodies, events = list[str](), list[str](), list[str]()
    source = lines.text(json.dumps(mapping.source))
    for row, (pk, number), cell in zip(landed, ids, cells, strict=True):
        times = _Times.of(row, worked)
        requests.append(_request(row, pk, number, cell, times, mapping))
        custodies.append(_custody(row, pk, times))
        events.append(_events(row, pk, times, source))
    return (
        Table(ServiceRequest._meta.db_table, _REQUEST, "".join(requests).encode()),
        Table(Custody._meta.db_table, _CUSTODY, "".join(custodies).encode()),
        Table(Event._meta.db_table, _EVENT, "".join(events).encode()),
    )


def copy(table: Table) -> None:
    names = sql.SQL(", ").join(map(sql.Identifier, table.columns))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), names)
    with connection.cursor() as cursor, cursor.copy(statement) as into:
        into.write(table.rows)


def _taken(count: int) -> list[tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(_IDS, [count])
        return list(cursor.fetchall())


class _Times(NamedTuple):
    """The times of a request that stand in more than one table, as they are written."""

    submitted: str
    ended: str
    acknowledge_due: str
    due: str
    unit: str
    used: str
    spent: str

    @classmethod
    def of(cls, row: Landed, worked: Worked) -> _Times:
        began, ended, route = row.fact.submitted_at, row.fact.ended_at, row.route
        unit = route.close_within.unit if route.close_within else Unit.WORKING_DAYS
        return cls(
            submitted=lines.moment(began),
            ended=lines.moment(ended),
            acknowledge_due=lines.moment(worked.due(route.organization, route.acknowledge_within, began)),
            due=lines.moment(worked.due(route.organization, route.close_within, began)),
            unit=_WRITTEN[unit],
            used=lines.stretch(worked.used(route.organization, began, ended, unit) if ended else None),
            spent=_spent(row, worked),
        )


def _request(row: Landed, pk: int, number: int, cell: int, times: _Times, mapping: Mapping) -> str:
    fact, route, identifier = row.fact, row.route, row.fact.row.id
    status, resolution = fact.outcome
    return lines.line(
        str(pk),
        written(number),
        lines.same_text(mapping.source),
        lines.text(identifier),
        _key(mapping.source, identifier),
        str(row.service),
        *map(lines.text_or_none, described(fact.description).values()),
        lines.same_text(mapping.language),
        "{}",
        repr(fact.lon),
        repr(fact.lat),
        str(cell),
        *map(lines.text_or_none, addressed(fact.address).values()),
        lines.number(route.place),
        _WRITTEN[status],
        str(route.organization),
        lines.number(row.department),
        lines.number(row.member if status != Status.CLOSED else None),
        lines.number(route.on_behalf_of),
        lines.same_text(row.because),
        times.submitted,
        lines.moment(fact.updated_at),
        lines.moment(fact.closed_at),
        times.acknowledge_due,
        times.due,
        times.due if status != Status.CLOSED else lines.NULL,
        _WRITTEN[resolution] if resolution else "",
        lines.flag(route.is_private),
        "1",
    )


def _key(source: str, identifier: str) -> str:
    """A UUID that follows from where the request comes from: the same one is never stored twice."""
    return hashlib.blake2b(f"{source}\n{identifier}".encode(), digest_size=16).hexdigest()


def _custody(row: Landed, pk: int, times: _Times) -> str:
    return lines.line(
        str(pk),
        str(row.route.organization),
        lines.number(row.department),
        lines.number(row.route.on_behalf_of),
        _WRITTEN[How.IMPORTED],
        "",
        times.submitted,
        times.ended,
        times.due,
        times.unit,
        times.used,
    )


def _events(row: Landed, pk: int, times: _Times, source: str) -> str:
    """Without the jobs of followups: a history is no news to anybody. With holder and costs, as custody tells them."""
    digest, resolution, public = row.fact.row.digest, row.fact.outcome.resolution, _WRITTEN[Audience.PUBLIC]
    imported = f'{{"digest": "{digest}", "what": {_what(row, source)}, "holder": {_holder(row)}}}'
    found = lines.line(str(pk), _WRITTEN[EventKind.IMPORTED], times.submitted, public, imported)
    if resolution:
        closed = f'{{"resolution": "{_WRITTEN[resolution]}", "text": "", "spent": {times.spent}}}'
        found += lines.line(str(pk), _WRITTEN[EventKind.CLOSED], times.ended, public, closed)
    return found


def _what(row: Landed, source: str) -> str:
    place, private = row.route.place, "true" if row.route.is_private else "false"
    return f'{{"service": {row.service}, "place": {_json(place)}, "source": {source}, "private": {private}}}'


def _holder(row: Landed) -> str:
    department, behalf = _json(row.department), _json(row.route.on_behalf_of)
    return f'{{"organization": {row.route.organization}, "department": {department}, "for": {behalf}}}'


def _spent(row: Landed, worked: Worked) -> str:
    """As JSON: whole seconds of calendar and of working time, and the target; nothing while it is open."""
    began, ended, route = row.fact.submitted_at, row.fact.ended_at, row.route
    if ended is None:
        return "null"
    held, working = (
        int(worked.used(route.organization, began, ended, unit).total_seconds())
        for unit in (Unit.HOURS, Unit.WORKING_DAYS)
    )
    due = worked.due(route.organization, route.close_within, began)
    return f'{{"held": {held}, "worked": {working}, "due": ' + (f'"{due.isoformat()}"}}' if due else "null}")


def _json(value: int | None) -> str:
    return "null" if value is None else str(value)


# An enum finds its own value in four times the time of a dictionary.
_WRITTEN = {word: str(word.value) for words in (Audience, EventKind, How, Resolution, Status, Unit) for word in words}
