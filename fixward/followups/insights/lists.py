"""The list behind a figure: the requests that were counted, the latest first, by the same days, holders and keys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection

from fixward.domain.service_requests.models import Resolution
from fixward.followups.insights.cuts import Cut, Level
from fixward.followups.insights.outcomes import number_of
from fixward.followups.insights.periods import Period
from fixward.followups.insights.points import GROUPS, Group
from fixward.followups.insights.reading import condition
from fixward.followups.insights.tallies import TABLES

_RECEIVED, _TAKEN, _CLOSED, _FIRST, _BEGAN, _ENDED = GROUPS
_DECIDED = "outcome IN ({}, {}, {})".format(
    *map(number_of, (Resolution.FIXED, Resolution.NOTHING_FOUND, Resolution.NO_WORK))
)
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


class Counted(NamedTuple):
    """A request, and the day on which it counts. One that came twice counts twice."""

    request: int
    day: dt.date


def behind(
    measure: str,
    cut: Cut,
    period: Period,
    *,
    public: bool,
    part: bool = False,
    most: int,
    skip: int = 0,
    **given: int | str,
) -> list[Counted]:
    """At most so many of them; of a share all that it looks at or, with `part`, what it is the share of."""
    its = BEHIND[measure]
    which = its.of_departments if its.of_departments and cut.level is Level.DESK else its.which
    if part:
        which = f"{which} AND {_part(measure, its, cut)}"
    group = its.group
    counted, values = condition(group, cut, [period], public, given)
    statement = f"""
        SELECT request, {group.day} FROM {TABLES[group.table]}
        WHERE {counted} AND {which}
        ORDER BY {group.day} DESC, request DESC LIMIT %(most)s OFFSET %(skip)s
    """  # noqa: S608 names and conditions of our own
    with connection.cursor() as cursor:
        cursor.execute(statement, {**values, "most": most, "skip": skip})
        return [Counted(*row) for row in cursor.fetchall()]


def _part(measure: str, its: Behind, cut: Cut) -> str:
    if not its.part:
        raise ValueError(f"{measure} is no share.")
    if measure == "first_touch" and cut.level is Level.DESK:
        return f"{its.part} AND first_department = department"
    return its.part
