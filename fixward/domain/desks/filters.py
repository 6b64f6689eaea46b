"""What somebody looks for among the requests of a desk, as it stands in an address and in a saved view."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields

from django.db.models import Count, Exists, OuterRef, Q

from fixward.domain.catalog.models import Service
from fixward.domain.desks import search
from fixward.domain.desks.views import SOON, Desk, Requests
from fixward.domain.governments.models import Organization, default_zone
from fixward.domain.places.models import Place
from fixward.domain.service_requests.models import Priority, Resolution, Status, Support
from fixward.foundation import clock
from fixward.foundation.text import clean

ME, NONE, OTHER = "me", "none", "other"
SOURCES = ("web", "phone")
LATE, IN_TIME, DUE_SOON, NO_TARGET = "late", "in_time", "soon", "none"
TARGETS = (LATE, DUE_SOON, IN_TIME, NO_TARGET)
YES, NO = "yes", "no"
_OPEN = "open"
_LONGEST = 200
_DAYS = {"submitted": "submitted_at", "closed": "closed_at", "due": "due_at"}


@dataclass(frozen=True, slots=True)
class Filters:
    """Codes, ids, days (both included, in the place's zone) and words; what is empty asks for nothing."""

    q: str = ""
    state: str = ""
    service: str = ""
    group: str = ""
    assignee: str = ""
    place: str = ""
    behalf: str = ""
    submitted_since: str = ""
    submitted_until: str = ""
    due_since: str = ""
    due_until: str = ""
    closed_since: str = ""
    closed_until: str = ""
    target: str = ""
    resolution: str = ""
    reason: str = ""
    priority: str = ""
    source: str = ""
    private: str = ""
    supporters: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Filters:
        """From an address. What cannot be read asks for nothing; a code that nobody has finds nothing."""
        typed = {field.name: clean(given.get(field.name, ""))[:_LONGEST] for field in fields(cls)}
        return cls(**{name: value for name, value in typed.items() if _can_be_read(name, value)})

    def query(self) -> dict[str, str]:
        """As it stands in an address: only what is asked for."""
        return {field.name: value for field in fields(self) if (value := getattr(self, field.name))}

    def choose(self, rows: Requests, desk: Desk, *, ahead: bool = False) -> Requests:
        """Those that fit. What is named by a code or found by words is a part of the one statement, or looked up ahead:
        that costs a query for each, and PostgreSQL then knows how frequent it is, which for long lists saves far more.
        """
        asked = [*self._what(ahead), *self._who(desk), *self._when(), *self._how_it_stands()]
        if self.q:
            look = search.mentions_ahead if ahead else search.mentions
            asked.append(look(self.q, member=desk.member, organization=desk.organization.pk))
        if self.supporters:
            asked.append(_supported(int(self.supporters)))
        return rows.filter(*asked)

    def _what(self, ahead: bool) -> list[Q]:
        services = Service.objects.order_by()
        chosen = [
            ("service", self.service, services.filter(code=self.service)),
            ("service", self.group, services.filter(group__code=self.group)),
            ("place", self.place, Place.objects.filter(code=self.place)),
            ("on_behalf_of", self.behalf, Organization.objects.order_by().filter(code=self.behalf)),
        ]
        ids = [(field, found.values_list("pk", flat=True)) for field, code, found in chosen if code]
        return [Q(**{f"{field}__in": list(found) if ahead else found}) for field, found in ids]

    def _who(self, desk: Desk) -> list[Q]:
        if not self.assignee:
            return []
        if self.assignee == NONE:
            return [Q(assignee=None)]
        return [Q(assignee=desk.member.pk if self.assignee == ME else int(self.assignee))]

    def _when(self) -> list[Q]:
        zone, asked = default_zone(), []
        for name, column in _DAYS.items():
            since, until = _day(getattr(self, f"{name}_since")), _day(getattr(self, f"{name}_until"))
            if since:
                asked.append(Q(**{f"{column}__gte": dt.datetime.combine(since, dt.time.min, zone)}))
            if until:
                after = dt.datetime.combine(until + dt.timedelta(days=1), dt.time.min, zone)
                asked.append(Q(**{f"{column}__lt": after}))
        return asked

    def _how_it_stands(self) -> list[Q]:
        now = clock.now()
        states = {_OPEN: ~Q(status=Status.CLOSED), **{state.value: Q(status=state) for state in Status}}
        targets = {
            LATE: Q(due_at__lt=now),
            DUE_SOON: Q(due_at__gte=now, due_at__lt=now + SOON),
            IN_TIME: Q(due_at__gte=now),
            NO_TARGET: Q(due_at=None),
        }
        sources = {OTHER: ~Q(source__in=SOURCES)}
        asked = [states.get(self.state), targets.get(self.target)]
        asked += [Q(resolution=self.resolution)] if self.resolution else []
        asked += [Q(close_reason=int(self.reason))] if self.reason else []
        asked += [Q(priority=int(self.priority))] if self.priority else []
        asked += [sources.get(self.source, Q(source=self.source))] if self.source else []
        asked += [Q(is_private=self.private == YES)] if self.private else []
        return [condition for condition in asked if condition is not None]


def _supported(least: int) -> Q:
    """One is looked for at each row until the page is full; more are counted once for all, since few rows have them."""
    supports = Support.objects.order_by()
    if least == 1:
        return Q(Exists(supports.filter(service_request=OuterRef("pk"))))
    counted = supports.values("service_request").annotate(supporters=Count("pk"))
    return Q(pk__in=counted.filter(supporters__gte=least).values("service_request"))


def _can_be_read(name: str, value: str) -> bool:
    one_of = {
        "state": {_OPEN, *Status.values},
        "target": TARGETS,
        "resolution": Resolution.values,
        "private": (YES, NO),
        "priority": {str(value) for value in Priority.values},
    }
    if name in one_of:
        return value in one_of[name]
    if name.endswith(("_since", "_until")):
        return _day(value) is not None
    if name == "assignee":
        return value in (ME, NONE) or _is_number(value)
    if name == "reason":
        return _is_number(value)
    return name != "supporters" or (_is_number(value) and int(value) > 0)


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdecimal() and len(value) < 10


def _day(text: str) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    # A day at the very end has no moment in every zone.
    return day if dt.date.min < day < dt.date.max else None
