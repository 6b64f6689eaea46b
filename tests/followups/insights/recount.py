"""Every figure counted again, plainly: one request after the other, from what the domain keeps and not from its events.

Written to be read beside docs/MEASURES.md, and sharing nothing with the code that it checks but the numbers of the
counters.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter as Tally
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from fixward.domain.conversations.models import Rating
from fixward.domain.governments.working_time import Unit, used
from fixward.domain.routing import current
from fixward.domain.service_requests.models import Custody, Event, ServiceRequest
from fixward.domain.service_requests.waits import Wait

ZONE = ZoneInfo("America/New_York")
SETTLED = ("fixed", "nothing_found", "no_work")
OUTCOMES = ("fixed", "nothing_found", "no_work", "duplicate", "withdrawn", "no_answer")
HOWS = ("transferred", "returned", "unsettled", "settled", "adopted", "rerouted", "assigned")
WHOLE, OWN, DESK = "whole", "own", "desk"
CUTS = {
    (): WHOLE,
    ("service",): WHOLE,
    ("place",): WHOLE,
    ("source",): WHOLE,
    ("service", "place"): WHOLE,
    ("organization",): OWN,
    ("organization", "service"): OWN,
    ("organization", "place"): OWN,
    ("organization", "source"): OWN,
    ("organization", "department"): DESK,
    ("organization", "department", "service"): DESK,
    ("organization", "department", "place"): DESK,
}


@dataclass
class Stretch:
    organization: int
    department: int
    how: str
    started_at: dt.datetime
    ended_at: dt.datetime | None
    due_at: dt.datetime | None
    held: int = 0
    worked: int = 0


Found = Tally[tuple[Any, ...]]


def recount() -> Found:
    """What counts how much, by (cut, day, public, its keys, counter, step)."""
    found: Found = Tally()
    for request in ServiceRequest.objects.all():
        _Request(request, found).count()
    return found


class _Request:
    def __init__(self, request: ServiceRequest, found: Found) -> None:
        self.request, self.found = request, found
        self.events = list(Event.objects.filter(service_request=request).order_by("pk"))
        self.waits = list(Wait.objects.filter(service_request=request))
        self.chain = [self._stretch(row) for row in Custody.objects.filter(service_request=request).order_by("pk")]
        self.last = self.chain[-1]

    def _stretch(self, row: Custody) -> Stretch:
        kept = Stretch(row.organization_id, row.department_id or -1, row.how, row.started_at, row.ended_at, row.due_at)
        if row.ended_at:
            kept.held, kept.worked = self._charged(row.organization_id, row.started_at, row.ended_at)
        return kept

    def _charged(self, organization: int, start: dt.datetime, end: dt.datetime) -> tuple[int, int]:
        """Whole seconds of calendar and of working time between two moments, without what was waited."""
        calendar = current.current().calendars[organization]
        whole, working = (used(start, end, unit, calendar) for unit in (Unit.HOURS, Unit.WORKING_DAYS))
        for wait in self.waits:
            first, last = max(start, wait.started_at), min(end, wait.ended_at or end)
            if first < last:
                whole -= last - first
                working -= used(first, last, Unit.WORKING_DAYS, calendar)
        return int(whole.total_seconds()), int(working.total_seconds())

    def count(self) -> None:
        self._received()
        self._taken()
        if self.request.closed_at:
            self._closed(self.request.closed_at)
        for before, stretch in pairwise([None, *self.chain]):
            assert stretch is not None
            self._began(before, stretch)
        for visit in self._visits():
            self._ended(visit)

    def _received(self) -> None:
        first, at = self.chain[0], self.request.submitted_at
        self._add(at, first, 8)
        self._add(at, first, 9, amount=sum(event.kind == "supported" for event in self.events))

    def _taken(self) -> None:
        for event in self.events:
            closed = event.kind == "closed" and event.data["resolution"] != "withdrawn"
            if event.kind in ("acknowledged", "asked") or closed:
                break
        else:
            return
        # Stretches may end and begin at one moment: the last one that had begun before is meant.
        number = sum("holder" in earlier.data for earlier in self.events if earlier.pk < event.pk) - 1
        at = self.chain[number]
        assert at.started_at <= event.at
        assert (at.ended_at or event.at) >= event.at
        so_far = self._charged(at.organization, at.started_at, event.at)
        before = self.chain[:number]
        visit: list[Stretch] = []
        for earlier in reversed(before):
            later = visit[-1] if visit else at
            if earlier.organization != at.organization or later.how in ("reopened", "separated"):
                break
            visit.append(earlier)
        for level, also in ((WHOLE, before), (OWN, visit), (DESK, [])):
            self._add(event.at, at, 1, _step(so_far[0] + sum(one.held for one in also)), level=level)
            self._add(event.at, at, 2, _step(so_far[1] + sum(one.worked for one in also)), level=level)

    def _closed(self, at: dt.datetime) -> None:
        outcome, first, last = self.request.resolution, self.chain[0], self.last
        self._add(at, last, 10, OUTCOMES.index(outcome) + 1)
        hands = sum(before.organization != after.organization for before, after in pairwise(self.chain))
        self._add(at, last, 13, hands)
        rating = Rating.objects.filter(service_request=self.request).first()
        if rating and rating.rated_at >= at:  # else it is of an earlier closing
            self._add(at, last, 15, rating.stars)
        if outcome not in SETTLED:
            return
        if last.due_at:
            self._add(at, last, 11, 1 if at <= last.due_at else 2)
        own = [one for one in self.chain if one.organization == last.organization]
        desk = [one for one in own if one.department == last.department]
        for level, its in ((WHOLE, self.chain), (OWN, own), (DESK, desk)):
            self._add(at, last, 3, _step(sum(one.held for one in its)), level=level)
            self._add(at, last, 4, _step(sum(one.worked for one in its)), level=level)
        for level in (WHOLE, OWN, DESK):
            right = first.organization == last.organization
            if level == DESK:
                right = right and first.department == last.department
            self._add(at, first, 12, 1 if right else 2, level=level)
        lost = sum(one.held for one in self.chain if one.organization != last.organization)
        if lost:
            self._add(at, first, 5, _step(lost))
            self._add(at, first, 14, amount=lost // 60)

    def _began(self, before: Stretch | None, stretch: Stretch) -> None:
        if before and before.organization != stretch.organization:
            self._add(stretch.started_at, stretch, 16, HOWS.index(stretch.how) + 1)
        if stretch.how == "reopened":
            self._add(stretch.started_at, stretch, 18)

    def _visits(self) -> list[list[Stretch]]:
        """Runs of one organization; closing ends one, too."""
        visits: list[list[Stretch]] = []
        for before, stretch in pairwise([None, *self.chain]):
            assert stretch is not None
            again = stretch.how in ("reopened", "separated")
            if before is None or again or before.organization != stretch.organization:
                visits.append([])
            visits[-1].append(stretch)
        return visits

    def _ended(self, visit: list[Stretch]) -> None:
        for one in visit:
            if one.ended_at:
                self._add(one.ended_at, one, 6, _step(one.held), level=DESK)
                self._add(one.ended_at, one, 20, amount=one.held // 60, level=DESK)
                self._add(one.ended_at, one, 7, _step(one.worked), level=DESK)
        last, at = visit[-1], visit[-1].ended_at
        if at is None:
            return
        held, worked = sum(one.held for one in visit), sum(one.worked for one in visit)
        for level in (WHOLE, OWN):
            self._add(at, last, 6, _step(held), level=level)
            self._add(at, last, 20, amount=held // 60, level=level)
            self._add(at, last, 7, _step(worked), level=level)
        number = self.chain.index(last) + 1
        after = self.chain[number] if number < len(self.chain) else None
        if after and after.how not in ("reopened", "separated"):
            self._add(at, last, 17, HOWS.index(after.how) + 1)

    def _add(
        self, at: dt.datetime, whose: Stretch, counter: int, step: int = 0, *, amount: int = 1, level: str = ""
    ) -> None:
        """In every cut, or in those of one level."""
        if not amount:
            return
        request = self.request
        keys = {
            "organization": whose.organization,
            "department": whose.department,
            "service": request.service_id,
            "place": request.place_id or -1,
            "source": request.source,
        }
        for cut, its in CUTS.items():
            if level in ("", its):
                told = tuple(keys[name] for name in cut)
                day = at.astimezone(ZONE).date()
                self.found[cut, day, request.is_public, told, counter, step] += amount


def _step(seconds: int) -> int:
    """Of four per cent each, from a minute on."""
    return 0 if seconds < 60 else 1 + round(math.log(seconds / 60) / math.log(1.04))
