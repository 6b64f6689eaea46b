"""Facts as points: on which day, of whom, what counts how much. Whatever tiles count is said here, once; of the same,
`asking/lists.py` says in SQL which requests are behind it, and a property test holds the two together.

A point is a code and an amount at a day and a set of keys. A code is a counter's number times STEPS, plus the step, the
outcome, the stars: whatever that counter tells apart. docs/MEASURES.md says it in words, with worked examples.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fixward.followups.insights.counting import spreads
from fixward.followups.insights.counting.cuts import KEYS, Level
from fixward.followups.insights.counting.outcomes import DECIDED
from fixward.followups.insights.counting.spreads import STEPS, Ints

Columns = dict[str, Ints]

MISSING = -1  # what an empty column is read as
# How a request comes to another organization, and with which number that is counted. Tiles keep these numbers, and
# those of WORDS below: neither is put in another order, and whoever adds one makes all figures anew.
HOWS = ("transferred", "returned", "unsettled", "settled", "adopted", "rerouted", "assigned")


class Counter(IntEnum):
    """What is counted: spreads of durations first. Tiles keep these numbers: add at the end only."""

    TAKEN_HELD = 1
    TAKEN_WORKED = 2
    CLOSE_HELD = 3
    CLOSE_WORKED = 4
    LOST = 5
    VISIT_HELD = 6
    VISIT_WORKED = 7
    RECEIVED = 8
    SUPPORTS = 9
    CLOSED = 10  # by outcome
    TARGET = 11  # 1 within, 2 late
    FIRST_TOUCH = 12  # 1 right, 2 not
    HANDS = 13  # by their number
    LOST_MINUTES = 14
    STARS = 15  # by their number
    ARRIVED = 16  # by how
    HANDED_ON = 17  # by how
    REOPENED = 18
    # 19 was something else.
    HELD_MINUTES = 20


@dataclass(frozen=True, slots=True)
class Points:
    """Of the rows `at`: a code and an amount each."""

    at: NDArray[np.intp]
    codes: Ints
    amounts: Ints


Emit = Callable[[Columns, Level], Iterator[Points]]


class Wanted(NamedTuple):
    """What is read for: these counters (all where none is named) at these levels, told apart by these keys."""

    counters: frozenset[Counter] = frozenset()
    levels: frozenset[Level] = frozenset(Level)
    keys: frozenset[str] = frozenset(KEYS)


ALL_WANTED = Wanted()


class Use(NamedTuple):
    """For which counters and at which levels a column is needed; for all of its group where none is named."""

    counters: tuple[Counter, ...] = ()
    levels: tuple[Level, ...] = tuple(Level)

    def serves(self, wanted: Wanted) -> bool:
        counts = not wanted.counters or not self.counters or not wanted.counters.isdisjoint(self.counters)
        return counts and not wanted.levels.isdisjoint(self.levels)


@dataclass(frozen=True, slots=True)
class Group:
    """Facts that count on the same day for the same holder. `columns` are read of them beside the keys; one that is not
    read is MISSING throughout. Of what the SQL condition `only` leaves out, nothing counts.
    """

    table: str
    day: str
    organization: str
    department: str
    columns: Mapping[str, Use]
    counters: tuple[Counter, ...]
    emit: Emit
    only: str = ""

    def read_for(self, wanted: Wanted) -> list[str]:
        """The columns that are needed, keys included."""
        named = {"organization": self.organization, "department": self.department}
        keys = [named.get(key, key) for key in ("organization", "department", "service", "place") if key in wanted.keys]
        return list(dict.fromkeys([*keys, *(name for name, use in self.columns.items() if use.serves(wanted))]))


def _received(of: Columns, level: Level) -> Iterator[Points]:
    yield _each(of, Counter.RECEIVED)
    supported = np.flatnonzero(of["supports"] > 0)
    yield _counted(supported, Counter.SUPPORTS, 0, of["supports"][supported])


def _taken(of: Columns, level: Level) -> Iterator[Points]:
    middle = {Level.WHOLE: "", Level.OWN: "own_", Level.DESK: "desk_"}[level]
    yield _spread(of, Counter.TAKEN_HELD, f"taken_{middle}held")
    yield _spread(of, Counter.TAKEN_WORKED, f"taken_{middle}worked")


def _closed(of: Columns, level: Level) -> Iterator[Points]:
    everyone = np.arange(len(of["outcome"]))
    yield _counted(everyone, Counter.CLOSED, of["outcome"])
    decided = np.flatnonzero(np.isin(of["outcome"], DECIDED))
    aimed = decided[of["within"][decided] != MISSING]
    yield _counted(aimed, Counter.TARGET, 2 - of["within"][aimed])
    start = {Level.WHOLE: "", Level.OWN: "own_", Level.DESK: "desk_"}[level]
    for counter, column in ((Counter.CLOSE_HELD, "held"), (Counter.CLOSE_WORKED, "worked")):
        yield _counted(decided, counter, spreads.steps(of[start + column][decided]))
    handed = np.flatnonzero(of["hands"] != MISSING)
    yield _counted(handed, Counter.HANDS, np.minimum(of["hands"][handed], STEPS - 1))
    rated = np.flatnonzero(of["stars"] != MISSING)
    yield _counted(rated, Counter.STARS, of["stars"][rated])


def _first(of: Columns, level: Level) -> Iterator[Points]:
    right = of["first_organization"] == of["organization"]
    if level is Level.DESK:
        right &= of["first_department"] == of["department"]
    decided = np.flatnonzero(np.isin(of["outcome"], DECIDED))
    yield _counted(decided, Counter.FIRST_TOUCH, np.where(right[decided], 1, 2))
    lost = decided[of["lost"][decided] > 0]
    yield _counted(lost, Counter.LOST, spreads.steps(of["lost"][lost]))
    yield _counted(lost, Counter.LOST_MINUTES, 0, of["lost"][lost] // 60)


def _began(of: Columns, level: Level) -> Iterator[Points]:
    from_others = np.flatnonzero((of["came_from"] != MISSING) & (of["came_from"] != of["organization"]))
    yield _counted(from_others, Counter.ARRIVED, of["how"][from_others])
    yield _counted(np.flatnonzero(of["how"] == _REOPENED), Counter.REOPENED)


def _ended(of: Columns, level: Level) -> Iterator[Points]:
    whole = np.arange(len(of["leaves"])) if level is Level.DESK else np.flatnonzero(of["leaves"] == 1)
    start = "" if level is Level.DESK else "visit_"
    yield _counted(whole, Counter.VISIT_HELD, spreads.steps(of[f"{start}held"][whole]))
    yield _counted(whole, Counter.HELD_MINUTES, 0, of[f"{start}held"][whole] // 60)
    yield _counted(whole, Counter.VISIT_WORKED, spreads.steps(of[f"{start}worked"][whole]))
    on = np.flatnonzero((of["leaves"] == 1) & (of["went_to"] != MISSING))
    yield _counted(on, Counter.HANDED_ON, of["went_how"][on])


def _each(of: Columns, counter: Counter) -> Points:
    return _counted(np.arange(len(next(iter(of.values())))), counter)


def _spread(of: Columns, counter: Counter, column: str) -> Points:
    known = np.flatnonzero(of[column] != MISSING)
    return _counted(known, counter, spreads.steps(of[column][known]))


def _counted(at: NDArray[np.intp], counter: Counter, told: Ints | int = 0, amounts: Ints | None = None) -> Points:
    # What another version wrote and this one does not know, MISSING, is counted as step 0.
    codes = np.broadcast_to(np.maximum(np.asarray(told, np.int32), 0) + counter * STEPS, len(at)).astype(np.int32)
    return Points(at, codes, np.ones(len(at), np.int32) if amounts is None else amounts)


WORDS = (*HOWS, "reopened", "separated", "service_changed", "submitted", "imported", "closed")
_REOPENED = WORDS.index("reopened") + 1

_WHOSE = {"": (Level.WHOLE,), "own_": (Level.OWN,), "desk_": (Level.DESK,)}
_TAKEN = {
    f"taken_{whose}{unit}": Use((counter,), levels)
    for whose, levels in _WHOSE.items()
    for unit, counter in (("held", Counter.TAKEN_HELD), ("worked", Counter.TAKEN_WORKED))
}
_SPENT = {
    f"{whose}{unit}": Use((counter,), levels)
    for whose, levels in _WHOSE.items()
    for unit, counter in (("held", Counter.CLOSE_HELD), ("worked", Counter.CLOSE_WORKED))
}
_AT_THE_END = (Counter.CLOSED, Counter.TARGET, Counter.CLOSE_HELD, Counter.CLOSE_WORKED)
_HANDED_ON = (Counter.HANDED_ON,)
_HELD = (Counter.VISIT_HELD, Counter.HELD_MINUTES)
_DESK, _VISIT = (Level.DESK,), (Level.WHOLE, Level.OWN)
GROUPS = (
    Group(
        *("life", "received_on", "first_organization", "first_department"),
        {"supports": Use((Counter.SUPPORTS,))},
        (Counter.RECEIVED, Counter.SUPPORTS),
        _received,
    ),
    Group(
        *("life", "taken_on", "taken_organization", "taken_department"),
        _TAKEN,
        (Counter.TAKEN_HELD, Counter.TAKEN_WORKED),
        _taken,
    ),
    Group(
        *("life", "closed_on", "organization", "department"),
        {
            **{"outcome": Use(), "within": Use((Counter.TARGET,)), "hands": Use((Counter.HANDS,))},
            **{"stars": Use((Counter.STARS,)), **_SPENT},
        },
        (*_AT_THE_END, Counter.HANDS, Counter.STARS),
        _closed,
    ),
    Group(
        *("life", "closed_on", "first_organization", "first_department"),
        {
            **{"outcome": Use(), "lost": Use((Counter.LOST, Counter.LOST_MINUTES))},
            **{"first_organization": Use(), "organization": Use()},
            **{"first_department": Use(levels=_DESK), "department": Use(levels=_DESK)},
        },
        (Counter.FIRST_TOUCH, Counter.LOST, Counter.LOST_MINUTES),
        _first,
    ),
    Group(
        *("turn", "started_on", "organization", "department"),
        {"organization": Use(), "how": Use(), "came_from": Use()},
        (Counter.ARRIVED, Counter.REOPENED),
        _began,
        "enters AND came_from IS NOT NULL",  # of most stretches nothing of their beginning counts
    ),
    Group(
        *("turn", "ended_on", "organization", "department"),
        {
            **{"leaves": Use(), "went_to": Use(_HANDED_ON), "went_how": Use(_HANDED_ON)},
            **{"held": Use(_HELD, _DESK), "worked": Use((Counter.VISIT_WORKED,), _DESK)},
            "visit_held": Use(_HELD, _VISIT),
            "visit_worked": Use((Counter.VISIT_WORKED,), _VISIT),
        },
        (*_HELD, Counter.VISIT_WORKED, *_HANDED_ON),
        _ended,
    ),
)

# The columns of a tile: each spread has one, for a table of a page wants one or two of them; all counts are in another.
SPREADS: Mapping[Counter, str] = {
    counter: counter.name.lower()
    for counter in (
        *(Counter.TAKEN_HELD, Counter.TAKEN_WORKED, Counter.CLOSE_HELD, Counter.CLOSE_WORKED),
        *(Counter.LOST, Counter.VISIT_HELD, Counter.VISIT_WORKED),
    )
}
COUNTS = "counts"
PARTS = (*SPREADS.values(), COUNTS)


def parts_of(counters: Collection[Counter]) -> list[str]:
    """The columns that have these counters; all where none is named."""
    wanted = {SPREADS.get(counter, COUNTS) for counter in counters or Counter}
    return [part for part in PARTS if part in wanted]
