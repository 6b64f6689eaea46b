"""Requests as rows of a table, for files: what a member may see of them, and no column more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, Value, When

from fixward.domain.catalog.models import Service
from fixward.domain.desks.views import Requests
from fixward.domain.governments.models import Department, Member, Organization, Role, default_zone
from fixward.domain.service_requests.models import Priority
from fixward.domain.service_requests.queries import supporters
from fixward.domain.service_requests.reach import granted, reaches
from fixward.domain.service_requests.reasons import CloseReason

_AT_A_TIME = 2000
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
_NAMED = {
    "service": "service_id",
    "organization": "organization_id",
    "department": "department_id",
    "on_behalf_of": "on_behalf_of_id",
    "priority": "priority",
    "close_reason": "close_reason_id",
}
_JOINED = {"place": "place__name", "assignee": "assignee__person__name"}
_MOMENTS = ("submitted_at", "acknowledged_at", "due_at", "expected_at", "closed_at", "updated_at")
_REPORTER = {
    "reporter_name": "reporter__name",
    "reporter_phone": "reporter__phone",
    "reporter_email": "reporter__person__email",
}


@dataclass(frozen=True)
class Sheet:
    """The names of the columns, the same in every language, and rows of texts and numbers; moments are ISO 8601."""

    columns: list[str]
    rows: Iterable[list[Any]]


def sheet(rows: Requests, member: Member) -> Sheet:
    """All of the rows in their order, read as somebody asks for them."""
    reporter = list(_REPORTER) if any(reach.role >= Role.WORKER for reach in reaches(member)) else []
    columns = [*_PLAIN, *_NAMED, *_JOINED, "supporters", *_MOMENTS, *reporter]
    return Sheet(columns, _rows(rows, member, reporter))


def _rows(rows: Requests, member: Member, reporter: list[str]) -> Iterator[list[Any]]:
    names, zone = _names(), default_zone()
    worked = granted(member, least=Role.WORKER)
    told = {f"told_{name}": Case(When(worked, then=F(_REPORTER[name])), default=Value(None)) for name in reporter}
    taken = [*_PLAIN, *_NAMED.values(), *_JOINED.values(), "supported", *_MOMENTS, *told]
    found = rows.annotate(supported=supporters(), **told).values_list(*taken).iterator(chunk_size=_AT_A_TIME)
    first, last = len(_PLAIN), len(_PLAIN) + len(_NAMED)
    begins, ends = taken.index(_MOMENTS[0]), taken.index(_MOMENTS[-1]) + 1
    for row in found:
        named = [names[at].get(row[first + at], "") for at in range(len(_NAMED))]
        moments = [_written(moment, zone) for moment in row[begins:ends]]
        yield [*row[:first], *named, *map(_text, row[last:begins]), *moments, *map(_text, row[ends:])]


def _names() -> list[dict[int, str]]:
    """What stands for each of `_NAMED`, by its id: there are few, so they are not joined."""
    services = {service.pk: str(service) for service in Service.objects.all()}
    organizations = dict(Organization.objects.values_list("pk", "name"))
    departments = dict(Department.objects.values_list("pk", "name"))
    priorities = {value: Priority(value).name.lower() for value in Priority.values}
    reasons = {reason.pk: str(reason) for reason in CloseReason.objects.all()}
    return [services, organizations, departments, organizations, priorities, reasons]


def _text(value: Any) -> Any:
    return "" if value is None else value


def _written(moment: dt.datetime | None, zone: dt.tzinfo) -> str:
    return moment.astimezone(zone).isoformat(timespec="seconds") if moment else ""
