"""Requests that have to do with each other and are not the same; nothing goes over from one to the other."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from fixward.domain.governments.models import Member
from fixward.domain.service_requests import events, policy
from fixward.domain.service_requests.models import Audience, EventKind, Relation, ServiceRequest
from fixward.domain.service_requests.operations.common import Refused, locked_both, must, save


@transaction.atomic
def relate(
    service_request: ServiceRequest, *, to: ServiceRequest, by: Member, seen: int | None = None
) -> ServiceRequest:
    """Link the request with another one that the member may see, whoever holds it; open or closed."""
    service_request, other = _both(service_request, to, by=by, seen=seen)
    first, second = sorted((service_request.pk, other.pk))
    _relation, is_new = Relation.objects.get_or_create(first_id=first, second_id=second, defaults={"member": by})
    if not is_new:
        raise Refused(_("These two are linked already."))
    return _tell(EventKind.RELATED, service_request, other, by=by)


@transaction.atomic
def unrelate(
    service_request: ServiceRequest, *, to: ServiceRequest, by: Member, seen: int | None = None
) -> ServiceRequest:
    service_request, other = _both(service_request, to, by=by, seen=seen)
    first, second = sorted((service_request.pk, other.pk))
    if not Relation.objects.filter(first_id=first, second_id=second).delete()[0]:
        raise Refused(_("These two are not linked."))
    return _tell(EventKind.UNRELATED, service_request, other, by=by)


def _both(
    service_request: ServiceRequest, to: ServiceRequest, *, by: Member, seen: int | None
) -> tuple[ServiceRequest, ServiceRequest]:
    if not ServiceRequest.objects.visible_to(by).filter(pk=to.pk).exists():
        raise Refused(_("There is no request with that number."))
    if to.pk == service_request.pk:
        raise Refused(_("A request cannot be linked with itself."))
    service_request, other = locked_both(service_request, to, seen=seen)
    must(policy.can_work(by, service_request), service_request)
    return service_request, other


def _tell(kind: EventKind, service_request: ServiceRequest, other: ServiceRequest, *, by: Member) -> ServiceRequest:
    """On both, for the organizations involved in each. The form of who works on the other one grows no older by it."""
    audience, holder = Audience.INVOLVED, service_request.organization_id
    events.record(kind, other, by=by, audience=audience, done_for=holder, related=service_request.pk)
    event = events.record(kind, service_request, by=by, audience=audience, related=other.pk)
    return save(service_request, at=event.at)
