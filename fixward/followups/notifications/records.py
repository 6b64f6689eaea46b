"""To whom mails about a request went: gone with the contact details of who reported it."""

from __future__ import annotations

from fixward.domain.governments.models import Organization
from fixward.domain.records.destroying import Destroyed, destroys
from fixward.domain.records.kinds import Kind
from fixward.domain.service_requests.models import ServiceRequest
from fixward.followups.notifications.models import Delivery


@destroys(Kind.CONTACTS, Kind.REQUESTS)
def _deliveries(service_request: ServiceRequest, organization: Organization) -> Destroyed:
    """To residents; a desk's address is no secret."""
    mails = Delivery.objects.filter(event__service_request=service_request, person__isnull=False)
    return Destroyed(mails.delete()[0])
