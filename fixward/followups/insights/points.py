"""Facts as points: on which day, of whom, what counts how much. Everything that is counted is said here, once.

A point is a code and an amount at a day and a set of keys. A code is a counter's number times STEPS, plus the step, the
outcome, the stars: whatever that counter tells apart. docs/MEASURES.md says it in words, with worked examples.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from fixward.domain.service_requests.models import Resolution
from fixward.followups.insights import spreads
from fixward.followups.insights.cuts import Level
from fixward.followups.insights.outcomes import number_of
from fixward.followups.insights.spreads import STEPS

Ints = NDArray[np.int32]
Columns = dict[str, Ints]

MISSING = -1  # what an empty column is read as
# How a request comes to another organization, and with which number that is counted.
HOWS = ("transferred", "returned", "unsettled", "settled", "adopted", "rerouted", "assigned")


class Counter(IntEnum):
    """What is counted. Tiles keep these numbers: add at the end only."""

    RECEIVED = 1
    SUPPORTS = 2
    TAKEN_HELD = 3
    TAKEN_WORKED = 4
    CLOSED = 5  # by outcome
    TARGET = 6  # 1 within, 2 late
    CLOSE_HELD = 7
    CLOSE_WORKED = 8
    FIRST_TOUCH = 9  # 1 right, 2 not
    HANDS = 10  # by their number
    LOST = 11  # the spread of what was lost, step 0 with nothing
    LOST_MINUTES = 12
    STARS = 13  # by their number
    VISIT_HELD = 14
    VISIT_WORKED = 15
    ARRIVED = 16  # by how
    HANDED_ON = 17  # by how
    REOPENED = 18
    HANDED_ON_MINUTES = 19


@dataclass(frozen=True, slots=True)
class Points:
    """Of the rows `at`: a code and an amount each."""

    at: NDArray[np.intp]
    codes: Ints
    amounts: Ints


Emit = Callable[[Columns, Level], Iterator[Points]]


@dataclass(frozen=True, slots=True)
class Group:
    """Facts that count on the same day for the same holder: what is read of them beside the keys, and what counts."""

    table: str
    day: str
    organization: str
    department: str
    columns: tuple[str, ...]
    counters: tuple[Counter, ...]
    emit: Emit


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
    # One that another version wrote, and this one does not know, is closed all the same: its step is 0.
    yield _counted(everyone, Counter.CLOSED, np.maximum(of["outcome"], 0))
    settled = np.flatnonzero(np.isin(of["outcome"], _SETTLED))
    aimed = settled[of["within"][settled] != MISSING]
    yield _counted(aimed, Counter.TARGET, 2 - of["within"][aimed])
    start = {Level.WHOLE: "", Level.OWN: "own_", Level.DESK: "desk_"}[level]
    for counter, column in ((Counter.CLOSE_HELD, "held"), (Counter.CLOSE_WORKED, "worked")):
        yield _counted(settled, counter, spreads.steps(of[start + column][settled]))
    yield _counted(everyone, Counter.HANDS, np.minimum(of["hands"], STEPS - 1))
    rated = np.flatnonzero(of["stars"] != MISSING)
    yield _counted(rated, Counter.STARS, of["stars"][rated])


def _first(of: Columns, level: Level) -> Iterator[Points]:
    right = of["first_organization"] == of["organization"]
    if level is Level.DESK:
        right &= of["first_department"] == of["department"]
    settled = np.flatnonzero(np.isin(of["outcome"], _SETTLED))
    yield _counted(settled, Counter.FIRST_TOUCH, np.where(right[settled], 1, 2))
    lost = settled[of["lost"][settled] > 0]
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
    yield _counted(whole, Counter.VISIT_WORKED, spreads.steps(of[f"{start}worked"][whole]))
    on = np.flatnonzero((of["leaves"] == 1) & (of["went_to"] != MISSING))
    yield _counted(on, Counter.HANDED_ON, of["went_how"][on])
    yield _counted(on, Counter.HANDED_ON_MINUTES, 0, of["visit_held"][on] // 60)


def _each(of: Columns, counter: Counter) -> Points:
    return _counted(np.arange(len(next(iter(of.values())))), counter)


def _spread(of: Columns, counter: Counter, column: str) -> Points:
    known = np.flatnonzero(of[column] != MISSING)
    return _counted(known, counter, spreads.steps(of[column][known]))


def _counted(at: NDArray[np.intp], counter: Counter, told: Ints | int = 0, amounts: Ints | None = None) -> Points:
    codes = np.broadcast_to(np.asarray(told, np.int32) + counter * STEPS, len(at)).astype(np.int32)
    return Points(at, codes, np.ones(len(at), np.int32) if amounts is None else amounts)


# A desk has decided: what a time to close and a target are counted of.
_SETTLED = [number_of(outcome) for outcome in (Resolution.FIXED, Resolution.NOTHING_FOUND, Resolution.NO_WORK)]
WORDS = (*HOWS, "reopened", "separated", "service_changed", "submitted", "imported", "closed")
_REOPENED = WORDS.index("reopened") + 1

_SPENT = ("held", "worked", "own_held", "own_worked", "desk_held", "desk_worked")
_TAKEN = tuple(f"taken_{whose}{unit}" for whose in ("", "own_", "desk_") for unit in ("held", "worked"))
_AT_THE_END = (Counter.CLOSED, Counter.TARGET, Counter.CLOSE_HELD, Counter.CLOSE_WORKED)
GROUPS = (
    Group(
        *("life", "received_on", "first_organization", "first_department"),
        ("supports",),
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
        ("outcome", "within", "hands", "stars", *_SPENT),
        (*_AT_THE_END, Counter.HANDS, Counter.STARS),
        _closed,
    ),
    Group(
        *("life", "closed_on", "first_organization", "first_department"),
        ("outcome", "lost", "organization", "department"),
        (Counter.FIRST_TOUCH, Counter.LOST, Counter.LOST_MINUTES),
        _first,
    ),
    Group(
        *("turn", "started_on", "organization", "department"),
        ("how", "came_from"),
        (Counter.ARRIVED, Counter.REOPENED),
        _began,
    ),
    Group(
        *("turn", "ended_on", "organization", "department"),
        ("leaves", "went_to", "went_how", "held", "worked", "visit_held", "visit_worked"),
        (Counter.VISIT_HELD, Counter.VISIT_WORKED, Counter.HANDED_ON, Counter.HANDED_ON_MINUTES),
        _ended,
    ),
)
