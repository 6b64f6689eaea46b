"""What must be said of a request wherever it is shown."""

from __future__ import annotations

from django.utils.translation import gettext as _

from fixward.domain.service_requests.models import ServiceRequest


def made_up(service_request: ServiceRequest) -> str:
    """The word for a request of the demonstration, which nobody reported; empty for any other."""
    return _("Made up") if service_request.source == "demo" else ""
