"""One page of figures, put together: for a handful of questions to the engine, however long the history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from fixward.domain.desks.views import SOON, View
from fixward.domain.governments.models import Member
from fixward.domain.service_requests.models import ServiceRequest
from fixward.doors.figures import cards, charts, tables
from fixward.doors.figures.asked import Asked
from fixward.doors.figures.cards import Card
from fixward.doors.figures.charts import Chart, Months
from fixward.doors.figures.counted import OTHERS
from fixward.doors.figures.linked import Linked
from fixward.doors.figures.scopes import Scope
from fixward.doors.figures.tables import LATE, OPEN, WAITING, Cell, Table
from fixward.followups.insights.asking import reading, standing
from fixward.followups.insights.asking.reading import Cells
from fixward.followups.insights.asking.standing import Now, Standing
from fixward.followups.insights.counting import vectors
from fixward.followups.insights.counting.cuts import Cut
from fixward.followups.insights.telling import headline
from fixward.followups.insights.telling.choosing import words
from fixward.followups.insights.telling.headline import Summary, Values
from fixward.followups.insights.telling.measures import MEASURES, Count, Share, Spread
from fixward.followups.insights.telling.wording import known, number
from fixward.foundation import clock

_OLDEST = 8
_LEAST_PLACES = 2


@dataclass
class Page:
    """Everything is asked once, where a page or file wants it."""

    scope: Scope
    asked: Asked

    @cached_property
    def cells(self) -> Mapping[Cut, Cells]:
        """What happened in the period, of all that the page is about and by each table below."""
        wanted = {**tables.wanted_below(self.scope), self.scope.cut: ()}
        return reading.several(wanted, self.asked.period, public=self.asked.public, given=self.scope.given)

    @cached_property
    def summary(self) -> Summary:
        return cards.summary(self.scope, self.asked, vectors.added(self.cells[self.scope.cut].values()))

    @cached_property
    def tables(self) -> list[Table]:
        return tables.below(self.scope, self.asked, self.cells, self.open_now)

    @cached_property
    def open_now(self) -> Now:
        keys = tables.standing_below(self.scope)
        return standing.now(keys, public=self.asked.public, given=self.scope.given)

    @property
    def standing(self) -> Standing:
        return self.open_now.together

    @property
    def headline(self) -> list[str]:
        return headline.sentences(self.summary, self.standing, of_holder="organization" in self.scope.given)

    @property
    def cards(self) -> list[Card]:
        return cards.cards(self.summary, self.scope, self.asked, cards.KEY_FIGURES[self.scope.kind])

    @property
    def every_measure(self) -> list[Card]:
        return cards.cards(self.summary, self.scope, self.asked, [measure.key for measure in MEASURES])

    @property
    def now(self) -> list[Cell]:
        amounts = {OPEN: self.standing.open, LATE: self.standing.late, WAITING: self.standing.waiting}
        path = reverse("figures:behind")
        return [
            Cell(key, Count(amount), self.asked.link(path, measure=key, **self.scope.codes) if amount else "")
            for key, amount in amounts.items()
        ]

    @property
    def now_named(self) -> list[tuple[str, str, Cell]]:
        """Of a department not what stands under what is to do there."""
        told_before = (LATE, WAITING) if self.scope.kind == "department" else ()
        return [(*tables.words(cell.key), cell) for cell in self.now if cell.key not in told_before]

    @cached_property
    def months(self) -> Months:
        return charts.months(self.scope, self.asked)

    @property
    def trend(self) -> Chart:
        return charts.trend(self.months, self.scope, self.asked)

    @property
    def ages(self) -> Chart:
        return charts.ages(self.standing, self.scope, self.asked)

    @cached_property
    def distribution(self) -> Chart | None:
        close = self.summary.values["close"]
        assert isinstance(close, Spread)
        return charts.distribution(close, self.scope, self.asked)

    @property
    def map(self) -> Chart | None:
        """A city that works in its own limits has one place, of which a map says nothing."""
        places = next((table for table in self.tables if table.sort.by == "place"), None)
        if not places or ("organization" in self.scope.given and len(places.lines) < _LEAST_PLACES):
            return None
        return charts.places(places)


@dataclass(frozen=True)
class Waiting:
    """What waits in a department: how much of it, and the view of the inbox that has it."""

    view: View
    count: int
    href: str


@dataclass
class Monday:
    """What the head of a department works from."""

    scope: Scope
    asked: Asked
    standing: Standing
    values: Values

    @property
    def waiting(self) -> list[Waiting]:
        """By view of the inbox; without a link for who does not work there."""
        counts = {
            View.OVERDUE: self.standing.late,
            View.SOON: self._due_soon(),
            View.WAITING: self.standing.waiting,
        }
        return [Waiting(view, count, self._inbox(view)) for view, count in counts.items()]

    @property
    def oldest(self) -> list[ServiceRequest]:
        held = self.asked.visible().open().filter(department=self._department)
        return list(held.select_related("service", "place").order_by("submitted_at", "pk")[:_OLDEST])

    @property
    def missed(self) -> Linked:
        """What was closed too late in the period."""
        share = self.values["within_target"]
        assert isinstance(share, Share)
        return self._counted(share.whole - share.part, measure="within_target", part=OTHERS)

    @property
    def returned(self) -> Linked:
        return self._counted(known(self.values["returns"]), measure="returns")

    @property
    def by_time(self) -> str:
        """The table of services, those first that took the most time."""
        return self.asked.changed(self.scope.path, sort="services.held_minutes") + "#services"

    def _counted(self, count: int, **asked: str) -> Linked:
        href = self.asked.link(reverse("figures:behind"), **asked, **self.scope.codes) if count else ""
        return Linked(number(count), href)

    @property
    def _department(self) -> int:
        return int(self.scope.given["department"])

    def _due_soon(self) -> int:
        now = clock.now()
        held = ServiceRequest.objects.public() if self.asked.public else ServiceRequest.objects.all()
        held = held.open().filter(department=self._department)
        return held.filter(due_at__gte=now, due_at__lt=now + SOON).count()

    def _inbox(self, view: View) -> str:
        if not any(self._works_here(hat) for hat in self.asked.hats):
            return ""
        asked = {
            "desk": self.scope.codes["organization"],
            "department": self.scope.codes["department"],
            "view": str(view),
        }
        return f"{reverse('staff:inbox')}?{urlencode(asked)}"

    def _works_here(self, hat: Member) -> bool:
        return hat.organization_id == self.scope.given["organization"]


def context(page: Page) -> dict[str, Any]:
    """What the template draws."""
    monday = None
    if page.scope.kind == "department":
        monday = Monday(page.scope, page.asked, page.standing, page.summary.values)
    compared = [words(period) for period, _values in page.summary.compared]
    return {"page": page, "scope": page.scope, "asked": page.asked, "monday": monday, "compared": compared}
