"""The list behind a figure: the requests that were counted, the latest first, by the same days, holders and keys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection

from fixward.domain.service_requests.models import Resolution
from fixward.followups.insights.asking.reading import NO_KEYS, Given, condition
from fixward.followups.insights.counting.cuts import Cut, Level
from fixward.followups.insights.counting.outcomes import DECIDED, number_of
from fixward.followups.insights.counting.periods import Period
from fixward.followups.insights.counting.points import GROUPS, Group
from fixward.followups.insights.counting.tallies import TABLES

_RECEIVED, _TAKEN, _CLOSED, _FIRST, _BEGAN, _ENDED = GROUPS
_DECIDED = f"outcome IN ({', '.join(map(str, DECIDED))})"
_FROM_OTHERS = "came_from <> organization"
_TO_OTHERS = "leaves AND went_to IS NOT NULL"


@dataclass(frozen=True, slots=True)
class Behind:
    """Which facts are counted; `part` are those of them that a share is about."""

    group: Group
    which: str = "TRUE"
    part: str = ""
    of_departments: str = ""


def _outcomes(*outcomes: Resolution) -> str:
    return f"outcome IN ({', '.join(str(number_of(outcome)) for outcome in outcomes)})"


BEHIND: Mapping[str, Behind] = {
    "received": Behind(_RECEIVED),
    "arrived": Behind(_BEGAN, _FROM_OTHERS),
    "closed": Behind(_CLOSED),
    "acknowledge": Behind(_TAKEN),
    "acknowledge_worked": Behind(_TAKEN),
    "close": Behind(_CLOSED, _DECIDED),
    "close_worked": Behind(_CLOSED, _DECIDED),
    "within_target": Behind(_CLOSED, f"{_DECIDED} AND within IS NOT NULL", "within"),
    "first_touch": Behind(_FIRST, _DECIDED, "first_organization = organization"),
    "hands": Behind(_CLOSED),
    "handed_on": Behind(_ENDED, _TO_OTHERS),
    "returns": Behind(_BEGAN, f"{_FROM_OTHERS} AND how = 'returned'"),
    "disputes": Behind(_ENDED, f"{_TO_OTHERS} AND went_how = 'unsettled'"),
    "held": Behind(_ENDED, "leaves", of_departments="TRUE"),
    "held_worked": Behind(_ENDED, "leaves", of_departments="TRUE"),
    "lost": Behind(_FIRST, f"{_DECIDED} AND lost > 0"),
    "lost_minutes": Behind(_FIRST, f"{_DECIDED} AND lost > 0"),
    "reopened": Behind(_BEGAN, "how = 'reopened'"),
    "no_work": Behind(_CLOSED, part=_outcomes(Resolution.NOTHING_FOUND, Resolution.NO_WORK, Resolution.NO_ANSWER)),
    "duplicates": Behind(_CLOSED, part=_outcomes(Resolution.DUPLICATE)),
    "supporters": Behind(_RECEIVED, "supports > 0"),
    "satisfaction": Behind(_CLOSED, "stars IS NOT NULL"),
    "answer_rate": Behind(_CLOSED, f"NOT {_outcomes(Resolution.WITHDRAWN)}", "stars IS NOT NULL"),
}


class Item(NamedTuple):
    """A request, and the day on which it counts. One that came twice counts twice."""

    request: int
    day: dt.date


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Fewer of them: what came from one organization or went to one, or was closed in so many seconds (from, below)."""

    giver: int | None = None
    taker: int | None = None
    took: tuple[float, float] | None = None

    def fits(self, measure: str) -> bool:
        """Whether what this measure counts can be narrowed so."""
        group = BEHIND[measure].group
        return (
            (self.giver is None or group is _BEGAN)
            and (self.taker is None or group is _ENDED)
            and (self.took is None or measure == "close")
        )

    def condition(self, level: Level) -> tuple[str, dict[str, float]]:
        conditions, values = "", dict[str, float]()
        if self.giver is not None:
            conditions, values = f"{conditions} AND came_from = %(giver)s", values | {"giver": self.giver}
        if self.taker is not None:
            conditions, values = f"{conditions} AND went_to = %(taker)s", values | {"taker": self.taker}
        if self.took is not None:
            held = {Level.WHOLE: "held", Level.OWN: "own_held", Level.DESK: "desk_held"}[level]
            conditions = f"{conditions} AND {held} >= %(least)s AND {held} < %(below)s"
            values |= {"least": self.took[0], "below": self.took[1]}
        return conditions, values


NOT_NARROWED = Narrowed()


def behind(
    measure: str,
    cut: Cut,
    period: Period,
    *,
    public: bool,
    given: Given = NO_KEYS,
    part: bool = False,
    narrowed: Narrowed = NOT_NARROWED,
    most: int,
    skip: int = 0,
) -> list[Item]:
    """At most so many of them; of a share all that it looks at or, with `part`, what it is the share of."""
    which, values = _which(measure, cut, period, public, given, part, narrowed)
    day = BEHIND[measure].group.day
    statement = f"SELECT request, {day} {which} ORDER BY {day} DESC, request DESC LIMIT %(most)s OFFSET %(skip)s"
    with connection.cursor() as cursor:
        cursor.execute(statement, {**values, "most": most, "skip": skip})
        return [Item(*row) for row in cursor.fetchall()]


def count(
    measure: str, cut: Cut, period: Period, *, public: bool, given: Given = NO_KEYS, narrowed: Narrowed = NOT_NARROWED
) -> int:
    """How many there are of them."""
    which, values = _which(measure, cut, period, public, given, False, narrowed)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) {which}", values)
        return int(cursor.fetchone()[0])


def _which(
    measure: str, cut: Cut, period: Period, public: bool, given: Given, part: bool, narrowed: Narrowed
) -> tuple[str, dict[str, Any]]:
    """From which facts, in SQL with its values."""
    its = BEHIND[measure]
    which = its.of_departments if its.of_departments and cut.level is Level.DESK else its.which
    if part:
        which = f"{which} AND {_part(measure, its, cut)}"
    counted, values = condition(its.group, cut, [period], public, given)
    narrow, narrowing = narrowed.condition(cut.level)
    return f"FROM {TABLES[its.group.table]} WHERE {counted} AND {which}{narrow}", values | narrowing


def _part(measure: str, its: Behind, cut: Cut) -> str:
    if not its.part:
        raise ValueError(f"{measure} is no share.")
    if measure == "first_touch" and cut.level is Level.DESK:
        return f"{its.part} AND first_department = department"
    return its.part
