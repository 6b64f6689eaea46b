"""Calling somebody's attention to a note by “@name”: members of the desk, or everybody in one of its departments."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from fixward.domain.governments.models import Department, Member
from fixward.domain.service_requests import policy
from fixward.domain.service_requests.models import ServiceRequest
from fixward.domain.service_requests.operations.common import Refused

# Not in the middle of an e-mail address.
_AT = re.compile(r"(?<![\w@.+-])@(?=\w)")
_WORD = re.compile(r"[\w.\-]+")


@dataclass(frozen=True, slots=True)
class Name:
    """A name that can be mentioned, and whom it means; several people may share one, and all are meant then."""

    name: str
    members: tuple[Member, ...]
    is_department: bool = False


def names(service_request: ServiceRequest, by: Member) -> list[Name]:
    """Whom this member can mention here, the departments last: nobody who may not read what the desk writes."""
    members = _members(service_request, by)
    known: dict[str, list[Member]] = {}
    for member in members:
        known.setdefault(str(member), []).append(member)
    found = [Name(name, tuple(rows)) for name, rows in sorted(known.items(), key=lambda row: row[0].lower())]
    return found + _departments(members)


def mentioned(text: str, service_request: ServiceRequest, by: Member) -> list[Member]:
    """Everybody whom the text names; raises Refused where it names somebody who is not there."""
    starts = [match.end() for match in _AT.finditer(text)]
    if not starts:
        return []
    known = sorted(names(service_request, by), key=lambda name: -len(name.name))
    found = {member.pk: member for start in starts for member in _at(text, start, known)}
    return list(found.values())


def _at(text: str, start: int, known: Sequence[Name]) -> tuple[Member, ...]:
    """The longest name that stands there."""
    for name in known:
        end = start + len(name.name)
        if text[start:end].lower() == name.name.lower() and not text[end : end + 1].isalnum():
            return name.members
    word = _WORD.match(text, start)
    raise Refused(
        _("Nobody who reads this note is called “@%(name)s”. Write a name as it stands in the list below the field.")
        % {"name": word.group() if word else ""}
    )


def _members(service_request: ServiceRequest, by: Member) -> list[Member]:
    """Of the desk that holds it, and of the writer's own organization as far as they may act on that desk."""
    homes = {service_request.organization_id, by.organization_id}
    rows = Member.objects.filter(organization__in=homes, left_at=None, person__is_active=True)
    members = list(rows.select_related("person", "organization").prefetch_related("departments"))
    # Members of one organization and role reach equally far, so each sort is asked once.
    reach: dict[tuple[int, int], bool] = {}
    for member in members:
        sort = (member.organization_id, member.role)
        if sort not in reach:
            reach[sort] = policy.role_at(member, service_request) is not None
    return [member for member in members if reach[member.organization_id, member.role]]


def _departments(members: Sequence[Member]) -> list[Name]:
    inside: dict[Department, list[Member]] = {}
    for member in members:
        for department in member.departments.all():
            inside.setdefault(department, []).append(member)
    rows = sorted(inside.items(), key=lambda row: row[0].name.lower())
    return [Name(department.name, tuple(people), is_department=True) for department, people in rows]
