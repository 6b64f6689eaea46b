"""The list behind a figure: the requests that were counted; those one may not look at are counted, not shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from fixward.domain.governments.models import Organization
from fixward.domain.service_requests.models import ServiceRequest
from fixward.doors.figures import back, counted, scopes, sheets
from fixward.doors.figures.asked import Asked
from fixward.doors.figures.back import BACK
from fixward.doors.figures.charts import bounds, took
from fixward.doors.figures.counted import FROM, OTHERS, PART, PARTS, SEVERAL_EACH, SPANS, STARS, TO
from fixward.doors.figures.scopes import Scope
from fixward.doors.figures.tables import LATE, NOW, OPEN, WAITING, words
from fixward.doors.page.marks import tone
from fixward.followups.insights.asking import lists, reading
from fixward.followups.insights.asking.lists import BEHIND, NOT_NARROWED, Narrowed
from fixward.followups.insights.asking.standing import AGES
from fixward.followups.insights.counting import periods
from fixward.followups.insights.models import NONE
from fixward.followups.insights.telling import measures, wording
from fixward.followups.insights.telling.measures import BY_KEY, Counted, Share, Value
from fixward.foundation import clock
from fixward.foundation.text import clean

PER_PAGE = 50
# Nobody turns more pages; whoever wants all takes the file of open data.
_MOST_PAGES = 200
# Since when what stands open now is what it is.
_SINCE = {OPEN: "submitted_at", LATE: "due_at", WAITING: "waiting_since"}
COLUMNS = ("number", "service", "organization", "place", "reported_on", "counts_on", "says", "seconds")
_AT_ONCE = 1000  # rows of a file
_AGES = {"", *(str(number) for number in range(len(AGES) + 1))}


@dataclass(frozen=True)
class Row:
    """A request with how much it counts, in words and, if it is a time, in seconds; and on which day (none of what
    stands open now).
    """

    service_request: ServiceRequest
    said: str
    seconds: int | None
    day: dt.date | None
    href: str
    tone: str


# What of a row is read before its request is: its id, the day on which it counts, and how much.
_Read = tuple[int, dt.date | None, int | None]


class List:
    """What an address asks for; 404 where that is nothing that is counted. `came_from` is the page that led here."""

    def __init__(self, asked: Asked, *, came_from: str = "") -> None:
        self.asked = asked
        self.scope: Scope = scopes.read(asked.given, public=asked.public)
        self.measure = asked.given.get("measure", "")
        if self.measure not in BEHIND and self.measure not in NOW:
            raise Http404
        self.came_from = back.page(asked.given.get(BACK, "")) or came_from
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
            rows = self._count() if self.measure in SEVERAL_EACH else wording.known(self.value)
            return counted.headline(self.measure, self.value, rows)
        if self.is_now:
            return wording.number(self._open.count())
        return counted.requests(self._count()) if self.narrowed.took else wording.number(self._count())

    def _count(self) -> int:
        given, narrowed = self.scope.given, self.narrowed
        return lists.count(
            self.measure, self.scope.cut, self.asked.period, public=self.asked.public, given=given, narrowed=narrowed
        )

    @property
    def part(self) -> bool | None:
        """Of a share: its part or the others; None for all."""
        asked = self.asked.given.get("part", "")
        return asked == PART if self.measure in PARTS and asked in (PART, OTHERS) else None

    @property
    def tabs(self) -> list[tuple[str, str, str, bool]]:
        """Of a share: the address, name, number and choice of all that it is of, of its part, and of the others."""
        if not isinstance(self.value, Share):
            return []
        value, names = self.value, PARTS[self.measure]
        tabs = (
            (None, names.all, value.whole, self.part is None),
            (PART, names.part, value.part, self.part is True),
            (OTHERS, names.others, value.whole - value.part, self.part is False),
        )
        return [
            (self._turned(part=part), str(name), wording.number(number), current)
            for part, name, number, current in tabs
        ]

    @cached_property
    def counted(self) -> Sequence[_Read]:
        """One more than a page has, where there is a next one."""
        return self._counted((self.number - 1) * PER_PAGE, PER_PAGE + 1)

    def _counted(self, skip: int, most: int) -> Sequence[_Read]:
        if self.is_now:
            return self._standing(skip, most)
        return lists.behind(
            self.measure,
            self.scope.cut,
            self.asked.period,
            public=self.asked.public,
            given=self.scope.given,
            part=self.part,
            narrowed=self.narrowed,
            most=most,
            skip=skip,
        )

    def _standing(self, skip: int, most: int) -> list[_Read]:
        """The oldest first, with the seconds since they are what they are."""
        since, now = _SINCE[self.measure], clock.now()
        rows = self._open.order_by(since, "pk").values_list("pk", since)[skip : skip + most]
        return [(pk, None, int((now - moment).total_seconds())) for pk, moment in rows]

    @cached_property
    def rows(self) -> list[Row]:
        return self._rows(self.counted[:PER_PAGE])

    def sheet(self) -> Iterator[sheets.Row]:
        """All that they may look at, up to as many as have pages."""
        counted = self._counted(0, PER_PAGE * _MOST_PAGES)
        for first in range(0, len(counted), _AT_ONCE):
            for row in self._rows(counted[first : first + _AT_ONCE]):
                yield _in_a_file(row)

    def _rows(self, shown: Sequence[_Read]) -> list[Row]:
        seen = self.asked.visible().filter(pk__in={pk for pk, _day, _amount in shown})
        known = seen.select_related("service", "organization", "place", "department").in_bulk()
        with_stars = self._with_stars(known)
        return [
            self._row(known[pk], day, amount, self._said(amount, with_stars=pk in with_stars))
            for pk, day, amount in shown
            if pk in known
        ]

    @property
    def tells_other(self) -> bool:
        return self.measure in (*FROM, *TO)

    def _said(self, amount: int | None, *, with_stars: bool) -> str:
        if self.tells_other:
            return counted.other(self.measure, self._organizations.get(amount, _("No longer there")))
        return counted.said(self.measure, amount, with_stars=with_stars)

    @cached_property
    def _organizations(self) -> Mapping[int | None, Organization]:
        return {**Organization.objects.in_bulk()}

    def _with_stars(self, known: Mapping[int, ServiceRequest]) -> set[int]:
        """Of which of them they may read the rating, as in its story: where their organization held it."""
        if self.measure not in STARS or self.asked.public:
            return set()
        held = Q(custodies__organization__in={hat.organization_id for hat in self.asked.hats})
        return set(ServiceRequest.objects.filter(held, pk__in=known).values_list("pk", flat=True))

    def _row(self, service_request: ServiceRequest, day: dt.date | None, amount: int | None, said: str) -> Row:
        name = "residents:request" if self.asked.public else "staff:request"
        href = reverse(name, args=[service_request.number])
        seconds = amount if self.is_now or self.measure in SPANS else None
        return Row(service_request, said, seconds, day, href, tone(service_request))

    @property
    def unseen(self) -> int:
        """How many of this page are counted and not shown; to the public nothing is said of what it may not see."""
        return 0 if self.asked.public else len(self.counted[:PER_PAGE]) - len(self.rows)

    @property
    def before(self) -> str:
        return self._turned(page=str(self.number - 1)) if self.number > 1 else ""

    @property
    def after(self) -> str:
        has_more = len(self.counted) > PER_PAGE and self.number < _MOST_PAGES
        return self._turned(page=str(self.number + 1)) if has_more else ""

    def _turned(self, **changes: str | None) -> str:
        """Another page or tab of it, which knows the way back."""
        return self.asked.changed(reverse("figures:behind"), **{BACK: self.came_from or None}, **changes)

    @property
    def back(self) -> str:
        """The page of figures that one came from, or that it belongs to."""
        if self.came_from:
            return self.came_from
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


def _in_a_file(row: Row) -> sheets.Row:
    one = row.service_request
    return {
        **{"number": one.number, "service": str(one.service), "organization": one.organization.code},
        **{"place": one.place.name if one.place else "", "reported_on": periods.day_of(one.submitted_at)},
        **{"counts_on": row.day or "", "says": row.said, "seconds": row.seconds},
    }


def _aged(rows: QuerySet[ServiceRequest], age: str, now: dt.datetime) -> QuerySet[ServiceRequest]:
    """Of one bar of the ages, as standing.py counts them; of all where none is named."""
    if not age:
        return rows
    limits = [None, *(now - dt.timedelta(days=days) for days in AGES), None]
    later, earlier = limits[int(age) : int(age) + 2]
    if later:
        rows = rows.filter(submitted_at__lte=later)
    return rows.filter(submitted_at__gt=earlier) if earlier else rows


def _bounds(bar: str) -> tuple[float, float]:
    try:
        return bounds(int(bar))
    except (ValueError, IndexError):
        raise Http404 from None


def _page(text: str) -> int:
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 1
    return min(max(number, 1), _MOST_PAGES)
