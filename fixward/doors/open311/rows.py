"""A service request as the standard shows it: nothing of it reaches or names a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from fixward.domain.catalog.models import Service
from fixward.domain.conversations.closing import Closing
from fixward.domain.routing import current
from fixward.domain.routing.table import RoutingTable
from fixward.domain.service_requests.models import Resolution, ServiceRequest, Status
from fixward.foundation.clock import rfc3339
from fixward.foundation.text import Translated

# What a row is made of; all else of a request stays in the database.
FIELDS = (
    *("number", "status", "resolution", "duplicate_of", "service", "organization", "department", "description"),
    *("submitted_at", "updated_at", "closed_at", "expected_at", "address", "lat", "lon"),
)


@dataclass
class Names:
    """What ids and states are called, in the language in use: once for an answer, and without a query."""

    originals: Mapping[int, str]
    """The numbers of the public requests that others of the answer repeat, by their ids."""
    table: RoutingTable = field(default_factory=current.current)

    def __post_init__(self) -> None:
        self.services: dict[int, Service] = {service.pk: service for service in self.table.catalog.values()}
        self.statuses = {status.value: str(status.label) for status in Status}
        self.resolutions = {resolution.value: str(resolution.label) for resolution in Resolution}

    @classmethod
    def of(cls, service_requests: Iterable[ServiceRequest]) -> Names:
        """In one query where some repeat others, else in none."""
        named = {one.duplicate_of_id for one in service_requests if one.duplicate_of_id}
        public = ServiceRequest.objects.public().filter(pk__in=named).order_by()
        return cls(dict(public.values_list("pk", "number")) if named else {})

    def service(self, service_request: ServiceRequest) -> Service:
        """Read where it came since the table was made."""
        return self.services.get(service_request.service_id) or service_request.service

    def agency(self, service_request: ServiceRequest) -> str:
        """Who has it now, down to the department."""
        known = self.table.organizations.get(service_request.organization_id)
        organization = known.name if known else str(service_request.organization)
        if service_request.department_id is None:
            return organization
        department = self.table.departments.names.get(service_request.department_id) or service_request.department
        return f"{organization}, {department}"


def row(service_request: ServiceRequest, *, names: Names, closing: Closing | None) -> dict[str, Any]:
    """Give `shown_photos` with it, the public ones."""
    service = names.service(service_request)
    offering = names.table.departments.offerings.get((service_request.organization_id, service.pk))
    return {
        "service_request_id": service_request.number,
        "status": "open" if service_request.is_open else "closed",
        "status_notes": _notes(service_request, names, closing),
        "service_name": str(Translated((offering and offering.name) or service.name)),
        "service_code": service.code,
        "description": service_request.public_description,
        "agency_responsible": names.agency(service_request),
        "service_notice": str(Translated(offering.notice)) if offering else "",
        "requested_datetime": rfc3339(service_request.submitted_at),
        "updated_datetime": rfc3339(service_request.closed_at or service_request.updated_at),
        "expected_datetime": rfc3339(service_request.expected_at) if service_request.expected_at else None,
        "address": service_request.public_address,
        "address_id": None,
        "zipcode": None,
        "lat": service_request.lat,
        "long": service_request.lon,
        "media_url": _media(service_request),
    }


def _notes(service_request: ServiceRequest, names: Names, closing: Closing | None) -> str:
    if service_request.is_open:
        return names.statuses[service_request.status]
    original = names.originals.get(service_request.duplicate_of_id or 0)
    if original is not None:
        return _("Duplicate of %(number)s") % {"number": original}
    words = closing.public_text if closing else ""
    return ". ".join(filter(None, [names.resolutions[service_request.resolution], words]))


def _media(service_request: ServiceRequest) -> str | None:
    photos = getattr(service_request, "shown_photos", [])
    return settings.BASE_URL + reverse("residents:photo", args=[photos[0].pk]) if photos else None
