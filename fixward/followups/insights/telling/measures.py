"""The measures: each with its key, its name, the sentence that pages show, and how it is got from what was counted.

docs/MEASURES.md has the formulas and worked examples; tests compute these.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from numpy.typing import NDArray

from fixward.domain.service_requests.brief import LEAST_FOR_A_MEDIAN
from fixward.domain.service_requests.models import Resolution
from fixward.followups.insights.counting import spreads
from fixward.followups.insights.counting.outcomes import number_of
from fixward.followups.insights.counting.points import HOWS, Counter
from fixward.followups.insights.counting.spreads import STEPS, Ints
from fixward.followups.insights.counting.vectors import EMPTY, Vector

# Of fewer, neither a percentage nor a median is counted.
LEAST = LEAST_FOR_A_MEDIAN
# From so many on, how finely a coarse average is told.
_STEPS = ((100, 0.1), (40, 0.25), (20, 0.5), (0, 1.0))


@dataclass(frozen=True, slots=True)
class Count:
    """So many."""

    number: int


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole`."""

    part: int
    whole: int

    @property
    def percent(self) -> float | None:
        """None where `whole` is too small for a percentage."""
        return 100 * self.part / self.whole if self.whole >= LEAST else None


@dataclass(frozen=True, slots=True)
class Average:
    """`total` over `number`. One `is_coarse` is told no finer than that the total could be ten more or less: whoever
    subtracts it from another, of one rating more, does not learn how many stars that one gave.
    """

    total: int
    number: int
    is_coarse: bool = False

    @property
    def mean(self) -> float | None:
        if self.number < LEAST:
            return None
        mean = self.total / self.number
        return round(mean / self._step) * self._step if self.is_coarse else mean

    @property
    def _step(self) -> float:
        return next(step for least, step in _STEPS if self.number >= least)


@dataclass(frozen=True, eq=False)
class Spread:
    """Durations: how many are of which step, see spreads.py."""

    steps: Ints
    amounts: NDArray[np.int64]

    @classmethod
    def of(cls, counts: Mapping[int, int]) -> Spread:
        return cls(np.array(sorted(counts), np.int32), np.array([counts[step] for step in sorted(counts)], np.int64))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Spread) and self.counts == other.counts

    def __hash__(self) -> int:
        return hash(self.number)

    @property
    def counts(self) -> dict[int, int]:
        """By step."""
        return dict(zip(self.steps.tolist(), self.amounts.tolist(), strict=True))

    @cached_property
    def number(self) -> int:
        return int(self.amounts.sum())

    @cached_property
    def median(self) -> dt.timedelta | None:
        return self._at(0.5)

    @cached_property
    def ninetieth(self) -> dt.timedelta | None:
        return self._at(0.9)

    def _at(self, share: float) -> dt.timedelta | None:
        enough = self.number >= LEAST
        return dt.timedelta(seconds=spreads.quantile(self.steps, self.amounts, share)) if enough else None


Value = Count | Share | Average | Spread


_NOWHERE = (0, 0)


class Counted:
    """What a vector says of each counter; looked up when asked, for a page may want one measure of a thousand cells."""

    def __init__(self, vector: Vector) -> None:
        self._vector = vector

    @cached_property
    def _bounds(self) -> dict[int, tuple[int, int]]:
        """Where each counter begins and ends."""
        counters = self._vector.codes // STEPS
        if not len(counters):
            return {}
        starts = [0, *((counters[1:] != counters[:-1]).nonzero()[0] + 1).tolist()]
        return dict(zip(counters[starts].tolist(), pairwise([*starts, len(counters)]), strict=True))

    def spread(self, counter: Counter) -> Spread:
        start, end = self._bounds.get(counter, _NOWHERE)
        return Spread(self._vector.codes[start:end] - counter * STEPS, self._vector.amounts[start:end])

    def all(self, counter: Counter) -> int:
        return self._sums.get(counter, 0)

    @cached_property
    def _sums(self) -> dict[int, int]:
        """Of each counter everything together."""
        if not self._bounds:
            return {}
        starts = [start for start, _end in self._bounds.values()]
        return dict(zip(self._bounds, np.add.reduceat(self._vector.amounts, starts).tolist(), strict=True))

    def some(self, counter: Counter, *steps: int) -> int:
        counts = self.spread(counter).counts
        return sum(counts.get(step, 0) for step in steps)

    def closed(self, *outcomes: Resolution) -> int:
        return self.some(Counter.CLOSED, *map(number_of, outcomes))


@dataclass(frozen=True, slots=True)
class Measure:
    key: str
    name: str | Promise
    sentence: str | Promise
    value: Callable[[Counted], Value]


def _count(counter: Counter) -> Callable[[Counted], Value]:
    return lambda counted: Count(counted.all(counter))


def _by(counter: Counter, *hows: str) -> Callable[[Counted], Value]:
    steps = [HOWS.index(how) + 1 for how in hows]
    return lambda counted: Count(counted.some(counter, *steps))


def _spread(counter: Counter) -> Callable[[Counted], Value]:
    return lambda counted: counted.spread(counter)


def _weighted(counted: Counted, counter: Counter) -> Average:
    spread = counted.spread(counter)
    return Average(int((spread.steps * spread.amounts).sum()), spread.number)


def _answered(counted: Counted) -> Share:
    could = counted.all(Counter.CLOSED) - counted.closed(Resolution.WITHDRAWN)
    return Share(counted.all(Counter.STARS), could)


