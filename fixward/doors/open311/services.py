"""What can be asked for, and what is asked with it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from fixward.domain.catalog.models import Datatype, Question, Service
from fixward.domain.catalog.queries import listed_services, questions_for
from fixward.domain.governments.models import Organization
from fixward.domain.routing import current
from fixward.doors.open311 import ground, jurisdictions
from fixward.doors.open311.errors import not_found
from fixward.doors.open311.method import Answer, method
from fixward.foundation import clock
from fixward.foundation.text import Translated

_LISTS = (Datatype.SINGLE, Datatype.MULTIPLE)


@method("GET")
def services(request: HttpRequest, organization: str | None = None) -> Answer:
    """What anybody may ask for. What only governments and the reporter see is left out: no client could show it."""
    jurisdiction = jurisdictions.asked(request, organization)
    found = listed_services(jurisdiction.organization)
    if request.GET.get("lat", "").strip() or request.GET.get("long", "").strip():
        return "services", _offered_at(ground.point(request.GET), found, jurisdiction.organization)
    return "services", [_row(service) for service in found]


@method("GET")
def definition(request: HttpRequest, code: str, organization: str | None = None) -> Answer:
    jurisdiction = jurisdictions.asked(request, organization)
    service = find(code, jurisdiction.organization)
    questions = questions_for(service, jurisdiction.organization)
    attributes = [_attribute(question, order) for order, question in enumerate(questions, start=1)]
    return "service_definition", {"service_code": service.code, "attributes": attributes}


def find(code: str, organization: Organization | None) -> Service:
    """The service with this code. Raises Wrong where it is not listed."""
    service = listed_services(organization).filter(code=code).first()
    if service is None:
        raise not_found(_("There is no service_code “%(code)s” here.") % {"code": code[:60]})
    return service


def _offered_at(
    point: tuple[float, float], found: Iterable[Service], organization: Organization | None
) -> list[dict[str, Any]]:
    """Those that somebody does at this point, each with who would get it; none outside the umbrella."""
    table, (lon, lat), now = current.current(), point, clock.now()
    if not table.covers(lon, lat, now):
        return []
    owned = [
        (one, table.decide(one.code, lon=lon, lat=lat, answers={}, at=now))
        for one in found
        if one.code in table.services
    ]
    return [
        _row(service) | {"organization": table.organizations[route.owner].name}
        for service, route in owned
        if table.is_offered(service.pk, route.owner)
        and (organization is None or organization.pk in (route.owner, route.organization))
    ]


def _row(service: Service) -> dict[str, Any]:
    return {
        "service_code": service.code,
        "service_name": str(getattr(service, "own_name", None) or service.name),
        "description": str(service.description),
        "metadata": getattr(service, "is_asked_about", False),
        "type": "realtime",
        "keywords": ",".join(word.strip() for word in str(service.keywords).split(",") if word.strip()),
        "group": str(service.group),
    }


def _attribute(question: Question, order: int) -> dict[str, Any]:
    attribute: dict[str, Any] = {
        "variable": not question.is_notice,
        "code": question.code,
        "datatype": question.datatype,
        "required": question.is_required,
        "datatype_description": str(question.help),
        "order": order,
        "description": str(question.text),
    }
    if question.datatype in _LISTS and not question.is_notice:
        attribute["values"] = [
            {"key": value["key"], "name": str(Translated(value["name"]))} for value in question.values
        ]
    return attribute
