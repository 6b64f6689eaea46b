"""What a desk looks at: the views of an inbox, each a question over what the desk holds, with an index of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from django.db import models
from django.db.models import F, Q, Subquery
from django.db.models.expressions import OrderBy
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from fixward.domain.conversations.models import Mention
from fixward.domain.governments.models import Member, Organization
from fixward.domain.service_requests import queries
from fixward.domain.service_requests.models import Custody, How, ServiceRequest, Status
from fixward.foundation import clock

SOON = dt.timedelta(hours=24)
RECENTLY = dt.timedelta(days=30)
Requests = models.QuerySet[ServiceRequest]


class View(models.TextChoices):
    NEW = "new", _("New")
    MINE = "mine", _("Assigned to me")
    MENTIONED = "mentioned", _("Mentions me")
    DEPARTMENT = "department", _("My departments")
    UNASSIGNED = "unassigned", _("Unassigned")
    ARRIVING = "arriving", _("From others")
    RETURNED = "returned", _("Returned to us")
    UNSETTLED = "unsettled", _("Unsettled")
    SOON = "soon", _("Due soon")
    OVERDUE = "overdue", _("Overdue")
    WAITING = "waiting", _("Waiting for the reporter")
    ACTIVE = "active", _("In progress")
    CLOSED = "closed", _("Recently closed")
    ALL = "all", _("All")


class Sort(models.TextChoices):
    NEWEST = "newest", _("Newest first")
    OLDEST = "oldest", _("Oldest first")
    DUE = "due", _("Due first")
    PRIORITY = "priority", _("Most urgent first")


@dataclass(frozen=True)
class Desk:
    """What one member sees of an organization's desk: all of it, or the departments chosen (None: of no department)."""

    member: Member
    organization: Organization
    own_departments: Collection[int] = ()
    departments: Collection[int] | None = field(default=())
    is_narrowed: bool = False
    """Whether only the chosen departments are shown."""

    def views(self) -> list[View]:
        """Those that make sense here: what nobody could agree upon comes to the steward alone."""
        absent = set() if self.organization.is_steward else {View.UNSETTLED}
        absent |= set() if self.own_departments else {View.DEPARTMENT}
        return [view for view in View if view not in absent]

    def rows(self, view: View) -> Requests:
        """All of a view, in no order. It is a part of what the member may see, since the desk holds it."""
        held = queries.on_desk(self.member, self.organization)
        if view not in (View.MINE, View.MENTIONED, View.DEPARTMENT, View.UNSETTLED):
            held = self._narrowed(held)
        return _VIEWS[view](self, held)

    def count(self, views: Collection[View], *, most: int) -> dict[View, int]:
        """How many there are in each view, none counted further than `most` + 1; by one statement."""
        return dict(zip(views, counted([self.rows(view) for view in views], most=most), strict=True))

    def from_others(self, *ways: How) -> Q:
        """Came to this desk from another one in one of these ways, and was not passed on inside it since."""
        now = Custody.objects.filter(organization=self.organization.pk, ended_at=None, how__in=ways)
        return Q(pk__in=now.order_by().values("service_request"))

    def _narrowed(self, held: Requests) -> Requests:
        if not self.is_narrowed:
            return held
        return (
            held.filter(department=None) if self.departments is None else held.filter(department__in=self.departments)
        )


def ordered(rows: Requests, view: View, sort: Sort, *, has_words: bool = False) -> Requests:
    newest: tuple[str, ...] = ("-closed_at", "-pk") if view == View.CLOSED else ("-submitted_at", "-pk")
    orders: dict[Sort, tuple[str, ...]] = {
        Sort.NEWEST: newest,
        Sort.OLDEST: tuple(name.removeprefix("-") for name in newest),
        # As the index has it: PostgreSQL puts what is due at no time last by itself.
        Sort.DUE: ("due_at", "pk"),
        Sort.PRIORITY: ("-priority", "due_at", "pk"),
    }
    first, *others = orders[sort]
    return rows.order_by(_sorted_anew(first) if has_words else first, *others)


def _sorted_anew(column: str) -> OrderBy:
    """As no index has it: else PostgreSQL walks an index in this order and takes the words of each request apart, which
    costs seconds where they are rare, while the index of the words knows at once who has them.
    """
    name = column.removeprefix("-")
    return OrderBy(Coalesce(F(name), F(name)), descending=name != column)


def counted(parts: Collection[Requests], *, most: int) -> list[int]:
    """How many there are in each, none counted further than `most` + 1; by one statement."""
    if not parts:
        return []
    columns = [_Counted(rows.order_by().values("pk")[: most + 1]) for rows in parts]
    # Some row has to carry them.
    return list(Organization.objects.order_by("pk").values_list(*columns)[0])


class _Counted(Subquery):
    template = "(SELECT count(*) FROM (%(subquery)s) AS counted)"
    output_field = models.IntegerField()


def _open(held: Requests) -> Requests:
    """Only what is open lies in the indexes of the open ones: say so, also where the state says it already."""
    return held.exclude(status=Status.CLOSED)


_VIEWS: dict[View, Callable[[Desk, Requests], Requests]] = {
    View.NEW: lambda desk, held: _open(held).filter(status=Status.SUBMITTED),
    View.MINE: lambda desk, held: _open(held).filter(assignee=desk.member),
    View.MENTIONED: lambda desk, held: held.filter(
        pk__in=Mention.objects.filter(member=desk.member).order_by().values("note__service_request")
    ),
    View.DEPARTMENT: lambda desk, held: _open(held).filter(department__in=desk.own_departments),
    View.UNASSIGNED: lambda desk, held: _open(held).filter(assignee=None),
    View.ARRIVING: lambda desk, held: _open(held).filter(desk.from_others(How.TRANSFERRED, How.SETTLED), assignee=None),
    View.RETURNED: lambda desk, held: _open(held).filter(desk.from_others(How.RETURNED)),
    View.UNSETTLED: lambda desk, held: _open(held).filter(unsettled_at__isnull=False),
    View.SOON: lambda desk, held: _open(held).filter(due_at__gte=clock.now(), due_at__lt=clock.now() + SOON),
    View.OVERDUE: lambda desk, held: _open(held).filter(due_at__lt=clock.now()),
    View.WAITING: lambda desk, held: _open(held).filter(waiting_since__isnull=False),
    View.ACTIVE: lambda desk, held: _open(held).filter(status=Status.ACKNOWLEDGED),
    View.CLOSED: lambda desk, held: held.filter(status=Status.CLOSED, closed_at__gte=clock.now() - RECENTLY),
    View.ALL: lambda desk, held: held,
}
