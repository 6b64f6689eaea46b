"""A service request as the standard shows it: nothing of it reaches or names a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from fixward.domain.catalog.models import Offering
from fixward.domain.conversations.closing import Closing
from fixward.domain.service_requests.models import ServiceRequest

Offerings = Mapping[tuple[int, int], Offering]  # by the ids of organization and service


def row(service_request: ServiceRequest, *, offerings: Offerings, closing: Closing | None) -> dict[str, Any]:
    """Give `shown_photos` with it, the public ones."""
    offering = offerings.get((service_request.organization_id, service_request.service_id))
    return {
        "service_request_id": service_request.number,
        "status": "open" if service_request.is_open else "closed",
        "status_notes": _notes(service_request, closing),
        "service_name": str((offering and offering.name) or service_request.service.name),
        "service_code": service_request.service.code,
        "description": service_request.public_description,
        "agency_responsible": agency(service_request),
        "service_notice": str(offering.notice) if offering else "",
        "requested_datetime": moment(service_request.submitted_at),
        "updated_datetime": moment(service_request.closed_at or service_request.updated_at),
        "expected_datetime": moment(service_request.expected_at) if service_request.expected_at else None,
        "address": service_request.public_address,
        "address_id": None,
        "zipcode": None,
        "lat": service_request.lat,
        "long": service_request.lon,
        "media_url": _media(service_request),
    }


def agency(service_request: ServiceRequest) -> str:
    """Who has it now, down to the department."""
    department = service_request.department
    return f"{service_request.organization}, {department}" if department else str(service_request.organization)


def moment(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _notes(service_request: ServiceRequest, closing: Closing | None) -> str:
    if service_request.is_open:
        return str(service_request.get_status_display())
    original = service_request.duplicate_of
    if original is not None and original.is_public:
        return _("Duplicate of %(number)s") % {"number": original.number}
    words = closing.text if closing else ""
    return ". ".join(filter(None, [str(service_request.get_resolution_display()), words]))


def _media(service_request: ServiceRequest) -> str | None:
    photos = getattr(service_request, "shown_photos", [])
    return settings.BASE_URL + reverse("residents:photo", args=[photos[0].pk]) if photos else None
