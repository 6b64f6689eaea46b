"""What was told of a request to an organization's own program: gone with everything written of the request."""

from __future__ import annotations

from fixward.domain.governments.models import Organization
from fixward.domain.records.destroying import Destroyed, destroys
from fixward.domain.records.kinds import Kind
from fixward.domain.service_requests.models import ServiceRequest
from fixward.followups.exchange.webhooks.models import Delivery


@destroys(Kind.REQUESTS)
def _deliveries(service_request: ServiceRequest, organization: Organization) -> Destroyed:
    """What waits goes too: its words are not to leave any more."""
    return Destroyed(Delivery.objects.filter(event__service_request=service_request).delete()[0])
