"""The fields of the inbox's filter: what can be chosen, and what is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from fixward.domain.catalog.queries import groups_with_services
from fixward.domain.desks import filters
from fixward.domain.desks.filters import Filters
from fixward.domain.desks.views import Desk
from fixward.domain.governments.models import Member
from fixward.domain.routing import current
from fixward.domain.service_requests.filters import places_to_choose
from fixward.domain.service_requests.models import Priority, Resolution, Status
from fixward.domain.service_requests.queries import close_reasons

Options = list[tuple[str, str]]


@dataclass(frozen=True)
class Asked:
    """One field: a choice, a day, a number; groups of choices have headings."""

    name: str
    label: str
    value: str
    kind: str = "choice"
    groups: list[tuple[str, Options]] = field(default_factory=list)

    @property
    def shown(self) -> str:
        """What is chosen, in words."""
        if self.kind == "day":
            day = parse_date(self.value)
            return date_format(day, "DATE_FORMAT") if day else self.value
        return self._options.get(self.value, self.value)

    @property
    def is_gone(self) -> bool:
        """What is chosen cannot be chosen any more: a service, a place, a member that was there once."""
        return self.kind == "choice" and bool(self.value) and self.value not in self._options

    @property
    def _options(self) -> dict[str, str]:
        return {code: label for _heading, options in self.groups for code, label in options}


def asked(chosen: Filters, desk: Desk) -> list[Asked]:
    """All fields in their order on the page; in the same number of queries however much there is to choose."""
    groups = list(groups_with_services())
    services = [(str(group), [(one.code, str(one)) for one in group.services.all()]) for group in groups]
    options: list[tuple[str, str, list[tuple[str, Options]]]] = [
        ("state", _("State"), _plain([("open", _("Open")), *_labels(Status)])),
        ("service", _("Service"), services),
        ("group", _("Kind of problem"), _plain((group.code, str(group)) for group in groups)),
        ("assignee", _("Assigned to"), _plain(_members(desk))),
        ("place", _("Place"), _plain((place.code, place.name) for place in places_to_choose())),
        ("behalf", _("On behalf of"), _plain(_worked_for(desk))),
        ("target", _("Target"), _plain(_targets())),
        ("priority", _("Priority"), _plain([(str(value), label) for value, label in _labels(Priority)])),
        ("resolution", _("Resolution"), _plain(_labels(Resolution))),
        ("reason", _("Close reason"), _plain(_reasons(desk))),
        ("source", _("Came in by"), _plain(_sources())),
        ("private", _("Private"), _plain([(filters.YES, _("Yes")), (filters.NO, _("No"))])),
    ]
    fields = [Asked(name, label, getattr(chosen, name), groups=groups) for name, label, groups in options]
    choices = [field for field in fields if field.groups or field.value]
    days = [Asked(name, label, getattr(chosen, name), "day") for name, label in _days()]
    supporters = Asked("supporters", _("“Me too” at least"), chosen.supporters, "number")
    return [*choices, supporters, *days]


def _plain(options: Iterable[tuple[str, str]]) -> list[tuple[str, Options]]:
    listed = list(options)
    return [("", listed)] if listed else []


def _labels(words: Any) -> Options:
    return [(value, str(label)) for value, label in words.choices]


def _members(desk: Desk) -> Options:
    working = Member.objects.working().filter(organization=desk.organization.pk).select_related("person")
    named = sorted(((str(member.pk), str(member)) for member in working), key=lambda row: row[1])
    return [(filters.ME, _("Me")), (filters.NONE, _("Nobody yet")), *named]


def _worked_for(desk: Desk) -> Options:
    rows = current.current().organizations.values()
    return sorted((row.code, row.name) for row in rows if row.handled_by == desk.organization.pk)


def _reasons(desk: Desk) -> Options:
    """The desk's own, also those that it offers no more: some were closed with them."""
    return [(str(row.pk), str(row)) for row in close_reasons(desk.organization.pk, also_former=True)]


def _targets() -> Options:
    return [
        (filters.LATE, _("Overdue")),
        (filters.DUE_SOON, _("Due soon")),
        (filters.IN_TIME, _("In time")),
        (filters.NO_TARGET, _("Without a target")),
    ]


def _sources() -> Options:
    return [("web", _("This site")), ("phone", _("Phone or counter")), (filters.OTHER, _("Another system"))]


def _days() -> Options:
    return [
        ("submitted_since", _("Reported from")),
        ("submitted_until", _("Reported until")),
        ("due_since", _("Due from")),
        ("due_until", _("Due until")),
        ("closed_since", _("Closed from")),
        ("closed_until", _("Closed until")),
    ]
