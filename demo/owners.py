"""Who ought to get a made-up request, so that its story fits: the claims read in the order of the precedence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from demo import catalog, ground, rules
from demo.organizations import COUNTY, organization
from demo.records import Claim

Answers = Mapping[str, str | list[str]]


def owner_of(service: str, lon: float, lat: float, answers: Answers) -> str:
    """The code of the responsible organization; the steward's where no claim holds."""
    grounds = _grounds(lon, lat)
    claims = [claim for where in grounds for claim in _claims_on(where, service, answers)]
    on_assets = [claim for claim in claims if claim.layer]
    answered = [claim for claim in claims if claim.question]
    return next((claim.organization for claim in (*on_assets, *answered, *claims)), COUNTY)


def holder_of(owner: str) -> str:
    """Who works its requests today: itself, or the one that handles it."""
    return organization(owner).handled_by or owner


@dataclass(frozen=True)
class _Ground:
    """A place, or the assets of one owner in a layer."""

    place: str = ""
    layer: str = ""
    owner: str = ""


def _grounds(lon: float, lat: float) -> Iterator[_Ground]:
    if road := ground.road_at(lon, lat):
        yield _Ground(layer=ground.ROADS_LAYER, owner=road.owner)
    if city := ground.municipality_at(lon, lat):
        yield _Ground(place=city.code)
    yield _Ground(place=ground.county().code)


def _claims_on(where: _Ground, service: str, answers: Answers) -> list[Claim]:
    """Narrower ones first: for the service, for its group, for all."""
    group = catalog.service(service).group
    matching = [
        claim
        for claim in _all_claims().get(where, ())
        if claim.service in ("", service)
        and claim.group in ("", group)
        and (not claim.question or answers.get(claim.question) == claim.answer)
    ]
    return sorted(matching, key=lambda claim: (not claim.service, not claim.group))


@cache
def _all_claims() -> dict[_Ground, tuple[Claim, ...]]:
    found: dict[_Ground, tuple[Claim, ...]] = {}
    for claim in rules.claims():
        where = _Ground(claim.place, claim.layer, claim.owner)
        found[where] = (*found.get(where, ()), claim)
    return found
