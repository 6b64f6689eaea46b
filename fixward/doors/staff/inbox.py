"""The inbox: what a desk holds, by state and department; every number of it is bounded, however full the desk."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import models
from django.db.models import F, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from fixward.domain.governments.models import Department, Member, Organization, Standing
from fixward.domain.service_requests import queries
from fixward.domain.service_requests.models import ServiceRequest, Status
from fixward.foundation import clock

ROWS = 25
# Counting and paging end here: nobody reads on, and the database need not look at a million rows to say so.
MOST = 1000


class View(models.TextChoices):
    NEW = "new", _("New")
    ACTIVE = "active", _("In progress")
    OVERDUE = "overdue", _("Overdue")
    MINE = "mine", _("Assigned to me")
    UNSETTLED = "unsettled", _("Unsettled")
    CLOSED = "closed", _("Closed")
    ALL = "all", _("All")


class Sort(models.TextChoices):
    NEWEST = "newest", _("Newest first")
    OLDEST = "oldest", _("Oldest first")
    DUE = "due", _("Due first")


_ORDERS: dict[str, tuple[Any, ...]] = {
    Sort.NEWEST: ("-submitted_at", "-pk"),
    Sort.OLDEST: ("submitted_at", "pk"),
    Sort.DUE: (F("due_at").asc(nulls_last=True), "submitted_at", "pk"),
}
_OWN, _ALL, _NONE = "own", "all", "none"


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


class Inbox:
    """One member's inbox as the address asks for it; what the address has wrong is passed over."""

    def __init__(self, member: Member, asked: QueryDict) -> None:
        self.member = member
        self.asked = asked

    @cached_property
    def desks(self) -> list[Organization]:
        """The member's own, those that a grant reaches, and for the steward those of organizations off the platform."""
        others = {grant.organization.pk: grant.organization for grant in self.member.grants}
        if self.member.organization.is_steward:
            others |= Organization.objects.filter(standing=Standing.EXTERNAL).in_bulk()
        return [self.member.organization, *sorted(others.values(), key=lambda organization: organization.name)]

    @cached_property
    def desk(self) -> Organization:
        code = self.asked.get("desk")
        return next((desk for desk in self.desks if desk.code == code), self.desks[0])

    @cached_property
    def departments(self) -> list[Department]:
        return list(self.desk.departments.all())

    @cached_property
    def own_departments(self) -> set[int]:
        """Those of this desk that the member works in."""
        return {department.pk for department in self.member.departments.all()} & {row.pk for row in self.departments}

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
    def view(self) -> View:
        asked = self.asked.get("view", "")
        return View(asked) if asked in self.views else View.NEW

    @cached_property
    def views(self) -> list[View]:
        """All of them; what nobody could agree upon comes to the steward alone."""
        return [view for view in View if view != View.UNSETTLED or self.desk.is_steward]

    @cached_property
    def sort(self) -> Sort:
        asked = self.asked.get("sort", "")
        return Sort(asked) if asked in self.sorts else Sort.NEWEST

    @property
    def sorts(self) -> list[Sort]:
        """What is closed is not due any more."""
        return [sort for sort in Sort if sort != Sort.DUE or self.view not in (View.CLOSED, View.ALL)]

    @cached_property
    def tabs(self) -> list[Tab]:
        return [Tab(view, self._count(view), view == self.view) for view in self.views]

    @cached_property
    def current_tab(self) -> Tab:
        return next(tab for tab in self.tabs if tab.is_current)

    @cached_property
    def page(self) -> Page[ServiceRequest]:
        # First the ids in their order, then what is shown of so few: the database never sorts whole rows.
        paginator = _Bounded(self._ordered().values_list("pk", flat=True), ROWS)
        paginator.count = self.current_tab.shown
        page = paginator.get_page(self.asked.get("page"))
        chosen = list(page.object_list)
        rows = queries.inbox_rows(ServiceRequest.objects.filter(pk__in=chosen)).in_bulk()
        page.object_list = [rows[pk] for pk in chosen if pk in rows]
        return page

    def _ordered(self) -> QuerySet[ServiceRequest]:
        return self._of(self.view).order_by(*_ORDERS[self.sort])

    def _count(self, view: View) -> int:
        return self._of(view).order_by()[: MOST + 1].count()

    def _of(self, view: View) -> QuerySet[ServiceRequest]:
        held = self._in_departments(queries.on_desk(self.member, self.desk.pk))
        # Only what is open lies in the index of the open ones: say so, also where the state says it already.
        is_open = held.exclude(status=Status.CLOSED)
        kinds = {
            View.NEW: lambda: is_open.filter(status=Status.SUBMITTED),
            View.ACTIVE: lambda: is_open.filter(status=Status.ACKNOWLEDGED),
            View.OVERDUE: lambda: is_open.filter(due_at__lt=clock.now()),
            View.MINE: lambda: is_open.filter(assignee=self.member),
            View.UNSETTLED: lambda: is_open.filter(unsettled_at__isnull=False),
            View.CLOSED: lambda: held.filter(status=Status.CLOSED),
            View.ALL: lambda: held,
        }
        return kinds[view]()

    def _in_departments(self, held: QuerySet[ServiceRequest]) -> QuerySet[ServiceRequest]:
        if self.department == _ALL:
            return held
        if self.department == _NONE:
            return held.filter(department=None)
        chosen = self.own_departments if self.department == _OWN else {int(self.department)}
        return held.filter(department__in=chosen)


class _Bounded(Paginator):  # type: ignore[type-arg]
    """Told how many rows there are, instead of counting them again."""

    count = 0
