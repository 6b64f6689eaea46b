"""The compiled table: everything routing needs, immutable and in memory; `decide` is a pure function over it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from fixward.domain.catalog.models import Question
from fixward.domain.governments.working_time import Calendar
from fixward.domain.places.ground import BoundaryHit, Ground
from fixward.domain.places.models import Kind
from fixward.domain.routing.departments import Assignment, Departments
from fixward.domain.routing.route import Reason, Route
from fixward.domain.routing.rows import (
    Answers,
    Breadth,
    Claim,
    OrganizationRow,
    ServiceRow,
)
from fixward.domain.routing.rows import Ground as ClaimGround

# Where somebody says a thing lies: zones and districts are an organization's own, nobody lives in "Zone 4".
_NAMED = (Kind.MUNICIPALITY, Kind.COMMUNITY, Kind.COUNTY)


class UnknownService(LookupError):
    """The code names no service."""


@dataclass(frozen=True)
class RoutingTable:
    version: UUID
    zone: ZoneInfo
    ground: Ground
    steward: int
    services: Mapping[str, ServiceRow]
    questions: Mapping[int, tuple[Question, ...]]
    organizations: Mapping[int, OrganizationRow]
    calendars: Mapping[int, Calendar]
    departments: Departments
    claims: tuple[Claim, ...]

    def decide(self, service: str, *, lon: float, lat: float, answers: Answers, at: dt.datetime) -> Route:
        """Who gets a request for the service with this code at this point (WGS84 degrees), at an aware moment.

        Every point has exactly one owner. Raises UnknownService.
        """
        try:
            row = self.services[service]
        except KeyError:
            raise UnknownService(service) from None
        day = at.astimezone(self.zone).date()
        hits = self.ground.covering(lon, lat, day)
        owner, reasons = self._owner(row, lon, lat, answers, day, hits)
        return self._inside(owner, row, answers, day, hits, reasons)

    def inside(
        self, organization: int, service: str, *, lon: float, lat: float, answers: Answers, at: dt.datetime
    ) -> Route:
        """Where a request goes inside an organization that somebody has decided on, whoever the rules would name."""
        day = at.astimezone(self.zone).date()
        hits = self.ground.covering(lon, lat, day)
        return self._inside(organization, self.services[service], answers, day, hits, ())

    def questions_of(self, service: int, organization: int | None) -> list[Question]:
        """What is asked with a service: the shared questions, and those of the organization if one is named."""
        return [row for row in self.questions.get(service, ()) if row.organization_id in (None, organization)]

    def covers(self, lon: float, lat: float, at: dt.datetime) -> bool:
        """Whether the point lies under the umbrella: in some place, or there are no places yet."""
        return bool(self.ground.covering(lon, lat, at.astimezone(self.zone).date())) or not self.ground.has_boundaries

    def _inside(
        self,
        owner: int,
        service: ServiceRow,
        answers: Answers,
        day: dt.date,
        hits: tuple[BoundaryHit, ...],
        reasons: tuple[Reason, ...],
    ) -> Route:
        handler, handling = self._handler(owner, day)
        assignment = self.departments.assign(self.organizations[handler], service, answers, day, hits)
        return self._route(owner, handler, service, hits, assignment, (*reasons, *handling, *assignment.because))

    def _owner(
        self,
        service: ServiceRow,
        lon: float,
        lat: float,
        answers: Answers,
        day: dt.date,
        hits: tuple[BoundaryHit, ...],
    ) -> tuple[int, tuple[Reason, ...]]:
        """The precedence of the design, each step asked only where the one before found nobody."""
        return (
            self._by_asset(service, lon, lat, answers, day)
            or self._by_answer(service, answers, day, hits)
            or self._by_place(service, day, hits)
            or (self.steward, (Reason("steward", {"organization": self.organizations[self.steward].name}),))
        )

    def _by_asset(
        self, service: ServiceRow, lon: float, lat: float, answers: Answers, day: dt.date
    ) -> tuple[int, tuple[Reason, ...]] | None:
        if not self._some_claim_is_on_assets:
            return None
        best = min(
            (
                (not claim.condition.question, nearness, claim.condition.breadth, claim.tie, claim, asset)
                for nearness, asset in enumerate(self.ground.assets_near(lon, lat))
                for claim in self.matching((asset.layer_id, asset.owner), service, answers, day)
            ),
            default=None,
            key=lambda candidate: candidate[:4],
        )
        if best is None:
            return None
        claim, asset = best[4], best[5]
        params = {
            "asset": asset.name,
            "owner": asset.owner,
            "distance_m": round(asset.distance_m),
            **self._said(claim, service),
        }
        return claim.organization, (Reason("asset", params), *self._answer_reason(claim, service))

    def _by_answer(
        self, service: ServiceRow, answers: Answers, day: dt.date, hits: tuple[BoundaryHit, ...]
    ) -> tuple[int, tuple[Reason, ...]] | None:
        if not answers:
            return None
        for hit in hits:
            for claim in self.matching(hit.place_id, service, answers, day):
                if claim.condition.question:
                    reason = Reason("place", {"place": hit.name, "step": "answer", **self._said(claim, service)})
                    return claim.organization, (*self._answer_reason(claim, service), reason)
        return None

    def _by_place(
        self, service: ServiceRow, day: dt.date, hits: tuple[BoundaryHit, ...]
    ) -> tuple[int, tuple[Reason, ...]] | None:
        for number, hit in enumerate(hits):
            for claim in self.matching(hit.place_id, service, {}, day):
                step = "larger_place" if number else "smallest_place"
                return claim.organization, (
                    Reason("place", {"place": hit.name, "step": step, **self._said(claim, service)}),
                )
        return None

    def matching(self, ground: ClaimGround, service: ServiceRow, answers: Answers, day: dt.date) -> Iterable[Claim]:
        """The claims on this ground that hold, most specific first: with an answer, then the narrower service."""
        found = [
            claim
            for scope in service.scopes
            for claim in self._claims_by_ground.get((ground, *scope), ())
            if claim.condition.holds(answers, day)
        ]
        if len(found) > 1:
            found.sort(key=lambda claim: (not claim.condition.question, claim.condition.breadth, claim.tie))
        return found

    def _handler(self, owner: int, day: dt.date) -> tuple[int, tuple[Reason, ...]]:
        reasons: list[Reason] = []
        handler = owner
        while (following := self.organizations[handler].handler_on(day)) is not None:
            row = self.organizations[handler]
            params = {"organization": row.name, "handler": self.organizations[following].name}
            reasons.append(Reason("handled_by", params))
            handler = following
        return handler, tuple(reasons)

    def _route(
        self,
        owner: int,
        handler: int,
        service: ServiceRow,
        hits: tuple[BoundaryHit, ...],
        assignment: Assignment,
        because: tuple[Reason, ...],
    ) -> Route:
        # The responsible organization may demand more than the one that works for it, never less.
        offerings = [row for key in (owner, handler) if (row := self.departments.offerings.get((key, service.id)))]
        working = self.departments.offerings.get((handler, service.id))
        return Route(
            organization=handler,
            owner=owner,
            department=assignment.department,
            member=assignment.member,
            place=next((hit.place_id for hit in hits if hit.kind in _NAMED), None),
            acknowledge_within=(working and working.acknowledge_within) or service.acknowledge_within,
            close_within=(working and working.close_within) or service.close_within,
            is_private=service.is_private or any(offering.is_private for offering in offerings),
            identity_required=service.identity_required or any(row.identity_required for row in offerings),
            because=because,
            notices=assignment.notices,
            version=self.version,
        )

    def _said(self, claim: Claim, service: ServiceRow) -> dict[str, object]:
        said: dict[str, object] = {"organization": self.organizations[claim.organization].name}
        if claim.condition.breadth == Breadth.SERVICE:
            said["service"] = dict(service.name)
        return said

    def _answer_reason(self, claim: Claim, service: ServiceRow) -> tuple[Reason, ...]:
        condition = claim.condition
        if not condition.question:
            return ()
        asked = next((row for row in self.questions.get(service.id, ()) if row.code == condition.question), None)
        names = {value["key"]: value["name"] for value in asked.values} if asked else {}
        return (
            Reason(
                "answer",
                {
                    "question": dict(asked.text) if asked else condition.question,
                    "answer": names.get(condition.answer, condition.answer),
                },
            ),
        )

    @cached_property
    def _claims_by_ground(self) -> dict[tuple[ClaimGround, Breadth, int], tuple[Claim, ...]]:
        grouped: dict[tuple[ClaimGround, Breadth, int], tuple[Claim, ...]] = {}
        for claim in sorted(self.claims, key=lambda claim: claim.tie):
            key = (claim.ground, claim.condition.breadth, claim.condition.scope)
            grouped[key] = (*grouped.get(key, ()), claim)
        return grouped

    @cached_property
    def _some_claim_is_on_assets(self) -> bool:
        return any(isinstance(claim.ground, tuple) for claim in self.claims)
