"""Requests as rows of a table, for files: what a member may see of them, and no column more.

PostgreSQL writes the rows as they stand in the file: Python would take each apart, and be several times slower.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from io import StringIO
from itertools import islice
from typing import Any, TypeVar

from django.db import connection, models, transaction
from django.db.models import Case, F, Func, Value, When
from django.db.models.functions import Cast, Coalesce

from fixward.domain.catalog.models import Service
from fixward.domain.desks.views import Requests
from fixward.domain.governments.models import Department, Member, Organization, Role, default_zone
from fixward.domain.service_requests.models import Priority
from fixward.domain.service_requests.queries import supporters
from fixward.domain.service_requests.reach import granted, reaches
from fixward.domain.service_requests.reasons import CloseReason
from fixward.foundation.text.cells import harmless_in_sql

_PLAIN = (
    "number",
    "status",
    "resolution",
    "description",
    "address",
    "lon",
    "lat",
    "source",
    "source_id",
    "language",
    "is_private",
)
_JOINED = {"place": "place__name", "assignee": "assignee__person__name"}
_MOMENTS = ("submitted_at", "acknowledged_at", "due_at", "expected_at", "closed_at", "updated_at")
_REPORTER = {
    "reporter_name": "reporter__name",
    "reporter_phone": "reporter__phone",
    "reporter_email": "reporter__person__email",
}
_NO_TEXT: dict[str, Callable[[str], Any]] = {
    "lon": float,
    "lat": float,
    "is_private": "t".__eq__,
    "supporters": int,
}
_FEATURE = """
SELECT '{"type":"Feature","geometry":{"type":"Point","coordinates":[' || lon || ',' || lat || ']},"properties":'
    || row_to_json(told) || '}' AS feature FROM (%s) AS told
"""
# JSON has neither of these two signs, so a row of one column comes as it is, without quotes.
_AS_IT_IS = "FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02'"
# Some ten kilobytes: PostgreSQL writes the next ones while these are made use of, as long as they fit into the socket.
_ROWS_OF_A_PACKET = 40
Item = TypeVar("Item")


class Sheet:
    """All of the rows in their order: texts, numbers, and moments as ISO 8601 in the place's zone.

    The names of the columns are the same in every language. Each way of reading is one statement, read while it comes.
    """

    def __init__(self, rows: Requests, member: Member) -> None:
        told = _columns(member)
        self.columns = list(told)
        # Named apart from the fields of the model, as Django asks for.
        self._rows = rows.annotate(**{f"told_{name}": value for name, value in told.items()}).values_list(
            *(f"told_{name}" for name in told)
        )

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Each by the names of the columns."""
        told = self._told({name: f"told_{name}" for name in self.columns})
        # The names of the columns in every row, as JSON has them, would be three times as much to write and to read.
        for packet in self._written(told, "FORMAT csv"):
            for cells in csv.reader(StringIO(packet.decode(), newline="")):
                row: dict[str, Any] = dict(zip(self.columns, cells, strict=True))
                for name, value in _NO_TEXT.items():
                    row[name] = value(row[name])
                yield row

    def csv(self) -> Iterator[bytes]:
        """Packets of lines, the first with the names; no cell is one that a spreadsheet would calculate."""
        cells = {name: f"told_{name}" for name in self.columns}
        harmless = {name: cell if name in _NO_TEXT else harmless_in_sql(cell) for name, cell in cells.items()}
        return self._written(self._told(harmless), "FORMAT csv, HEADER")

    def features(self) -> Iterator[bytes]:
        """Packets of GeoJSON features, one on each line."""
        return self._written(_FEATURE % self._told({name: f"told_{name}" for name in self.columns}), _AS_IT_IS)

    def _told(self, cells: Mapping[str, str]) -> str:
        listed = ", ".join(f"{cell} AS {name}" for name, cell in cells.items())
        return f"SELECT {listed} FROM (%s) AS sheet"  # noqa: S608  (nothing in it is from outside)

    def _written(self, statement: str, form: str) -> Iterator[bytes]:
        rows, values = self._rows.query.sql_with_params()
        copy = f"COPY ({statement % rows}) TO STDOUT ({form})"
        with _in_the_zone_of_the_place(), connection.cursor() as cursor, cursor.copy(copy, values) as copied:
            yield from map(b"".join, _packets(copied))


def _columns(member: Member) -> dict[str, Any]:
    """What stands in each column; the reporter and all they wrote only where the member may know them, row by row."""
    plain = {name: F(name) for name in (*_PLAIN, *_JOINED.values())} | _words(member)
    moments = {name: _Moment(F(name)) for name in _MOMENTS}
    joined = {name: plain.pop(path) for name, path in _JOINED.items()}
    reporter = _reporter(member) if any(reach.role >= Role.WORKER for reach in reaches(member)) else {}
    return {**plain, **_named(), **joined, "supporters": supporters(), **moments, **reporter}


def _words(member: Member) -> dict[str, Any]:
    worked = granted(member, least=Role.WORKER)
    return {
        name: Case(When(worked, then=F(name)), default=Coalesce(f"covered_{name}", name))
        for name in ("description", "address")
    }


def _reporter(member: Member) -> dict[str, Any]:
    worked = granted(member, least=Role.WORKER)
    return {name: Case(When(worked, then=F(path)), default=Value(None)) for name, path in _REPORTER.items()}


def _named() -> dict[str, Func]:
    """Names by id, of things of which there are few: they need not be joined, and are in the reader's language."""
    organizations = dict(Organization.objects.values_list("pk", "name"))
    return {
        "service": _Named("service_id", {row.pk: str(row) for row in Service.objects.all()}),
        "organization": _Named("organization_id", organizations),
        "department": _Named("department_id", dict(Department.objects.values_list("pk", "name"))),
        "on_behalf_of": _Named("on_behalf_of_id", organizations),
        "priority": _Named("priority", {value: Priority(value).name.lower() for value in Priority.values}),
        "close_reason": _Named("close_reason_id", {row.pk: str(row) for row in CloseReason.objects.all()}),
    }


class _Named(Func):
    template = "(%(expressions)s)"
    arg_joiner = "::jsonb ->> "
    output_field = models.TextField()

    def __init__(self, column: str, names: Mapping[int, str]) -> None:
        super().__init__(Value(json.dumps(names)), Cast(column, models.TextField()))


class _Moment(Func):
    template = "to_char(%(expressions)s, 'YYYY-MM-DD\"T\"HH24:MI:SSTZH:TZM')"
    output_field = models.TextField()


@contextmanager
def _in_the_zone_of_the_place() -> Iterator[None]:
    """For the statements inside, PostgreSQL writes moments in it; whoever else uses the connection is spared that."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('TimeZone', %s, true)", [str(default_zone())])
        yield
        cursor.execute("SELECT set_config('TimeZone', 'UTC', true)")


def _packets(rows: Any) -> Iterator[list[Any]]:
    found = iter(rows)
    while packet := list(islice(found, _ROWS_OF_A_PACKET)):
        yield packet
