"""The list behind a figure: the requests that were counted; those one may not look at are counted, not shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from fixward.domain.governments.models import Organization
from fixward.domain.service_requests.models import ServiceRequest
from fixward.doors.figures import scopes
from fixward.doors.figures.asked import Asked
from fixward.doors.figures.charts import bounds, took
from fixward.doors.figures.scopes import Scope
from fixward.doors.figures.tables import LATE, NOW, OPEN, words
from fixward.doors.page.marks import tone
from fixward.followups.insights.asking import lists, reading
from fixward.followups.insights.asking.lists import BEHIND, NOT_NARROWED, Item, Narrowed
from fixward.followups.insights.asking.standing import AGES
from fixward.followups.insights.models import NONE
from fixward.followups.insights.telling import measures, wording
from fixward.followups.insights.telling.measures import BY_KEY, Counted, Share, Value
from fixward.foundation import clock
from fixward.foundation.text import clean

PER_PAGE = 50
# Nobody turns more pages; whoever wants all takes the file of open data.
_MOST_PAGES = 200
PART = "1"
_AGES = {"", *(str(number) for number in range(len(AGES) + 1))}


@dataclass(frozen=True)
class Row:
    """A request with the day on which it counts (none of what stands open now)."""

    service_request: ServiceRequest
    day: dt.date | None
    href: str
    tone: str


class List:
    """What an address asks for; 404 where it asks for nothing that is counted."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.scope: Scope = scopes.read(asked.given, public=asked.public)
        self.measure = asked.given.get("measure", "")
        if self.measure not in BEHIND and self.measure not in NOW:
            raise Http404
        self.name, self.sentence = words(self.measure)
        self.is_now = self.measure in NOW
        self.narrowed = NOT_NARROWED if self.is_now else self._narrowed()
        self.number = _page(asked.given.get("page", ""))
        if asked.given.get("age", "") not in _AGES or (self.number > 1 and not self.counted):
            raise Http404

    def _narrowed(self) -> Narrowed:
        """To one giver, taker or bar of a picture, where the address names it."""
        giver, taker = (self._other(name) for name in ("giver", "taker"))
        bar = self.asked.given.get("bar", "")
        narrowed = Narrowed(giver.pk if giver else None, taker.pk if taker else None, _bounds(bar) if bar else None)
        if not narrowed.fits(self.measure):
            raise Http404
        return narrowed

    def _other(self, name: str) -> Organization | None:
        code = clean(self.asked.given.get(name, ""))
        return get_object_or_404(Organization, code=code) if code else None

    @cached_property
    def only(self) -> str:
        """To what it is narrowed, in words."""
        giver, taker = (self._other(name) for name in ("giver", "taker"))
        words = [
            _("From %(organization)s.") % {"organization": giver} if giver else "",
            _("To %(organization)s.") % {"organization": taker} if taker else "",
            took(int(self.asked.given["bar"])).capitalize() + "." if self.narrowed.took else "",
        ]
        return " ".join(filter(None, words))

    @cached_property
    def value(self) -> Value | None:
        """The figure itself, as the page that leads here has it."""
        if self.is_now or self.narrowed != NOT_NARROWED:
            return None
        counters, given = measures.counters([self.measure]), self.scope.given
        vector = reading.total(
            self.scope.cut, self.asked.period, public=self.asked.public, given=given, counters=counters
        )
        return BY_KEY[self.measure].value(Counted(vector))

    @property
    def text(self) -> str:
        if self.value:
            return wording.text(self.value, self.measure)
        return wording.number(self._open.count() if self.is_now else self._count())

    def _count(self) -> int:
        given, narrowed = self.scope.given, self.narrowed
        return lists.count(
            self.measure, self.scope.cut, self.asked.period, public=self.asked.public, given=given, narrowed=narrowed
        )

    @property
    def is_share(self) -> bool:
        return bool(not self.is_now and BEHIND[self.measure].part)

    @property
    def is_part(self) -> bool:
        return self.is_share and self.asked.given.get("part") == PART

    @property
    def parts(self) -> list[tuple[str, int, bool]]:
        """Of a share: the address, number and choice of what it is a share of, and of the share itself."""
        if not isinstance(self.value, Share):
            return []
        path = reverse("figures:behind")
        return [
            (self.asked.changed(path, part=None), self.value.whole, not self.is_part),
            (self.asked.changed(path, part=PART), self.value.part, self.is_part),
        ]

    @cached_property
    def counted(self) -> Sequence[Item | tuple[int, None]]:
        """One more than a page has, where there is a next one."""
        skip = (self.number - 1) * PER_PAGE
        if self.is_now:
            keys = self._open.order_by("due_at" if self.measure == LATE else "submitted_at", "pk")
            return [(pk, None) for pk in keys.values_list("pk", flat=True)[skip : skip + PER_PAGE + 1]]
        return lists.behind(
            self.measure,
            self.scope.cut,
            self.asked.period,
            public=self.asked.public,
            given=self.scope.given,
            part=self.is_part,
            narrowed=self.narrowed,
            most=PER_PAGE + 1,
            skip=skip,
        )

    @cached_property
    def rows(self) -> list[Row]:
        shown = self.counted[:PER_PAGE]
        seen = self.asked.visible().filter(pk__in={pk for pk, _day in shown})
        known = seen.select_related("service", "organization", "place", "department").in_bulk()
        return [_row(known[pk], day, self.asked) for pk, day in shown if pk in known]

    @property
    def unseen(self) -> int:
        """How many of this page are counted and not shown; to the public nothing is said of what it may not see."""
        return 0 if self.asked.public else len(self.counted[:PER_PAGE]) - len(self.rows)

    @property
    def before(self) -> str:
        path = reverse("figures:behind")
        return self.asked.changed(path, page=str(self.number - 1)) if self.number > 1 else ""

    @property
    def after(self) -> str:
        has_more = len(self.counted) > PER_PAGE and self.number < _MOST_PAGES
        return self.asked.changed(reverse("figures:behind"), page=str(self.number + 1)) if has_more else ""

    @property
    def back(self) -> str:
        """The page of figures that it belongs to."""
        if self.narrowed.giver or self.narrowed.taker:
            return self.asked.link(reverse("figures:handovers"))
        steps = [step for step in self.scope.steps if step.path]
        return self.asked.link(steps[-1].path)

    @property
    def _open(self) -> QuerySet[ServiceRequest]:
        now = clock.now()
        held = ServiceRequest.objects.public() if self.asked.public else ServiceRequest.objects.all()
        given = {name: None if value == NONE else value for name, value in self.scope.given.items()}
        rows: QuerySet[ServiceRequest] = held.open().filter(**given)
        if self.measure == LATE:
            return rows.filter(due_at__lt=now)
        if self.measure == OPEN:
            return _aged(rows, self.asked.given.get("age", ""), now)
        return rows.filter(waiting_since__isnull=False)


def _aged(rows: QuerySet[ServiceRequest], age: str, now: dt.datetime) -> QuerySet[ServiceRequest]:
    """Of one bar of the ages, as standing.py counts them; of all where none is named."""
    if not age:
        return rows
    limits = [None, *(now - dt.timedelta(days=days) for days in AGES), None]
    later, earlier = limits[int(age) : int(age) + 2]
    if later:
        rows = rows.filter(submitted_at__lte=later)
    return rows.filter(submitted_at__gt=earlier) if earlier else rows


def _row(service_request: ServiceRequest, day: dt.date | None, asked: Asked) -> Row:
    name = "residents:request" if asked.public else "staff:request"
    return Row(service_request, day, reverse(name, args=[service_request.number]), tone(service_request))


def _bounds(bar: str) -> tuple[float, float]:
    try:
        return bounds(int(bar))
    except (ValueError, IndexError):
        raise Http404 from None


def _page(text: str) -> int:
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 1
    return min(max(number, 1), _MOST_PAGES)
