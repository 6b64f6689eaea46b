"""Sending a report in: routed at the umbrella's endpoint, and at a government's only what is its own."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from fixward.domain.catalog.answers import unchecked
from fixward.domain.catalog.models import Service
from fixward.domain.programs.queries import Caller
from fixward.domain.programs.scopes import Scope
from fixward.domain.routing import current
from fixward.domain.service_requests import operations, queries, where
from fixward.domain.service_requests.models import ServiceRequest
from fixward.domain.service_requests.operations import Report, ReportRefused
from fixward.doors.open311 import given as read
from fixward.doors.open311 import replays
from fixward.doors.open311.callers import caller, must_not_be_many
from fixward.doors.open311.errors import Wrong, bad, not_found
from fixward.doors.open311.jurisdictions import Jurisdiction, endpoint
from fixward.doors.open311.method import Stored
from fixward.foundation.text import Translated

SOURCE = "open311"
_NAMES = uuid.UUID("6d9ad9b0-6a37-4d0c-9f0e-2d5f8f0a3c11")
_LONGEST_KEY = 255


def posted(request: HttpRequest, jurisdiction: Jurisdiction, code: str | None) -> Stored:
    """Raises Wrong; nothing is stored then."""
    sender = caller(request, jurisdiction, Scope.REPORT)
    contact = read.contact(request.POST)
    must_not_be_many(request, sender, "reports", contact=contact.email)
    service = _service(read.text(request.POST, "service_code"), jurisdiction)
    (lon, lat), address = read.point(request.POST)
    typed, files = read.answers(request.POST), read.files(request)
    content = replays.digest(request, files)
    key, other = _keys(request, sender, jurisdiction, content)
    if other and queries.was_sent_with(other) and (known := queries.sent_with(other)):
        return _stored(request, known, code)
    _must_be_taken_here(service, lon, lat, typed, jurisdiction)
    report = Report(
        service=service,
        lon=lon,
        lat=lat,
        description=request.POST.get("description", ""),
        address=address,
        answers=typed,
        contact=contact,
        beside=replace(read.beside(request.POST), content="" if other else content),
        pictures=read.read(files),
        key=key,
        source=SOURCE,
    )
    try:
        made = operations.submit(report, by=sender.by)
    except ReportRefused as refused:
        raise bad(*read.sentences(refused.sentences, typed)) from refused
    _must_be_the_same(made, report.beside.content)
    return _stored(request, made, code)


def _service(code: str, jurisdiction: Jurisdiction) -> Service:
    """One that is listed: of any other a client could never show what it sent. Raises Wrong."""
    if not code:
        raise bad(_("service_code required: see GET services for what can be reported."))
    service = current.current().catalog.get(code)
    if service is None or not service.is_active or service.is_private:
        raise not_found(_("There is no service_code “%(code)s” here.") % {"code": code[:60]})
    return service


def _must_be_taken_here(
    service: Service, lon: float, lat: float, typed: Mapping[str, list[str]], jurisdiction: Jurisdiction
) -> None:
    """Raises Wrong. A point that lies nowhere is left to `submit`, which says it with all else."""
    try:
        where.spot(lon, lat)
    except where.NotHere:
        return
    route = current.decide(service.code, lon=lon, lat=lat, answers=unchecked(typed))
    table = current.current()
    names = {"service": service, "organization": table.organizations[route.owner].name}
    here = jurisdiction.organization
    if here is not None and here.pk not in (route.owner, route.organization):
        code = table.organizations[route.owner].code
        places = endpoint(None)
        if not table.organizations[route.owner].is_external:
            places = _("%(one)s or %(other)s") % {"one": endpoint(code), "other": places}
        raise bad(
            _("lat, long: “%(service)s” there is for %(organization)s. Send it to %(endpoint)s.")
            % (names | {"endpoint": places})
        )


def _keys(
    request: HttpRequest, sender: Caller, jurisdiction: Jurisdiction, content: str
) -> tuple[uuid.UUID, uuid.UUID | None]:
    """What a second sending of the same is known by, and another that it may have come with a moment ago."""
    if named := request.headers.get("Idempotency-Key", "").strip():
        return uuid.uuid5(_NAMES, f"{sender.program.pk} named {named[:_LONGEST_KEY]}"), None
    now, before = (
        uuid.uuid5(_NAMES, f"{sender.program.pk} {jurisdiction.id} {content} {minute}") for minute in replays.minutes()
    )
    return now, before


def _must_be_the_same(made: ServiceRequest, content: str) -> None:
    """An Idempotency-Key that comes with another report must not swallow that. Raises Wrong."""
    if content and not queries.came_with(made, content):
        raise Wrong(409, [_("This Idempotency-Key came with another report before. Use a new one for each.")])


def _stored(request: HttpRequest, made: ServiceRequest, code: str | None) -> Stored:
    suffix = "json" if request.path.endswith(".json") else "xml"
    named = {"number": made.number, "suffix": suffix}
    location = (
        reverse("open311:request_of", kwargs=named | {"organization": code})
        if code
        else reverse("open311:request", kwargs=named)
    )
    reply: dict[str, Any] = {
        "service_request_id": made.number,
        "service_notice": _notice(made),
        "account_id": read.text(request.POST, "account_id") or None,
        "agency_responsible": _agency(made),
    }
    return Stored("service_requests", [reply], settings.BASE_URL + location)


def _agency(made: ServiceRequest) -> str:
    """From the table in memory, which has just decided it."""
    table = current.current()
    organization = table.organizations[made.organization_id].name
    department = table.departments.names.get(made.department_id or 0, "")
    return f"{organization}, {department}" if department else organization


def _notice(made: ServiceRequest) -> str:
    """Where it went, and what that government wants everybody to know who reports this."""
    offering = current.current().departments.offerings.get((made.organization_id, made.service_id))
    notice = str(Translated(offering.notice)) if offering else ""
    return " ".join(filter(None, (_("It went to %(agency)s.") % {"agency": _agency(made)}, notice)))
