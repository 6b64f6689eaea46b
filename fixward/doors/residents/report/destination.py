"""Where a report will go and why, before it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import ngettext

from fixward.domain.catalog.answers import Answers, stops
from fixward.domain.catalog.models import Question, Service
from fixward.domain.governments.working_time import Target, Unit
from fixward.domain.routing import current, wording
from fixward.domain.routing.route import Route
from fixward.domain.routing.rows import OrganizationRow
from fixward.domain.service_requests.expectations import Expectation, usually
from fixward.domain.service_requests.where import Spot
from fixward.foundation.text import Translated


@dataclass(frozen=True)
class Destination:
    """Who would get the report, in words, and what they ask; `stops` say what to do instead of reporting."""

    service: Service
    organization: OrganizationRow
    department: str
    because: list[str]
    within: str
    notices: list[str]
    shared: list[Question]
    own: list[Question]
    stops: list[str]
    route: Route

    @property
    def is_private(self) -> bool:
        return self.route.is_private

    @property
    def identity_required(self) -> bool:
        return self.route.identity_required

    @cached_property
    def expected(self) -> str:
        """How long it usually takes, from what was fixed lately; asked of the database, so only where it is shown."""
        figures = usually(service=self.service.pk, organization=self.route.organization, place=self.route.place)
        return _usually(figures, self.organization) if figures else ""


def destination(service: Service, spot: Spot, answers: Answers) -> Destination:
    route = current.decide(service.code, lon=spot.lon, lat=spot.lat, answers=answers)
    table = current.current()
    questions = table.questions_of(service.pk, route.owner)
    return Destination(
        service=service,
        organization=table.organizations[route.organization],
        department=table.departments.names[route.department] if route.department else "",
        because=wording.sentences(route.reasons()),
        within=in_words(route.close_within),
        notices=[str(Translated(notice)) for notice in route.notices],
        shared=[question for question in questions if question.organization_id is None],
        own=[question for question in questions if question.organization_id is not None],
        stops=stops(questions, answers),
        route=route,
    )


def in_words(target: Target | None) -> str:
    """The target as a span of time, such as "3 working days"."""
    if target is None:
        return ""
    count = target.amount
    return {
        Unit.HOURS: ngettext("%(count)d hour", "%(count)d hours", count),
        Unit.DAYS: ngettext("%(count)d day", "%(count)d days", count),
        Unit.WORKING_DAYS: ngettext("%(count)d working day", "%(count)d working days", count),
    }[target.unit] % {"count": count}


def _usually(figures: Expectation, organization: OrganizationRow) -> str:
    sentence = {
        "place": ngettext("Usually fixed here within a day.", "Usually fixed here in %(count)d days.", figures.days),
        "organization": ngettext(
            "%(organization)s usually fixes this within a day.",
            "%(organization)s usually fixes this in %(count)d days.",
            figures.days,
        ),
        "umbrella": ngettext(
            "The governments around here usually fix this within a day.",
            "The governments around here usually fix this in %(count)d days.",
            figures.days,
        ),
    }[figures.scope]
    return sentence % {"count": figures.days, "organization": organization.name}
