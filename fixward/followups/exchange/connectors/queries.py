"""What did not go out, what was refused, and how a request is known elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from fixward.domain.governments.models import Member
from fixward.domain.service_requests.models import ServiceRequest
from fixward.followups.exchange.connectors import policy
from fixward.followups.exchange.connectors.models import Dispatch, Outcome, Received
from fixward.followups.exchange.connectors.troubles import Trouble


@dataclass(frozen=True, slots=True)
class Standing:
    """What a desk says of the way to an organization off the platform."""

    undelivered: Dispatch | None
    refused: int


def undelivered(member: Member) -> QuerySet[Dispatch]:
    """What this member can see to: what waits for a person first, then what is tried again."""
    rows = Dispatch.objects.unsent().exclude(trouble="")
    if not policy.sees_to(member):
        mine = ServiceRequest.objects.filter(policy.worked_by(member)).order_by()
        rows = rows.filter(event__service_request__in=mine)
    rows = rows.select_related("organization", "event__service_request__service")
    return rows.order_by("held_at", "pk")


def refused(member: Member) -> QuerySet[Received]:
    """What came in, was not taken, and nobody has seen to."""
    rows = Received.objects.filter(outcome=Outcome.REFUSED, settled_at=None)
    if not policy.sees_to(member):
        rows = rows.filter(service_request__in=ServiceRequest.objects.filter(policy.worked_by(member)).order_by())
    return rows.select_related("organization", "service_request__service").order_by("-pk")


def waiting_count(member: Member) -> int | None:
    """How many things wait for this member; None where there is no such page for them."""
    if not policy.sees_to(member):
        return None
    return undelivered(member).filter(held_at__isnull=False).count() + refused(member).count()


def standing(service_request: ServiceRequest) -> Standing:
    """The first thing about this request that did not go out."""
    unsent = Dispatch.objects.unsent().filter(event__service_request=service_request)
    first = unsent.select_related("organization").order_by("event").first()
    count = Received.objects.filter(
        Q(service_request=service_request), outcome=Outcome.REFUSED, settled_at=None
    ).count()
    return Standing(first, count)


def in_words(dispatch: Dispatch) -> str:
    """Why it did not go out."""
    return str(Trouble(dispatch.trouble).label) if dispatch.trouble else ""
