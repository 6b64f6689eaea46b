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
from fixward.domain.service_requests.models import Resolution, ServiceRequest

Offerings = Mapping[tuple[int, int], Offering]  # by the ids of organization and service


def row(request: ServiceRequest, *, offerings: Offerings, closing: Closing | None) -> dict[str, Any]:
    """Give `shown_photos` with it, the public ones."""
    offering = offerings.get((request.organization_id, request.service_id))
    return {
        "service_request_id": request.number,
        "status": "open" if request.is_open else "closed",
        "status_notes": _notes(request, closing),
        "service_name": str((offering and offering.name) or request.service.name),
        "service_code": request.service.code,
        "description": request.public_description,
        "agency_responsible": agency(request),
        "service_notice": str(offering.notice) if offering else "",
        "requested_datetime": moment(request.submitted_at),
        "updated_datetime": moment(request.closed_at or request.updated_at),
        "expected_datetime": moment(request.expected_at),
        "address": request.public_address,
        "address_id": None,
        "zipcode": None,
        "lat": request.lat,
        "long": request.lon,
        "media_url": _media(request),
    }


def agency(request: ServiceRequest) -> str:
    """Who has it now, down to the department."""
    return ", ".join(filter(None, [request.organization.name, request.department.name if request.department else ""]))


def moment(at: dt.datetime | None) -> str | None:
    return at.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z") if at else None


def _notes(request: ServiceRequest, closing: Closing | None) -> str:
    if request.is_open:
        return str(request.get_status_display())
    if request.resolution == Resolution.DUPLICATE and request.duplicate_of and request.duplicate_of.is_public:
        return _("Duplicate of %(number)s") % {"number": request.duplicate_of.number}
    words = closing.text if closing else ""
    return ". ".join(filter(None, [str(request.get_resolution_display()), words]))


def _media(request: ServiceRequest) -> str | None:
    photos = getattr(request, "shown_photos", [])
    return settings.BASE_URL + reverse("residents:photo", args=[photos[0].pk]) if photos else None
