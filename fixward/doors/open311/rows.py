"""A service request as the standard shows it: nothing of it reaches or names a person."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from fixward.domain.catalog.models import Service
from fixward.domain.conversations.listing import Listed
from fixward.domain.governments.models import Department, Organization
from fixward.domain.routing import current
from fixward.domain.service_requests.models import Resolution, Status
from fixward.foundation.text import Translated


class _Called(NamedTuple):
    service: str
    code: str
    agency: str
    notice: str


class Names:
    """What ids and states are called, in the language in use: once for an answer, and without a query."""

    def __init__(self) -> None:
        self.table = current.current()
        self.services: dict[int, Service] = {service.pk: service for service in self.table.catalog.values()}
        self.called = cache(self._called)
        self.state = cache(self._state)

    def _called(self, service: int, organization: int, department: int | None) -> _Called:
        """What came since the table was made is read."""
        known = self.services.get(service) or Service.objects.get(pk=service)
        offering = self.table.departments.offerings.get((organization, service))
        return _Called(
            str(Translated((offering and offering.name) or known.name)),
            known.code,
            self._agency(organization, department),
            str(Translated(offering.notice)) if offering else "",
        )

    def _agency(self, organization: int, department: int | None) -> str:
        """Who has it now, down to the department."""
        known = self.table.organizations.get(organization)
        name = known.name if known else str(Organization.objects.get(pk=organization))
        if department is None:
            return name
        return f"{name}, {self.table.departments.names.get(department) or Department.objects.get(pk=department)}"

    def _state(self, status: str, resolution: str) -> str:
        return str((Resolution(resolution) if resolution else Status(status)).label)


def row(one: Listed, names: Names) -> dict[str, Any]:
    called = names.called(one.service, one.organization, one.department)
    return {
        "service_request_id": one.number,
        "status": "open" if one.is_open else "closed",
        "status_notes": _notes(one, names),
        "service_name": called.service,
        "service_code": called.code,
        "description": one.description,
        "agency_responsible": called.agency,
        "service_notice": called.notice,
        "requested_datetime": one.submitted_at,
        "updated_datetime": one.changed_at,
        "expected_datetime": one.expected_at,
        "address": one.address,
        "address_id": None,
        "zipcode": None,
        "lat": one.lat,
        "long": one.lon,
        "media_url": photo_address(one.photos[0]) if one.photos else None,
    }


def photo_address(photo: int) -> str:
    """Where everybody can read the photo of this id."""
    return str(settings.BASE_URL + reverse("residents:photo", args=[photo]))


def _notes(one: Listed, names: Names) -> str:
    if one.original is not None:
        return _("Duplicate of %(number)s") % {"number": one.original}
    state = names.state(one.status, one.resolution)
    return f"{state}. {one.closing}" if one.closing else state
