"""Cuts: by what figures are kept apart. Umbrella, organization, department, service, place, way to report, and any
two crossed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from fixward.followups.insights import models


class Level(Enum):
    """Whose time counts: that of all holders, of the organization's own stretches, of the department's own."""

    WHOLE = "whole"
    OWN = "own"
    DESK = "desk"


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """`keys` are kept apart, all others are taken together; `by_day` where days are kept beside months. There are only
    those of CUTS, each the same as itself alone.
    """

    number: int
    keys: tuple[str, ...]
    level: Level
    by_day: bool = False


KEYS = ("organization", "department", "service", "place", "source")

UMBRELLA = Cut(0, (), Level.WHOLE, by_day=True)
SERVICES = Cut(1, ("service",), Level.WHOLE, by_day=True)
PLACES = Cut(2, ("place",), Level.WHOLE, by_day=True)
SOURCES = Cut(3, ("source",), Level.WHOLE, by_day=True)
SERVICES_IN_PLACES = Cut(4, ("service", "place"), Level.WHOLE)
ORGANIZATIONS = Cut(5, ("organization",), Level.OWN, by_day=True)
ORGANIZATION_SERVICES = Cut(6, ("organization", "service"), Level.OWN)
ORGANIZATION_PLACES = Cut(7, ("organization", "place"), Level.OWN)
ORGANIZATION_SOURCES = Cut(8, ("organization", "source"), Level.OWN)
DEPARTMENTS = Cut(9, ("organization", "department"), Level.DESK, by_day=True)
DEPARTMENT_SERVICES = Cut(10, ("organization", "department", "service"), Level.DESK)
DEPARTMENT_PLACES = Cut(11, ("organization", "department", "place"), Level.DESK)

CUTS = (
    *(UMBRELLA, SERVICES, PLACES, SOURCES, SERVICES_IN_PLACES),
    *(ORGANIZATIONS, ORGANIZATION_SERVICES, ORGANIZATION_PLACES, ORGANIZATION_SOURCES),
    *(DEPARTMENTS, DEPARTMENT_SERVICES, DEPARTMENT_PLACES),
)
# By everything and by day: what is new waits here until it is settled, see settling.py. No page asks for these.
FRESH = {level: Cut(number, KEYS, level) for number, level in zip(models.FRESH, Level, strict=True)}
BY_KEYS = {frozenset(cut.keys): cut for cut in CUTS}
