"""Corrections: what it is, where it is, whether it may be seen."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from fixward.domain.catalog.models import Service
from fixward.domain.governments.models import Member
from fixward.domain.routing import current
from fixward.domain.service_requests import custody, events, policy, where
from fixward.domain.service_requests.models import Audience, EventKind, How, ServiceRequest
from fixward.domain.service_requests.operations.common import (
    Refused,
    locked,
    must,
    must_be_open,
    save,
    wanted,
)
from fixward.foundation import clock
from fixward.foundation.text import clean


@transaction.atomic
def change_service(
    service_request: ServiceRequest, *, service: Service, by: Member, seen: int | None = None
) -> ServiceRequest:
    """Say what it really is. The holder stays; the department and the target become those of the service."""
    service_request = locked(service_request, seen=seen)
    must(policy.can_work(by, service_request), service_request)
    must_be_open(service_request)
    left = service_request.service
    if service == left:
        raise Refused(_("It is “%(service)s” already.") % {"service": service})
    if not service.is_active:
        raise Refused(_("“%(service)s” is not offered any more.") % {"service": service})
    event = events.record(EventKind.SERVICE_CHANGED, service_request, by=by, left=left.code, service=service.code)
    service_request.service = service
    route = custody.route_inside(service_request.on_behalf_of_id or service_request.organization_id, service_request)
    custody.move(service_request, route, how=How.REROUTED)
    service_request.is_private = service_request.is_private or route.is_private
    service_request.expected_at = custody.due_at(route.organization, route.close_within, service_request.submitted_at)
    return save(service_request, "service", "is_private", "expected_at", *custody.HOLDER, at=event.at)


@transaction.atomic
def move_pin(
    service_request: ServiceRequest, *, lon: float, lat: float, address: str = "", by: Member, seen: int | None = None
) -> ServiceRequest:
    """Put the pin where the problem is (WGS84 degrees). The holder stays: it transfers, if it is not its own there."""
    service_request = locked(service_request, seen=seen)
    must(policy.can_work(by, service_request), service_request)
    must_be_open(service_request)
    try:
        spot = where.spot(lon, lat)
    except where.NotHere as error:
        raise Refused(str(error)) from error
    event = events.record(
        EventKind.PIN_MOVED, service_request, by=by, left=[service_request.lon, service_request.lat], to=[lon, lat]
    )
    service_request.lon, service_request.lat, service_request.cell = spot.lon, spot.lat, spot.cell
    service_request.place_id = current.decide(
        service_request.service.code, lon=lon, lat=lat, answers=service_request.answers
    ).place
    service_request.address = clean(address)[:300]
    return save(service_request, "lon", "lat", "cell", "place", "address", at=event.at)


@transaction.atomic
def hide(service_request: ServiceRequest, *, reason: str, by: Member) -> ServiceRequest:
    """Take it out of the public's sight. Nothing is deleted: the organizations involved and the reporter see it."""
    service_request = locked(service_request)
    must(policy.can_hide(by, service_request), service_request)
    if service_request.hidden_at is not None:
        raise Refused(_("It is hidden already."))
    reason = wanted(reason, _("Say why it is hidden: it will stand in the log."))
    events.record(EventKind.HIDDEN, service_request, by=by, audience=Audience.INVOLVED, reason=reason)
    service_request.hidden_at = clock.now()
    return save(service_request, "hidden_at")


@transaction.atomic
def show_again(service_request: ServiceRequest, *, reason: str, by: Member) -> ServiceRequest:
    service_request = locked(service_request)
    must(policy.can_hide(by, service_request), service_request)
    if service_request.hidden_at is None:
        raise Refused(_("It is not hidden."))
    reason = wanted(reason, _("Say why it is shown again: it will stand in the log."))
    events.record(EventKind.SHOWN, service_request, by=by, audience=Audience.INVOLVED, reason=reason)
    service_request.hidden_at = None
    return save(service_request, "hidden_at")
