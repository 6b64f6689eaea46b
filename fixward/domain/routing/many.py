"""Deciding thousands of requests at once, each as `RoutingTable.decide` and `inside` decide it alone."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from fixward.domain.places.ground import BoundaryHit
from fixward.domain.routing.route import Route
from fixward.domain.routing.rows import Answers, Asked, Condition
from fixward.domain.routing.table import RoutingTable


class Wanted(NamedTuple):
    """The arguments of `decide`; with an organization those of `inside`."""

    service: str
    lon: float
    lat: float
    at: dt.datetime
    answers: Answers
    organization: int | None = None


class Many:
    """Decides over one table. What the rules cannot tell apart is decided once, and shares its route."""

    def __init__(self, table: RoutingTable) -> None:
        self._table = table
        self._turns = sorted(set(_turns(table)))
        self._known: dict[tuple[object, ...], Route] = {}

    def decide(self, wanted: Sequence[Wanted]) -> list[Route]:
        """The routes in the same order. Raises UnknownService."""
        days = [self._table.day(one.at) for one in wanted]
        spots = [(one.lon, one.lat, day) for one, day in zip(wanted, days, strict=True)]
        places = self._table.ground.covering_each(spots)
        return [self._route(*each) for each in zip(wanted, days, places, strict=True)]

    def _route(self, wanted: Wanted, day: dt.date, places: tuple[BoundaryHit, ...]) -> Route:
        assets = self._table.assets_near(wanted.lon, wanted.lat)
        alike = not assets and not wanted.answers  # what has answers or assets near it is seldom like another
        key = (wanted.service, wanted.organization, places, bisect_right(self._turns, day))
        if alike and (known := self._known.get(key)):
            return known
        asked = Asked(self._table.service(wanted.service), wanted.answers, day, places, assets)
        route = self._table.route(asked, owner=wanted.organization)
        if alike:
            self._known[key] = route
        return route


def _turns(table: RoutingTable) -> Iterator[dt.date]:
    """The days on which some rule begins or ends: between two of them nothing changes but boundaries."""
    for condition in _conditions(table):
        yield from filter(None, (condition.valid_from, condition.valid_to))
    yield from filter(None, (organization.stand_alone_from for organization in table.organizations.values()))


def _conditions(table: RoutingTable) -> Iterator[Condition]:
    yield from (claim.condition for claim in table.claims.rows)
    yield from (rule.condition for rules in table.departments.rules.values() for rule in rules)
