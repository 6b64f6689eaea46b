"""Explaining a route: every step of the precedence, with the claims that were weighed in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from fixward.domain.routing.route import Route
from fixward.domain.routing.rows import Answers, Asked, Breadth, Claim
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
    day = table.day(at)
    places, assets = table.ground.covering(lon, lat, day), table.ground.assets_near(lon, lat)
    asked = Asked(table.service(service), answers, day, places, assets)
    route = table.route(asked)
    return Explanation(
        route=route,
        organization=table.organizations[route.organization].name,
        on_behalf_of=table.organizations[route.on_behalf_of].name if route.on_behalf_of else "",
        department=table.departments.names[route.department] if route.department else "",
        reasons=tuple(sentences(route.reasons())),
        steps=(
            Step(_("1. An asset with an owner"), tuple(_by_asset(table, asked))),
            Step(_("2. An answer"), tuple(_by_place(table, asked, answered=True))),
            Step(_("3. and 4. Places, the smallest first"), tuple(_by_place(table, asked, answered=False))),
            Step(_("5. The steward"), (table.organizations[table.steward].name,)),
        ),
    )


def _by_asset(table: RoutingTable, asked: Asked) -> Iterable[str]:
    for asset in asked.assets:
        claims = table.claims.matching((asset.layer_id, asset.owner), asked)
        what = f"{asset.name} ({asset.layer_code}, {asset.owner or '?'}, {asset.distance_m:.0f} m)"
        yield f"{what}: {_named(table, claims)}"


def _by_place(table: RoutingTable, asked: Asked, *, answered: bool) -> Iterable[str]:
    for place in asked.places:
        claims = table.claims.matching(place.place_id, asked)
        wanted = [claim for claim in claims if bool(claim.condition.question) == answered]
        if wanted or not answered:
            yield f"{place.name} ({place.kind}, {place.area / 1e6:.2f} km²): {_named(table, wanted)}"


def _named(table: RoutingTable, claims: Iterable[Claim]) -> str:
    breadths = {Breadth.SERVICE: _("this service"), Breadth.GROUP: _("its group"), Breadth.ALL: _("all services")}
    named = [
        f"{table.organizations[claim.organization].name} ({breadths[claim.condition.breadth]})" for claim in claims
    ]
    return ", ".join(named) or _("nobody")
