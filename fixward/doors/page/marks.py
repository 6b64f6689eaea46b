"""What must be said of a request wherever it is shown."""

from __future__ import annotations

from django.utils.translation import gettext as _

from fixward.domain.service_requests.models import Resolution, ServiceRequest

# The colour of a state; its word is always written beside it, so that colour says nothing alone.
TONES = {
    "submitted": "new",
    "acknowledged": "active",
    "in_progress": "active",
    "open": "active",
    "reopened": "new",
    "unsettled": "warn",
    "overdue": "bad",
    "waiting": "warn",
    "transferred": "moved",
    "closed": "good",
    "duplicate": "quiet",
    "hidden": "quiet",
}


def made_up(service_request: ServiceRequest) -> str:
    """The word for a request of the demonstration, which nobody reported; empty for any other."""
    return _("Made up") if service_request.source == "demo" else ""


def tone(service_request: ServiceRequest) -> str:
    """The colour of its state: closed without being fixed is nothing to be glad of."""
    if service_request.is_open or service_request.resolution == Resolution.FIXED:
        return TONES[service_request.status]
    return "quiet"
