"""What is a person's own: their requests, what they follow, the ground they keep an eye on; and whose a key is."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Path, Query, Router, Schema, Status
from pydantic import Field

from fixward.domain.catalog.models import Service
from fixward.domain.governments.models import Role
from fixward.domain.people import operations as people
from fixward.domain.people.models import Person, Topic
from fixward.domain.places.models import Place
from fixward.domain.programs.scopes import Scope, all_of
from fixward.domain.service_requests.models import ServiceRequest
from fixward.domain.watching import operations as watching
from fixward.domain.watching.models import WatchArea
from fixward.domain.watching.queries import areas_of, matches
from fixward.doors.api.coming_in import KEY, visit
from fixward.doors.api.finding import service_by
from fixward.doors.api.problems import not_found, wrong
from fixward.doors.api.reads.requests import Paged, answer
from fixward.doors.api.shapes import Code, Given, InPath, Lat, Line, Lon, Named, RequestPage
from fixward.foundation.text import clean

router = Router(tags=["Mine"], auth=KEY)


class KeyOut(Schema):
    """Whose the key is, and what it opens."""

    program: str
    organization: Named | None
    role: str | None
    scopes: list[str]
    per_minute: int


class AreaBody(Given):
    """A place (its code), else an outline, else a circle. Days, places and services stand in fields of their own."""

    name: str = Field("", max_length=1000)
    place: Line | None = None
    outline: list[tuple[Lon, Lat]] = Field([], max_length=1000, description="Corners, not closed.")
    lon: Lon | None = None
    lat: Lat | None = None
    radius_m: int | None = Field(None, ge=0, lt=2**31, strict=True)
    services: list[Code] = Field([], max_length=200)


class AreaOut(Schema):
    id: int
    name: str
    place: Named | None
    outline: list[list[float]] | None
    lon: float | None
    lat: float | None
    radius_m: int | None
    services: list[str]


class Preferences(Given):
    """The language of mails, and what to hear of; a topic that is not named is not heard of."""

    language: str = Field(max_length=8)
    hears: list[Literal["replies", "progress", "hands", "comments"]] = Field(max_length=10)


class MadeOut(Schema):
    id: int


@router.get("/me", response=KeyOut)
def me(request: HttpRequest) -> KeyOut:
    """Whose the key is, and what it opens."""
    caller = visit(request).caller
    assert caller is not None, "Without a key nobody comes here."
    program = caller.program
    organization = caller.organization
    return KeyOut(
        program=program.name,
        organization=Named(code=organization.code, name=organization.name) if organization else None,
        role=Role(program.member.role).name.lower() if program.member else None,
        scopes=sorted(scope.value for scope in all_of(program.scopes)),
        per_minute=program.per_minute,
    )


@router.get("/me/preferences", response=Preferences)
def preferences(request: HttpRequest) -> Preferences:
    return _preferences(_person(request))


@router.put("/me/preferences", response=Preferences)
def set_preferences(request: HttpRequest, body: Preferences) -> Preferences:
    person = visit(request).person(Scope.REPORT)
    try:
        return _preferences(people.set_preferences(person, language=body.language, hears=body.hears, by=person))
    except people.Refused as refusal:
        raise wrong(language=str(refusal)) from refusal


@router.get("/me/requests", response=RequestPage)
def my_requests(request: HttpRequest, response: HttpResponse, asked: Query[Paged]) -> RequestPage:
    """What they reported, the newest first."""
    person = _person(request)
    return answer(request, response, ServiceRequest.objects.filter(reporter__person=person), asked, person)


@router.get("/me/follows", response=RequestPage)
def my_follows(request: HttpRequest, response: HttpResponse, asked: Query[Paged]) -> RequestPage:
    """What they follow and may see."""
    person = _person(request)
    found = ServiceRequest.objects.visible_to(person).filter(follows__person=person)
    return answer(request, response, found, asked, person)


@router.get("/me/watch-areas", response=list[AreaOut])
def watch_areas(request: HttpRequest) -> list[AreaOut]:
    return [_area(area) for area in areas_of(_person(request))]


@router.post("/me/watch-areas", response={201: MadeOut})
def watch(request: HttpRequest, response: HttpResponse, body: AreaBody) -> Any:
    """Keep an eye on some ground."""
    area = watching.add(_wish(body), by=visit(request).person(Scope.REPORT))
    response["Location"] = request.build_absolute_uri(f"{request.path}/{area.pk}")
    return Status(201, MadeOut(id=area.pk))


@router.get("/me/watch-areas/{area}", response=AreaOut)
def watch_area(request: HttpRequest, area: Path[InPath]) -> AreaOut:
    return _area(_own(area, _person(request)))


@router.put("/me/watch-areas/{area}", response=AreaOut)
def change_watch_area(request: HttpRequest, area: Path[InPath], body: AreaBody) -> AreaOut:
    person = visit(request).person(Scope.REPORT)
    watching.change(_own(area, person), _wish(body), by=person)
    return _area(_own(area, person))


@router.delete("/me/watch-areas/{area}", response={204: None})
def forget_watch_area(request: HttpRequest, area: Path[InPath]) -> Any:
    person = visit(request).person(Scope.REPORT)
    watching.remove(_own(area, person), by=person)
    return Status(204, None)


@router.get("/me/watch-areas/{area}/requests", response=RequestPage)
def watched_requests(
    request: HttpRequest, response: HttpResponse, area: Path[InPath], asked: Query[Paged]
) -> RequestPage:
    """What everybody may see there, the newest first."""
    person = _person(request)
    return answer(request, response, matches(_own(area, person)), asked, None)


def _preferences(person: Person) -> Preferences:
    hears: Any = [topic.value for topic in Topic if person.wants(topic)]
    return Preferences(language=person.language, hears=hears)


def _person(request: HttpRequest) -> Person:
    return visit(request).person(Scope.READ)


def _own(pk: int, person: Person) -> WatchArea:
    """Raises Problem."""
    found = areas_of(person).filter(pk=pk).first()
    if found is None:
        raise not_found()
    return found


def _wish(body: AreaBody) -> watching.Wish:
    return watching.Wish(
        name=body.name,
        place=_place(body.place) if body.place else None,
        outline=body.outline,
        lon=body.lon,
        lat=body.lat,
        radius_m=body.radius_m,
        services=_services(body.services),
    )


def _place(code: str) -> Place:
    found = Place.objects.filter(code=clean(code)).first()
    if found is None:
        raise wrong(place=_("There is no such place here."))
    return found


def _services(codes: list[str]) -> list[Service]:
    return [service_by(code) for code in codes]


def _area(area: WatchArea) -> AreaOut:
    return AreaOut(
        id=area.pk,
        name=area.name,
        place=Named(code=area.place.code, name=area.place.name) if area.place else None,
        outline=area.outline,
        lon=area.lon,
        lat=area.lat,
        radius_m=area.radius_m,
        services=[service.code for service in area.services.all()],
    )
