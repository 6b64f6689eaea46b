"""Changing hands: transfer, return, and the steward's settlement."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fixward.domain.governments.models import Member, Organization
from fixward.domain.governments.queries import steward
from fixward.domain.routing import operations as routing
from fixward.domain.routing.models import Responsibility
from fixward.domain.service_requests import custody, events, policy
from fixward.domain.service_requests.models import EventKind, How, ServiceRequest
from fixward.domain.service_requests.operations.common import Refused, locked, must, must_be_open, save, wanted
from fixward.foundation import clock


@transaction.atomic
def transfer(
    service_request: ServiceRequest, *, to: Organization, reason: str, by: Member, seen: int | None = None
) -> ServiceRequest:
    """Hand a request to another organization, which routes it inside; to the steward if that gave it away before."""
    service_request = locked(service_request, seen=seen)
    _must_hand_over(by, service_request)
    reason = wanted(reason, _("Say why: the receiver and the resident will read it."))
    route = custody.route_inside(to.pk, service_request)
    if service_request.organization_id in (to.pk, route.organization):
        raise Refused(
            _("%(organization)s already holds this request.") % {"organization": service_request.organization}
        )
    if {to.pk, route.organization} & custody.gave_away(service_request):
        return _to_the_steward(service_request, wanted_by=to, reason=reason, by=by)
    return _hand(service_request, to=to, how=How.TRANSFERRED, kind=EventKind.TRANSFERRED, reason=reason, by=by)


@transaction.atomic
def return_to_sender(
    service_request: ServiceRequest, *, reason: str, by: Member, seen: int | None = None
) -> ServiceRequest:
    """Give a transferred request back to the organization and department that sent it."""
    service_request = locked(service_request, seen=seen)
    _must_hand_over(by, service_request)
    reason = wanted(reason, _("Say why: the sender and the resident will read it."))
    sender = custody.sender(service_request)
    if sender is None:
        raise Refused(_("Nobody transferred this request here, so it cannot be returned. Transfer it instead."))
    left = service_request.organization_id
    route = custody.route_inside(sender.organization_id, service_request)
    # Back to the very department that sent it, and still on behalf of whom that worked it for.
    back = route._replace(
        owner=sender.on_behalf_of_id or route.organization, department=sender.department_id, member=None
    )
    event = events.written(
        EventKind.RETURNED, service_request, by=by, left=left, to=sender.organization_id, reason=reason
    )
    custody.move(service_request, back, how=How.RETURNED, event=event, reason=reason)
    events.keep(event)
    return save(service_request, *custody.HOLDER, at=event.at)


@transaction.atomic
def settle(
    service_request: ServiceRequest,
    *,
    to: Organization,
    reason: str,
    by: Member,
    as_rule: bool = False,
    seen: int | None = None,
) -> ServiceRequest:
    """The steward's final decision who gets the request; `as_rule` makes it the rule for the service in this place."""
    service_request = locked(service_request, seen=seen)
    if not policy.can_settle(by, service_request):
        raise Refused(_("Only a manager of the steward can settle a request that waits in its queue."))
    reason = wanted(reason, _("Say why: everybody involved will read it."))
    if as_rule:
        _make_rule(service_request, to=to, reason=reason)
    service_request.unsettled_at, service_request.settled_at = None, clock.now()
    return _hand(service_request, to=to, how=How.SETTLED, kind=EventKind.SETTLED, reason=reason, by=by, rule=as_rule)


def _hand(
    service_request: ServiceRequest,
    *,
    to: Organization,
    how: How,
    kind: EventKind,
    reason: str,
    by: Member,
    **data: Any,
) -> ServiceRequest:
    left = service_request.organization_id
    route = custody.route_inside(to.pk, service_request)
    # Written before the move: whoever acts does so for the organization that still holds it.
    event = events.written(kind, service_request, by=by, left=left, to=to.pk, reason=reason, **data)
    custody.move(service_request, route, how=how, event=event, reason=reason)
    events.keep(event)
    return save(service_request, *custody.HOLDER, "unsettled_at", "settled_at", at=event.at)


def _to_the_steward(
    service_request: ServiceRequest, *, wanted_by: Organization, reason: str, by: Member
) -> ServiceRequest:
    left, judge = service_request.organization_id, steward()
    inside = custody.route_inside(judge.pk, service_request)
    route = inside._replace(department=None, member=None, because=())
    event = events.written(
        EventKind.UNSETTLED, service_request, by=by, left=left, to=judge.pk, meant_for=wanted_by.pk, reason=reason
    )
    service_request.unsettled_at = event.at
    custody.move(service_request, route, how=How.UNSETTLED, event=event, reason=reason)
    events.keep(event)
    return save(service_request, *custody.HOLDER, "unsettled_at", at=event.at)


def _must_hand_over(by: Member, service_request: ServiceRequest) -> None:
    if service_request.unsettled_at is not None:
        raise Refused(_("This request waits for the steward's decision."))
    must(policy.can_work(by, service_request), service_request)
    must_be_open(service_request)
    if not policy.can_hand_over(by, service_request):
        raise Refused(
            _("The steward has settled that this request stays with %(organization)s. Ask the steward to decide anew.")
            % {"organization": service_request.organization}
        )


def _make_rule(service_request: ServiceRequest, *, to: Organization, reason: str) -> None:
    if service_request.place_id is None:
        raise Refused(_("The pin lies in no place, so there is no ground for a rule. Settle it without one."))
    rule = Responsibility(
        service=service_request.service, place_id=service_request.place_id, organization=to, reason=reason
    )
    try:
        routing.claim(rule)
    except routing.Refused as refusal:
        raise Refused(str(refusal)) from refusal
