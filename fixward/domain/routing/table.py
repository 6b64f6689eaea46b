"""The compiled table: everything routing needs, immutable and in memory; `decide` is a pure function over it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from fixward.domain.catalog.models import Question, Service
from fixward.domain.governments.working_time import Calendar
from fixward.domain.places.ground import AssetHit, Ground
from fixward.domain.places.models import Kind
from fixward.domain.routing.claims import Claims, Found
from fixward.domain.routing.departments import Departments
from fixward.domain.routing.route import Reason, Route
from fixward.domain.routing.rows import Answers, Asked, Breadth, Claim, OrganizationRow, ServiceRow

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
    catalog: Mapping[str, Service]
    questions: Mapping[int, tuple[Question, ...]]
    organizations: Mapping[int, OrganizationRow]
    calendars: Mapping[int, Calendar]
    departments: Departments
    claims: Claims

    def decide(self, service: str, *, lon: float, lat: float, answers: Answers, at: dt.datetime) -> Route:
        """Who gets a request for the service with this code at this point (WGS84 degrees), at an aware moment.

        Every point has exactly one owner. Raises UnknownService.
        """
        return self.route(self._asked(service, lon, lat, answers, at))

    def inside(
        self, organization: int, service: str, *, lon: float, lat: float, answers: Answers, at: dt.datetime
    ) -> Route:
        """Where a request goes inside an organization that somebody has decided on, whoever the rules would name."""
        return self.route(self._asked(service, lon, lat, answers, at), owner=organization)

    def route(self, asked: Asked, *, owner: int | None = None) -> Route:
        """`decide` for what has been looked up already, or `inside` where the owner is decided on."""
        reasons: tuple[Reason, ...] = ()
        if owner is None:
            found = self.claims.best(asked)
            owner, reasons = (found.claim.organization, self._because(found, asked)) if found else self._by_steward()
        handler, handling = self._handler(owner, asked.day)
        assignment = self.departments.assign(self.organizations[handler], asked)
        service, offerings = asked.service, self.departments.offerings
        working, owning = offerings.get((handler, service.id)), offerings.get((owner, service.id))
        return Route(
            organization=handler,
            owner=owner,
            department=assignment.department,
            member=assignment.member,
            place=next((place.place_id for place in asked.places if place.kind in _NAMED), None),
            acknowledge_within=(working and working.acknowledge_within) or service.acknowledge_within,
            close_within=(working and working.close_within) or service.close_within,
            # The responsible organization may demand more than the one that works for it, never less.
            is_private=any(row and row.is_private for row in (service, owning, working)),
            identity_required=any(row and row.identity_required for row in (service, owning, working)),
            because=(*reasons, *handling, *assignment.because),
            notices=assignment.notices,
            version=self.version,
        )

    def service(self, code: str) -> ServiceRow:
        """Raises UnknownService."""
        try:
            return self.services[code]
        except KeyError:
            raise UnknownService(code) from None

    def day(self, at: dt.datetime) -> dt.date:
        """The day at an aware moment, as the people of the place count it."""
        return at.astimezone(self.zone).date()

    def questions_of(self, service: int, organization: int | None) -> list[Question]:
        """What is asked with a service: the shared questions, and those of the organization if one is named."""
        return [row for row in self.questions.get(service, ()) if row.organization_id in (None, organization)]

    def is_offered(self, service: int, owner: int) -> bool:
        """Whether who would be responsible has not said that it does not do this."""
        offering = self.departments.offerings.get((owner, service))
        return offering is None or not offering.is_hidden

    def covers(self, lon: float, lat: float, at: dt.datetime) -> bool:
        """Whether the point lies under the umbrella: in some place, or there are no places yet."""
        return bool(self.ground.covering(lon, lat, self.day(at))) or not self.ground.has_boundaries

    def is_swapped(self, lon: float, lat: float, at: dt.datetime) -> bool:
        """Whether longitude and latitude seem to have changed places: so they lie nowhere here, and turned they do."""
        if not -90 <= lon <= 90 or self.covers(lon, lat, at):
            return False
        return self.covers(lat, lon, at)

    def assets_near(self, lon: float, lat: float) -> tuple[AssetHit, ...]:
        """The assets that may decide: none are looked for where no claim is on assets."""
        return self.ground.assets_near(lon, lat) if self.claims.some_are_on_assets else ()

    def _asked(self, service: str, lon: float, lat: float, answers: Answers, at: dt.datetime) -> Asked:
        row, day = self.service(service), self.day(at)
        return Asked(row, answers, day, self.ground.covering(lon, lat, day), self.assets_near(lon, lat))

    def _by_steward(self) -> tuple[int, tuple[Reason, ...]]:
        return self.steward, (Reason("steward", {"organization": self.organizations[self.steward].name}),)

    def _handler(self, owner: int, day: dt.date) -> tuple[int, tuple[Reason, ...]]:
        reasons: list[Reason] = []
        handler = owner
        while (following := self.organizations[handler].handler_on(day)) is not None:
            row = self.organizations[handler]
            params = {"organization": row.name, "handler": self.organizations[following].name}
            reasons.append(Reason("handled_by", params))
            handler = following
        return handler, tuple(reasons)

    def _because(self, found: Found, asked: Asked) -> tuple[Reason, ...]:
        claim, on, step = found
        said: dict[str, object] = {"organization": self.organizations[claim.organization].name}
        if claim.condition.breadth == Breadth.SERVICE:
            said["service"] = dict(asked.service.name)
        if isinstance(on, AssetHit):
            there = {"asset": on.name, "owner": on.owner, "distance_m": round(on.distance_m)}
            return Reason("asset", there | said), *self._answered(claim, asked)
        return *self._answered(claim, asked), Reason("place", {"place": on.name, "step": step, **said})

    def _answered(self, claim: Claim, asked: Asked) -> tuple[Reason, ...]:
        condition = claim.condition
        if not condition.question:
            return ()
        questions = self.questions.get(asked.service.id, ())
        question = next((row for row in questions if row.code == condition.question), None)
        names = {value["key"]: value["name"] for value in question.values} if question else {}
        said = {
            "question": dict(question.text) if question else condition.question,
            "answer": names.get(condition.answer, condition.answer),
        }
        return (Reason("answer", said),)
