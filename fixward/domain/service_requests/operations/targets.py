"""The holder's own target, set by hand where the usual one does not fit."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from fixward.domain.governments.models import Member
from fixward.domain.service_requests import custody, events, policy
from fixward.domain.service_requests.models import Audience, EventKind, ServiceRequest
from fixward.domain.service_requests.operations.common import Refused, locked, must, must_be_open, save, wanted
from fixward.foundation import clock

_LAST_MINUTE = dt.time(23, 59)


@transaction.atomic
def set_target(
    service_request: ServiceRequest, *, day: dt.date, reason: str, by: Member, seen: int | None = None
) -> ServiceRequest:
    """Make it due at the end of a day in the holder's zone. What the reporter was told to expect stays as it was."""
    service_request = locked(service_request, seen=seen)
    must(policy.can_work(by, service_request), service_request)
    must_be_open(service_request)
    reason = wanted(reason, _("Say why: it will stand in the log."))
    due = dt.datetime.combine(day, _LAST_MINUTE, service_request.organization.zone).astimezone(dt.UTC)
    if due <= clock.now():
        raise Refused(_("Choose a day that is not over."))
    holding = service_request.custodies.get(ended_at=None)
    before = holding.due_at.isoformat() if holding.due_at else None
    event = events.record(
        EventKind.DUE_SET,
        service_request,
        by=by,
        audience=Audience.INVOLVED,
        before=before,
        due=due.isoformat(),
        reason=reason,
    )
    holding.due_at = due
    holding.save(update_fields=["due_at"])
    custody.set_due(service_request, holding)
    return save(service_request, "due_at", at=event.at)
