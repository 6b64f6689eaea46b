"""Service discovery: where the endpoints are, what they speak, and whom to ask for a key."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from fixward.domain.governments.models import Organization, Standing
from fixward.domain.routing import current
from fixward.doors.open311 import jurisdictions
from fixward.doors.open311.formats import CONTENT_TYPES
from fixward.doors.open311.method import Answer, method
from fixward.foundation.clock import rfc3339

_SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"


@method("GET")
def discovery(request: HttpRequest, organization: str | None = None) -> Answer:
    """The endpoint that was asked about first; then the umbrella's, which takes what concerns any government."""
    jurisdiction = jurisdictions.asked(request, organization)
    changeset = _changeset()
    contact = _contact(jurisdiction.organization or Organization.objects.filter(is_steward=True).first())
    endpoints = [_endpoint(one, changeset) for one in _endpoints(jurisdiction.organization)]
    return "discovery", {"changeset": changeset, "contact": contact, "key_service": contact, "endpoints": endpoints}


def _endpoints(organization: Organization | None) -> list[Organization | None]:
    """Two at least: common readers of XML take a list of one for the one itself."""
    if organization is not None:
        return [organization, None]
    return [None, *Organization.objects.filter(standing=Standing.PARTNER)]


def _endpoint(organization: Organization | None, changeset: str) -> dict[str, object]:
    return {
        "specification": _SPECIFICATION,
        "url": jurisdictions.endpoint(organization.code if organization else None),
        "changeset": changeset,
        "type": "production",
        "formats": [content_type.split(";")[0] for content_type in CONTENT_TYPES.values()],
    }


def _changeset() -> str:
    """When a service, a question or an offering last changed."""
    return rfc3339(current.changed_at())


def _contact(organization: Organization | None) -> str:
    if organization is None:
        return str(settings.BASE_URL)
    ways = filter(None, [organization.email, organization.phone, organization.website or settings.BASE_URL])
    return ", ".join([organization.name, *ways])
