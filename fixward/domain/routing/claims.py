"""The first stage: which claim an organization has to a request; shared by all under the umbrella."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from fixward.domain.places.ground import AssetHit, BoundaryHit
from fixward.domain.routing.rows import Asked, Breadth, Claim
from fixward.domain.routing.rows import Ground as ClaimGround


class Found(NamedTuple):
    """The claim that wins, the asset or place that it reaches the request by, and the step that found it."""

    claim: Claim
    on: AssetHit | BoundaryHit
    step: str


class Claims:
    """All responsibilities, by their ground and services. Never changes after it is built."""

    __slots__ = ("_by_ground", "rows", "some_are_on_assets")

    def __init__(self, rows: Sequence[Claim]) -> None:
        self.rows = tuple(rows)
        self.some_are_on_assets = any(isinstance(claim.ground, tuple) for claim in rows)
        self._by_ground: dict[tuple[ClaimGround, Breadth, int], tuple[Claim, ...]] = {}
        for claim in sorted(rows, key=lambda claim: claim.tie):
            key = (claim.ground, claim.condition.breadth, claim.condition.scope)
            self._by_ground[key] = (*self._by_ground.get(key, ()), claim)

    def best(self, asked: Asked) -> Found | None:
        """The precedence of the design, each step asked only where the one before found nobody."""
        return self._by_asset(asked) or self._by_answer(asked) or self._by_place(asked)

    def matching(self, ground: ClaimGround, asked: Asked) -> list[Claim]:
        """The claims on this ground that hold, most specific first: with an answer, then the narrower service."""
        by_ground, answers, day = self._by_ground, asked.answers, asked.day
        found = [
            claim
            for breadth, scope in asked.service.scopes
            for claim in by_ground.get((ground, breadth, scope), ())
            if claim.condition.holds(answers, day)
        ]
        if len(found) > 1:
            found.sort(key=lambda claim: (not claim.condition.question, claim.condition.breadth, claim.tie))
        return found

    def _by_asset(self, asked: Asked) -> Found | None:
        candidates = (
            (not claim.condition.question, nearness, claim.condition.breadth, claim.tie, claim, asset)
            for nearness, asset in enumerate(asked.assets)
            for claim in self.matching((asset.layer_id, asset.owner), asked)
        )
        best = min(candidates, default=None, key=lambda candidate: candidate[:4]) if asked.assets else None
        return Found(best[4], best[5], "asset") if best else None

    def _by_answer(self, asked: Asked) -> Found | None:
        if not asked.answers:
            return None
        for place in asked.places:
            for claim in self.matching(place.place_id, asked):
                if claim.condition.question:
                    return Found(claim, place, "answer")
        return None

    def _by_place(self, asked: Asked) -> Found | None:
        for number, place in enumerate(asked.places):
            if found := self.matching(place.place_id, asked):
                return Found(found[0], place, "larger_place" if number else "smallest_place")
        return None
