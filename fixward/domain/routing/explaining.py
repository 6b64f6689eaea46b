"""Explaining a route: every step of the precedence, with the claims that were weighed in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from fixward.domain.routing.route import Route
from fixward.domain.routing.rows import Answers, Breadth, Claim, ServiceRow
from fixward.domain.routing.table import RoutingTable
from fixward.domain.routing.wording import sentences


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the precedence: what was looked at, and who claims it there."""

    name: str
    considered: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    route: Route
    organization: str
    on_behalf_of: str
    department: str
    reasons: tuple[str, ...]
    steps: tuple[Step, ...]


def explain(
    table: RoutingTable, service: str, *, lon: float, lat: float, answers: Answers, at: dt.datetime
) -> Explanation:
    """The route of a service at a point (WGS84 degrees), with all that was weighed; raises UnknownService."""
    route = table.decide(service, lon=lon, lat=lat, answers=answers, at=at)
    row = table.services[service]
    day = at.astimezone(table.zone).date()
    return Explanation(
        route=route,
        organization=table.organizations[route.organization].name,
        on_behalf_of=table.organizations[route.on_behalf_of].name if route.on_behalf_of else "",
        department=table.departments.names[route.department] if route.department else "",
        reasons=tuple(sentences(route.reasons())),
        steps=(
            Step(_("1. An asset with an owner"), tuple(_by_asset(table, row, lon, lat, answers, day))),
            Step(_("2. An answer"), tuple(_by_place(table, row, lon, lat, answers, day, answered=True))),
            Step(_("3. and 4. Places, the smallest first"), tuple(_by_place(table, row, lon, lat, {}, day))),
            Step(_("5. The steward"), (table.organizations[table.steward].name,)),
        ),
    )


def _by_asset(
    table: RoutingTable, service: ServiceRow, lon: float, lat: float, answers: Answers, day: dt.date
) -> Iterable[str]:
    for asset in table.ground.assets_near(lon, lat):
        claims = table.matching((asset.layer_id, asset.owner), service, answers, day)
        what = f"{asset.name} ({asset.layer_code}, {asset.owner or '?'}, {asset.distance_m:.0f} m)"
        yield f"{what}: {_named(table, claims)}"


def _by_place(
    table: RoutingTable,
    service: ServiceRow,
    lon: float,
    lat: float,
    answers: Answers,
    day: dt.date,
    *,
    answered: bool = False,
) -> Iterable[str]:
    for hit in table.ground.covering(lon, lat, day):
        claims = table.matching(hit.place_id, service, answers, day)
        wanted = [claim for claim in claims if bool(claim.condition.question) == answered]
        if wanted or not answered:
            yield f"{hit.name} ({hit.kind}, {hit.area / 1e6:.2f} km²): {_named(table, wanted)}"


def _named(table: RoutingTable, claims: Iterable[Claim]) -> str:
    breadths = {Breadth.SERVICE: _("this service"), Breadth.GROUP: _("its group"), Breadth.ALL: _("all services")}
    named = [
        f"{table.organizations[claim.organization].name} ({breadths[claim.condition.breadth]})" for claim in claims
    ]
    return ", ".join(named) or _("nobody")
