"""What is kept of words from organizations off the platform: gone with the messages of the request."""

from __future__ import annotations

from fixward.domain.governments.models import Organization
from fixward.domain.records.destroying import Destroyed, destroys
from fixward.domain.records.kinds import Kind
from fixward.domain.service_requests.models import ServiceRequest
from fixward.followups.exchange.connectors.models import Received, Seen


@destroys(Kind.MESSAGES, Kind.REQUESTS)
def _words(service_request: ServiceRequest, organization: Organization) -> Destroyed:
    """The words alone: that something came in, and was taken once, stays."""
    Seen.objects.filter(service_request=service_request).update(notes="")
    return Destroyed(Received.objects.filter(service_request=service_request).exclude(text="").update(text=""))
