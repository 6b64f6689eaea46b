"""Canned replies: which fit a request, and their words with everything filled in."""

from __future__ import annotations

import re

from django.db.models import Q, QuerySet
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fixward.domain.conversations.models import CannedReply
from fixward.domain.governments.models import Organization
from fixward.domain.service_requests.models import ServiceRequest, Status

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
PLACEHOLDERS: dict[str, str | Promise] = {
    "number": gettext_lazy("the number of the request"),
    "service": gettext_lazy("what was reported"),
    "address": gettext_lazy("where it is"),
    "organization": gettext_lazy("who has it"),
    "department": gettext_lazy("the department that has it"),
    "expected": gettext_lazy("the day by which it is expected"),
    "reported": gettext_lazy("the day on which it was reported"),
}


def of_organization(organization: Organization) -> QuerySet[CannedReply]:
    """All that can be used."""
    return CannedReply.objects.filter(organization=organization, retired_at=None).select_related("service__group")


def fitting(service_request: ServiceRequest, *, closing: bool) -> list[CannedReply]:
    """Those of its holder for its service and state: to answer it, or to close it."""
    states = ["", Status.CLOSED] if closing else ["", service_request.status]
    fits = Q(service=None) | Q(service=service_request.service_id)
    return list(of_organization(service_request.organization).filter(fits, status__in=states))


def filled(canned: CannedReply, service_request: ServiceRequest, *, language: str) -> str:
    """Its words in a language, as they can be sent; what is not known of the request is left out."""
    with translation.override(language), timezone.override(service_request.organization.zone):
        values = {
            "number": service_request.number,
            "service": str(service_request.service),
            "address": service_request.public_address or str(service_request.place or ""),
            "organization": str(service_request.organization),
            "department": str(service_request.department or service_request.organization),
            "expected": _day(service_request.expected_at),
            "reported": _day(service_request.submitted_at),
        }
        text = canned.text.in_language(language)
        return _PLACEHOLDER.sub(lambda match: values.get(match.group(1).strip(), match.group(0)), text)


def unknown_in(text: str) -> list[str]:
    """The placeholders of a text that nobody could fill."""
    return [name for name in _PLACEHOLDER.findall(text) if name.strip() not in PLACEHOLDERS]


def _day(moment: object) -> str:
    if moment is None:
        return _("a day that we will tell you")
    return date_format(timezone.localtime(moment), "DATE_FORMAT")  # type: ignore[arg-type]
