"""Where a point goes, and why."""

from __future__ import annotations

import json

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from fixward.domain.catalog.answers import Answer, stops
from fixward.domain.governments.models import Department
from fixward.domain.places.models import Place
from fixward.domain.routing import current, wording
from fixward.domain.routing.rows import OrganizationRow
from fixward.domain.service_requests.where import NotHere, spot
from fixward.doors.api.coming_in import OPEN, OR_NONE
from fixward.doors.api.problems import wrong
from fixward.doors.api.reads.catalog import QuestionOut, question_out, target
from fixward.doors.api.shapes import Code, Given, Latitude, Longitude, Named, Target
from fixward.foundation.text import Translated, clean

router = Router(tags=["Routing"], auth=OPEN)
_MOST_ANSWERS = 50


class RouteAsked(Given):
    lon: Longitude
    lat: Latitude
    service: Code = Field(description="The code of the service.")
    answers: str = Field("", max_length=4000, description='Answers so far, as JSON: {"pole": "city"}.')


class RouteOut(Schema):
    organization: Named
    department: Named | None
    on_behalf_of: Named | None
    place: Named | None
    because: list[str]
    notices: list[str]
    stops: list[str] = Field(description="What to do instead of reporting, where an answer says so.")
    acknowledge_within: Target | None
    close_within: Target | None
    is_private: bool
    identity_required: bool
    questions: list[QuestionOut]


@router.get("/route", response=RouteOut, openapi_extra=OR_NONE)
def route(request: HttpRequest, asked: Query[RouteAsked]) -> RouteOut:
    """Who would get a report at this point, why, and what they ask."""
    given, table = _answers(asked.answers), current.current()
    code = clean(asked.service)
    if code not in table.services:
        raise wrong(service=_("There is no such service here."))
    try:
        here = spot(asked.lon, asked.lat)
    except NotHere as error:
        raise wrong(where=str(error)) from error
    found = current.decide(code, lon=here.lon, lat=here.lat, answers=given)
    questions = table.questions_of(table.services[code].id, found.owner)
    return RouteOut(
        organization=_organization(table.organizations[found.organization]),
        department=_of(Department.objects.filter(pk=found.department).first()) if found.department else None,
        on_behalf_of=_organization(table.organizations[found.on_behalf_of]) if found.on_behalf_of else None,
        place=_of(Place.objects.filter(pk=found.place).first()) if found.place else None,
        because=wording.sentences(found.reasons()),
        notices=[str(Translated(notice)) for notice in found.notices],
        stops=stops(questions, given),
        acknowledge_within=target(found.acknowledge_within),
        close_within=target(found.close_within),
        is_private=found.is_private,
        identity_required=found.identity_required,
        questions=[question_out(question) for question in questions],
    )


def _answers(text: str) -> dict[str, Answer]:
    """Codes of questions, each with a text or a list of keys; raises Problem."""
    if not text:
        return {}
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict) or len(given) > _MOST_ANSWERS or not all(map(_is_answer, given.values())):
        raise wrong(answers=_('Write the answers as JSON, like {"pole": "city"}.'))
    return given


def _is_answer(value: object) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(one, str) for one in value))


def _organization(row: OrganizationRow) -> Named:
    return Named(code=row.code, name=row.name)


def _of(row: Department | Place | None) -> Named | None:
    return Named(code=row.code, name=row.name) if row else None
