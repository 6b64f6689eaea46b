"""How urgent the desk that holds a request holds it to be."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from fixward.domain.governments.models import Member
from fixward.domain.service_requests import events, policy
from fixward.domain.service_requests.models import Audience, EventKind, Priority, ServiceRequest
from fixward.domain.service_requests.operations.common import Refused, locked, must, must_be_open, save


@transaction.atomic
def set_priority(
    service_request: ServiceRequest, *, priority: Priority, by: Member, seen: int | None = None
) -> ServiceRequest:
    """For the desks alone: it changes no target, and the public never sees it."""
    service_request = locked(service_request, seen=seen)
    must(policy.can_work(by, service_request), service_request)
    must_be_open(service_request)
    if priority == service_request.priority:
        raise Refused(_("It has this priority already."))
    before = service_request.priority
    event = events.record(
        EventKind.PRIORITY_SET,
        service_request,
        by=by,
        audience=Audience.INVOLVED,
        before=before,
        priority=int(priority),
    )
    service_request.priority = Priority(priority)
    return save(service_request, "priority", at=event.at)
