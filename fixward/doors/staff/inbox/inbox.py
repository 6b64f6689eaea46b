"""One member's inbox as the address asks for it; every number of it is bounded, however full the desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Max, Min
from django.utils.translation import gettext_lazy as _

from fixward.domain.desks.filters import Filters
from fixward.domain.desks.views import Desk, Requests, Sort, View, ordered
from fixward.domain.governments import permissions
from fixward.domain.governments.models import Department, Member, Organization, Standing
from fixward.domain.service_requests import queries
from fixward.domain.service_requests.models import Custody, ServiceRequest
from fixward.domain.service_requests.reach import role_on
from fixward.doors.staff.inbox.choices import Asked, asked

ROWS = 25
# Counting and paging end here: nobody reads on, and the database need not look at a million rows to say so.
MOST = 1000
_OWN, _ALL, _NONE = "own", "all", "none"
SHOWN = {"list": _("List"), "both": _("List and map"), "map": _("Map")}


@dataclass(frozen=True)
class Tab:
    """One view with how many requests it has: the most that is counted is shown as that many and more."""

    view: View
    count: int
    is_current: bool

    @property
    def is_bounded(self) -> bool:
        return self.count > MOST

    @property
    def shown(self) -> int:
        return min(self.count, MOST)


class Desks:
    """The desks that a member sees; read once for a page, however many views of them it counts."""

    def __init__(self, member: Member) -> None:
        self.member = member

    @cached_property
    def organizations(self) -> list[Organization]:
        """The member's own, those that a grant reaches, and for the steward those of organizations off the platform."""
        others = {grant.organization.pk: grant.organization for grant in self.member.grants}
        if self.member.organization.is_steward:
            others |= Organization.objects.filter(standing=Standing.EXTERNAL).in_bulk()
        return [self.member.organization, *sorted(others.values(), key=lambda organization: organization.name)]

    @cached_property
    def departments(self) -> dict[int, list[Department]]:
        found: dict[int, list[Department]] = {organization.pk: [] for organization in self.organizations}
        for department in Department.objects.filter(organization__in=list(found)):
            found[department.organization_id].append(department)
        return found

    @cached_property
    def own(self) -> set[int]:
        """The departments that the member works in."""
        return {department.pk for department in self.member.departments.all()}


