"""A town that stands alone takes over, in one step, the open requests that another still holds for it."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fixward.domain.governments.models import Member, Organization
from fixward.domain.routing.setup import stands_alone
from fixward.domain.service_requests import custody, events, policy
from fixward.domain.service_requests.models import EventKind, How, ServiceRequest
from fixward.domain.service_requests.operations.common import Refused, save


@transaction.atomic
def adopt(organization: Organization, *, by: Member) -> int:
    """Gives how many there were. Their history stays, and all who follow them are told once, by the first of theirs."""
    if not policy.can_adopt(by, organization):
        raise Refused(_("Only a manager of the organization can take its requests over."))
    if not stands_alone(organization):
        raise Refused(_("It does not stand alone yet, so its requests stay where they are."))
    adoption = str(uuid.uuid4())
    # No joins, as in `locked`: each is looked at again after waiting for it.
    rows = list(adoptable(organization).order_by("pk").select_for_update())
    for service_request in rows:
        _adopt(service_request, organization, adoption, by)
    return len(rows)


def adoptable(organization: Organization) -> QuerySet[ServiceRequest]:
    """What is open and held by another for this organization; what the steward decides or has decided stays."""
    held_for = ServiceRequest.objects.filter(on_behalf_of=organization, unsettled_at=None, settled_at=None)
    return held_for.exclude(organization=organization).open()


def _adopt(service_request: ServiceRequest, organization: Organization, adoption: str, by: Member) -> None:
    left = service_request.organization_id
    event = events.written(EventKind.ADOPTED, service_request, by=by, left=left, to=organization.pk, adoption=adoption)
    route = custody.route_inside(organization.pk, service_request)
    custody.move(service_request, route, how=How.ADOPTED, event=event)
    # Whoever adopts does so for the organization that holds it now.
    event.organization_id = service_request.organization_id
    events.keep(event)
    save(service_request, *custody.HOLDER, at=event.at)
