"""Who is there: organizations and their departments for everybody, members for who works with them."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from ninja import Router, Schema

from fixward.domain.governments.models import Member, Organization, Role
from fixward.domain.governments.queries import members as members_of
from fixward.domain.programs.scopes import Scope
from fixward.domain.service_requests.queries import close_reasons
from fixward.domain.service_requests.reach import role_on
from fixward.doors.api.coming_in import KEY, OPEN, OR_NONE, visit
from fixward.doors.api.finding import organization_by
from fixward.doors.api.problems import not_found
from fixward.doors.api.shapes import Code

router = Router(tags=["Governments"], auth=OPEN)


class OrganizationOut(Schema):
    code: str
    name: str
    standing: str
    is_steward: bool
    handled_by: str | None
    stand_alone_from: dt.date | None
    email: str
    phone: str
    website: str
    time_zone: str
    language: str


class DepartmentOut(Schema):
    code: str
    name: str
    is_front_desk: bool


class WorkingOut(Schema):
    """A member, as those know them who work on the same desk."""

    id: int
    name: str
    role: str
    departments: list[str]


class ReasonOut(Schema):
    id: int
    name: str
    resolution: str


@router.get("/organizations", response=list[OrganizationOut], openapi_extra=OR_NONE)
def organizations(request: HttpRequest) -> list[OrganizationOut]:
    """All governments under the umbrella, and those reached from here."""
    return [_organization(row) for row in Organization.objects.select_related("handled_by")]


@router.get("/organizations/{code}", response=OrganizationOut, openapi_extra=OR_NONE)
def organization(request: HttpRequest, code: Code) -> OrganizationOut:
    return _organization(organization_by(code))


@router.get("/organizations/{code}/departments", response=list[DepartmentOut], openapi_extra=OR_NONE)
def departments(request: HttpRequest, code: Code) -> list[DepartmentOut]:
    found = organization_by(code).departments.all()
    return [DepartmentOut(code=row.code, name=row.name, is_front_desk=row.is_front_desk) for row in found]


@router.get("/organizations/{code}/members", response=list[WorkingOut], auth=KEY)
def members(request: HttpRequest, code: Code) -> list[WorkingOut]:
    """Who works there and can be assigned; for those who work on the same desk."""
    desk = _desk(visit(request).member(Scope.READ), code)
    return [
        WorkingOut(
            id=row.pk,
            name=str(row),
            role=Role(row.role).name.lower(),
            departments=[department.code for department in row.departments.all()],
        )
        for row in members_of(desk)
    ]


@router.get("/organizations/{code}/close-reasons", response=list[ReasonOut], auth=KEY)
def reasons(request: HttpRequest, code: Code) -> list[ReasonOut]:
    """An organization's own reasons to close, each with the resolution that it means."""
    desk = _desk(visit(request).member(Scope.READ), code)
    return [ReasonOut(id=row.pk, name=str(row.name), resolution=row.resolution) for row in close_reasons(desk.pk)]


def _desk(member: Member, code: str) -> Organization:
    """The organization on whose desk this member works; raises Problem."""
    found = organization_by(code)
    if not role_on(member, found):
        raise not_found()
    return found


def _organization(row: Organization) -> OrganizationOut:
    return OrganizationOut(
        code=row.code,
        name=row.name,
        standing=row.standing,
        is_steward=row.is_steward,
        handled_by=row.handled_by.code if row.handled_by else None,
        stand_alone_from=row.stand_alone_from,
        email=row.email,
        phone=row.phone,
        website=row.website,
        time_zone=row.time_zone,
        language=row.language,
    )