def _no_work(counted: Counted) -> Share:
    outcomes = (Resolution.NOTHING_FOUND, Resolution.NO_WORK, Resolution.NO_ANSWER)
    return Share(counted.closed(*outcomes), counted.all(Counter.CLOSED))


MEASURES = (
    Measure(
        "received",
        pgettext_lazy("so many", "Received"),
        _("Requests that were reported, where they came in first."),
        _count(Counter.RECEIVED),
    ),
    Measure(
        "arrived",
        _("Came from others"),
        _("Times that a request came from another organization: transferred, returned, settled or taken over."),
        _count(Counter.ARRIVED),
    ),
    Measure(
        "closed",
        pgettext_lazy("so many", "Closed"),
        _("Requests that were closed and have not been opened again."),
        _count(Counter.CLOSED),
    ),
    Measure(
        "acknowledge",
        _("Time to acknowledge"),
        _("From arrival until somebody first took note; of an organization, from its arrival there."),
        _spread(Counter.TAKEN_HELD),
    ),
    Measure(
        "acknowledge_worked",
        _("Time to acknowledge, in working time"),
        _("The same, counting only the hours in which the holder works."),
        _spread(Counter.TAKEN_WORKED),
    ),
    Measure(
        "close",
        _("Time to close"),
        _("How long requests that a desk decided were held until closed; of an organization, by itself alone."),
        _spread(Counter.CLOSE_HELD),
    ),
    Measure(
        "close_worked",
        _("Time to close, in working time"),
        _("The same, counting only the hours in which each holder works."),
        _spread(Counter.CLOSE_WORKED),
    ),
    Measure(
        "within_target",
        _("Within target"),
        _("Of the requests that a desk decided and that had a target, those closed by then."),
        lambda counted: Share(counted.some(Counter.TARGET, 1), counted.all(Counter.TARGET)),
    ),
    Measure(
        "first_touch",
        _("First-touch accuracy"),
        _("Of the requests that a desk decided, those whose first holder was also the last."),
        lambda counted: Share(counted.some(Counter.FIRST_TOUCH, 1), counted.all(Counter.FIRST_TOUCH)),
    ),
    Measure(
        "hands",
        _("Hands per request"),
        _("How often a closed request went from one organization to another, on average."),
        lambda counted: _weighted(counted, Counter.HANDS),
    ),
    Measure(
        "handed_on",
        _("Handed on"),
        _("Times that a request was given to another organization."),
        _count(Counter.HANDED_ON),
    ),
    Measure(
        "returns",
        _("Returned to it"),
        _("Times that a request came back from the organization to which it was sent."),
        _by(Counter.ARRIVED, "returned"),
    ),
    Measure(
        "disputes",
        _("Disputes"),
        _("Times that a request that two organizations gave away went to the steward."),
        _by(Counter.HANDED_ON, "unsettled"),
    ),
    Measure(
        "held",
        _("Time held"),
        _("How long an organization held a request each time it came; of a department, each stretch of its own."),
        _spread(Counter.VISIT_HELD),
    ),
    Measure(
        "held_worked",
        _("Time held, in working time"),
        _("The same, counting only the hours in which the holder works."),
        _spread(Counter.VISIT_WORKED),
    ),
    Measure(
        "held_minutes",
        _("Time held in all"),
        _("How long an organization or department held its requests, all of that time together."),
        _count(Counter.HELD_MINUTES),
    ),
    Measure(
        "lost",
        _("Time lost before the right holder"),
        _("Of the requests that others held, too: how long everybody but the last holder had them."),
        _spread(Counter.LOST),
    ),
    Measure(
        "lost_minutes",
        _("Time lost in all"),
        _("All of that time together."),
        _count(Counter.LOST_MINUTES),
    ),
    Measure("reopened", _("Reopened"), _("Times that a closed request was opened again."), _count(Counter.REOPENED)),
    Measure(
        "no_work",
        _("Closed without work"),
        _("Of the closed requests, those where nothing was found, nothing done, or a question not answered."),
        _no_work,
    ),
    Measure(
        "duplicates",
        _("Repetitions"),
        _("Of the closed requests, those that had been reported before."),
        lambda counted: Share(counted.closed(Resolution.DUPLICATE), counted.all(Counter.CLOSED)),
    ),
    Measure(
        "supporters",
        _("Supporters"),
        _("How often somebody said “me too” to the requests received."),
        _count(Counter.SUPPORTS),
    ),
    Measure(
        "satisfaction",
        _("Satisfaction"),
        _("The stars that reporters gave to what came of it, from 1 to 5, on average; of few, rounded coarsely."),
        lambda counted: replace(_weighted(counted, Counter.STARS), is_coarse=True),
    ),
    Measure(
        "answer_rate",
        _("Answer rate"),
        _("Of the closed requests that could be rated, those that were."),
        _answered,
    ),
)
BY_KEY = {measure.key: measure for measure in MEASURES}


class _Asking(Counted):
    """Notes what it is asked for."""

    def __init__(self) -> None:
        super().__init__(EMPTY)
        self.counters = set[Counter]()

    def spread(self, counter: Counter) -> Spread:
        self.counters.add(counter)
        return super().spread(counter)

    def all(self, counter: Counter) -> int:
        self.counters.add(counter)
        return super().all(counter)


def counters(keys: Iterable[str]) -> frozenset[Counter]:
    """What has to be read for these measures."""
    asking = _Asking()
    for key in keys:
        BY_KEY[key].value(asking)
    return frozenset(asking.counters)


def values(vector: Vector) -> dict[str, Value]:
    """Every measure of it by its key."""
    counted = Counted(vector)
    return {measure.key: measure.value(counted) for measure in MEASURES}