class Inbox:
    """What the address has wrong is passed over."""

    def __init__(self, member: Member, asked: Mapping[str, Any], *, desks: Desks | None = None) -> None:
        self.member = member
        self.asked = asked
        self.all_desks = desks or Desks(member)

    @property
    def desks(self) -> list[Organization]:
        return self.all_desks.organizations

    @cached_property
    def organization(self) -> Organization:
        code = self.asked.get("desk")
        return next((desk for desk in self.desks if desk.code == code), self.desks[0])

    @property
    def departments(self) -> list[Department]:
        return self.all_desks.departments[self.organization.pk]

    @cached_property
    def own_departments(self) -> set[int]:
        """Those of this desk that the member works in."""
        return self.all_desks.own & {row.pk for row in self.departments}

    @cached_property
    def department(self) -> str:
        """Which departments are shown: own, all, none, or one's id. Who works in one begins with the own ones."""
        asked = self.asked.get("department", "")
        known = {_ALL, _NONE, *(str(row.pk) for row in self.departments), *([_OWN] if self.own_departments else [])}
        return asked if asked in known else _OWN if self.own_departments else _ALL

    @property
    def department_choices(self) -> list[tuple[str, Any]]:
        own = [(_OWN, _("My departments"))] if self.own_departments else []
        named = [(str(row.pk), row.name) for row in self.departments]
        return [*own, (_ALL, _("All departments")), *named, (_NONE, _("No department yet"))]

    @cached_property
    def desk(self) -> Desk:
        chosen = {_OWN: self.own_departments, _NONE: None, _ALL: ()}
        departments = chosen[self.department] if self.department in chosen else {int(self.department)}
        is_narrowed = self.department != _ALL
        return Desk(self.member, self.organization, self.own_departments, departments, is_narrowed)

    @cached_property
    def view(self) -> View:
        asked = self.asked.get("view", "")
        return View(asked) if asked in self.desk.views() else View.NEW

    @cached_property
    def sort(self) -> Sort:
        asked = self.asked.get("sort", "")
        return Sort(asked) if asked in self.sorts else self.sorts[0]

    @property
    def sorts(self) -> list[Sort]:
        """What is closed is not due any more; what is late or soon due is most wanted in that order."""
        if self.view in (View.CLOSED, View.ALL):
            return [Sort.NEWEST, Sort.OLDEST]
        return (
            [Sort.DUE, Sort.PRIORITY, Sort.NEWEST, Sort.OLDEST]
            if self.view in (View.SOON, View.OVERDUE)
            else list(Sort)
        )

    @cached_property
    def shown(self) -> str:
        """As a list, on the map, or both."""
        asked = self.asked.get("show", "")
        return asked if asked in SHOWN else "list"

    @cached_property
    def filters(self) -> Filters:
        return Filters.read({name: str(value) for name, value in self.asked.items()})

    @cached_property
    def fields(self) -> list[Asked]:
        return asked(self.filters, self.desk)

    @cached_property
    def tabs(self) -> list[Tab]:
        """Each view with all that it has, whatever the filters."""
        counts = self.desk.count(self.desk.views(), most=MOST)
        return [Tab(view, count, view == self.view) for view, count in counts.items()]

    @cached_property
    def rows(self) -> Requests:
        """All that fit, in their order."""
        return ordered(self.chosen(ahead=True), self.view, self.sort, has_words=bool(self.filters.q))

    def chosen(self, *, ahead: bool = False) -> Requests:
        """All that fit, in no order."""
        return self.filters.choose(self.desk.rows(self.view), self.desk, ahead=ahead)

    @cached_property
    def found(self) -> list[int]:
        """The ids of the first ones: counted, paged and acted on together, and read once."""
        return list(self.rows.values_list("pk", flat=True)[: MOST + 1])

    @cached_property
    def can_act(self) -> bool:
        """Whether this member works on this desk at all; each act asks for each request again."""
        return role_on(self.member, self.organization) >= permissions.WORK.least

    @property
    def is_bounded(self) -> bool:
        return len(self.found) > MOST

    @property
    def count(self) -> int:
        return min(len(self.found), MOST)

    @cached_property
    def page(self) -> Page[Any]:
        # First the ids in their order, then what is shown of so few: the database never sorts whole rows.
        chosen = Paginator(self.found[:MOST], ROWS).get_page(self.asked.get("page"))
        rows = queries.inbox_rows(ServiceRequest.objects.filter(pk__in=chosen.object_list)).in_bulk()
        return Page([rows[pk] for pk in chosen if pk in rows], chosen.number, chosen.paginator)

    @property
    def query(self) -> str:
        """What is asked for as it stands in an address, without the page."""
        return urlencode({**self.kept, **({"saved": self.saved} if self.saved else {})})

    @property
    def kept(self) -> dict[str, str]:
        """What is asked for as a saved view keeps it."""
        desk, show = self.organization.code, {} if self.shown == "list" else {"show": self.shown}
        chosen = {"desk": desk, "department": self.department, "view": str(self.view), "sort": str(self.sort)}
        return {**chosen, **show, **self.filters.query()}

    @cached_property
    def saved(self) -> int:
        """The id of the saved view that is looked at, which may have been changed since; 0 for none."""
        asked = str(self.asked.get("saved", ""))
        return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 10 else 0

    @cached_property
    def newest(self) -> int:
        """The last custody that began on this desk: what came after it is new to this page."""
        held = Custody.objects.filter(organization=self.organization.pk, ended_at=None)
        return held.order_by("-pk").values_list("pk", flat=True).first() or 0

    def came_after(self, custody: int, *, most: int) -> int:
        """How many of what is asked for came to the desk after that custody."""
        held = Custody.objects.filter(organization=self.organization.pk, ended_at=None, pk__gt=custody)
        newer = list(held.order_by("-pk").values_list("service_request", flat=True)[:most])
        return self.rows.filter(pk__in=newer).count() if newer else 0

    @cached_property
    def bounds(self) -> list[float] | None:
        """West, south, east, north of what is found."""
        sides = ServiceRequest.objects.filter(pk__in=self.found[:MOST]).aggregate(
            west=Min("lon"), south=Min("lat"), east=Max("lon"), north=Max("lat")
        )
        return None if sides["west"] is None else [sides[side] for side in ("west", "south", "east", "north")]
