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


def _spent(unit: str, *, of: str = "") -> Mapping[Level, str]:
    """Whose time counts, see points.py."""
    return {Level.WHOLE: f"{of}{unit}", Level.OWN: f"{of}own_{unit}", Level.DESK: f"{of}desk_{unit}"}


def _stayed(unit: str) -> Mapping[Level, str]:
    return {Level.WHOLE: f"visit_{unit}", Level.OWN: f"visit_{unit}", Level.DESK: unit}


@dataclass(frozen=True, slots=True)
class Behind:
    """Which facts are counted; `part` are those of them that a share is about. `amount` is how much one of them counts:
    seconds, minutes, stars; or what is told of it: the number of an outcome, the other organization; of a share 1 or
    0, where nothing else is named.
    """

    group: Group
    which: str = "TRUE"
    part: str = ""
    of_departments: str = ""
    amount: str | Mapping[Level, str] = ""


def _outcomes(*outcomes: Resolution) -> str:
    return f"outcome IN ({', '.join(str(number_of(outcome)) for outcome in outcomes)})"


BEHIND: Mapping[str, Behind] = {
    "received": Behind(_RECEIVED),
    "arrived": Behind(_BEGAN, _FROM_OTHERS, amount="came_from"),
    "closed": Behind(_CLOSED, amount="outcome"),
    "acknowledge": Behind(_TAKEN, amount=_spent("held", of="taken_")),
    "acknowledge_worked": Behind(_TAKEN, amount=_spent("worked", of="taken_")),
    "close": Behind(_CLOSED, _DECIDED, amount=_spent("held")),
    "close_worked": Behind(_CLOSED, _DECIDED, amount=_spent("worked")),
    "within_target": Behind(_CLOSED, f"{_DECIDED} AND within IS NOT NULL", "within"),
    "first_touch": Behind(_FIRST, _DECIDED, "first_organization = organization"),
    "hands": Behind(_CLOSED, amount="hands"),
    "handed_on": Behind(_ENDED, _TO_OTHERS, amount="went_to"),
    "returns": Behind(_BEGAN, f"{_FROM_OTHERS} AND how = 'returned'", amount="came_from"),
    "disputes": Behind(_ENDED, f"{_TO_OTHERS} AND went_how = 'unsettled'", amount="went_to"),
    "held": Behind(_ENDED, "leaves", of_departments="TRUE", amount=_stayed("held")),
    "held_worked": Behind(_ENDED, "leaves", of_departments="TRUE", amount=_stayed("worked")),
    "held_minutes": Behind(
        _ENDED,
        "leaves",
        of_departments="TRUE",
        amount={level: f"{column} / 60" for level, column in _stayed("held").items()},
    ),
    "lost": Behind(_FIRST, f"{_DECIDED} AND lost > 0", amount="lost"),
    "lost_minutes": Behind(_FIRST, f"{_DECIDED} AND lost > 0", amount="lost / 60"),
    "reopened": Behind(_BEGAN, "how = 'reopened'"),
    "no_work": Behind(
        _CLOSED,
        part=_outcomes(Resolution.NOTHING_FOUND, Resolution.NO_WORK, Resolution.NO_ANSWER),
        amount="outcome",
    ),
    "duplicates": Behind(_CLOSED, part=_outcomes(Resolution.DUPLICATE), amount="outcome"),
    "supporters": Behind(_RECEIVED, "supports > 0", amount="supports"),
    "satisfaction": Behind(_CLOSED, "stars IS NOT NULL", amount="stars"),
    "answer_rate": Behind(_CLOSED, f"NOT {_outcomes(Resolution.WITHDRAWN)}", "stars IS NOT NULL", amount="stars"),
}


class Item(NamedTuple):
    """A request, the day on which it counts, and how much. One that came twice counts twice."""

    request: int
    day: dt.date
    amount: int | None


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
            held = _spent("held")[level]
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
    part: bool | None = None,
    narrowed: Narrowed = NOT_NARROWED,
    most: int,
    skip: int = 0,
) -> list[Item]:
    """At most so many of them; of a share all that it looks at, or those that are its `part`, or those that are not."""
    which, values = _which(measure, cut, period, public, given, part, narrowed)
    group, amount = BEHIND[measure].group, _amount(measure, cut)
    order = [group.day, "request", *(["number"] if group.table == "turn" else [])]
    statement = f"""
        SELECT request, {group.day}, {amount} {which}
        ORDER BY {", ".join(f"{column} DESC" for column in order)} LIMIT %(most)s OFFSET %(skip)s
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, {**values, "most": most, "skip": skip})
        return [Item(*row) for row in cursor.fetchall()]


def count(
    measure: str, cut: Cut, period: Period, *, public: bool, given: Given = NO_KEYS, narrowed: Narrowed = NOT_NARROWED
) -> int:
    """How many there are of them."""
    which, values = _which(measure, cut, period, public, given, None, narrowed)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) {which}", values)
        return int(cursor.fetchone()[0])


def _which(
    measure: str, cut: Cut, period: Period, public: bool, given: Given, part: bool | None, narrowed: Narrowed
) -> tuple[str, dict[str, Any]]:
    """From which facts, in SQL with its values."""
    its = BEHIND[measure]
    which = its.of_departments if its.of_departments and cut.level is Level.DESK else its.which
    if part is not None:
        which = f"{which} AND ({_part(measure, cut)}) IS {'' if part else 'NOT '}TRUE"
    counted, values = condition(its.group, cut, [period], public, given)
    narrow, narrowing = narrowed.condition(cut.level)
    return f"FROM {TABLES[its.group.table]} WHERE {counted} AND {which}{narrow}", values | narrowing


def _amount(measure: str, cut: Cut) -> str:
    """How much one of them counts, in SQL: what points.py counts of it at this level."""
    its = BEHIND[measure]
    if its.amount:
        return its.amount if isinstance(its.amount, str) else its.amount[cut.level]
    return f"({_part(measure, cut)})::int" if its.part else "NULL::int"


def _part(measure: str, cut: Cut) -> str:
    its = BEHIND[measure]
    if not its.part:
        raise ValueError(f"{measure} is no share.")
    if measure == "first_touch" and cut.level is Level.DESK:
        return f"{its.part} AND first_department = department"
    return its.part
