"""What goes out: of each event, whether an organization off the platform is to hear of it, as the request or as news.

The row is written, and its job asked for, in one transaction: nothing is lost, and doing it again writes nothing more.
"""

from __future__ import annotations

from django.db import transaction

from fixward.domain.conversations.models import Message
from fixward.domain.governments.models import Organization, Standing
from fixward.domain.service_requests.models import Audience, Event, EventKind, OutsideNumber
from fixward.followups.exchange.connectors.models import Connector, Dispatch, Way, What
from fixward.followups.notifications.arrivals import arrival, holding
from fixward.followups.notifications.channels import email
from fixward.foundation import jobs

DELIVER = "fixward.deliver_outside"
# What they have to know while they hold it.
NEWS = (
    EventKind.REPLIED,
    EventKind.ASKED,
    EventKind.COMMENTED,
    EventKind.PHOTO_ADDED,
    EventKind.CLOSED,
    EventKind.REOPENED,
    EventKind.PIN_MOVED,
)
# By these it goes from them to somebody else.
LEAVING = (
    EventKind.TRANSFERRED,
    EventKind.RETURNED,
    EventKind.UNSETTLED,
    EventKind.SETTLED,
    EventKind.ADOPTED,
    EventKind.SERVICE_CHANGED,
)


def hand_out(event: Event) -> None:
    """Write down what is to go out of this event, each once; sent by a job of its own."""
    for organization, what in _hears(event):
        with transaction.atomic():
            dispatch, is_new = Dispatch.objects.get_or_create(
                event=event,
                organization_id=organization,
                defaults={"what": what, "message_id": email.new_message_id()},
            )
            if is_new:
                deliver_later(event.service_request_id, dispatch.organization_id)


def deliver_later(service_request: int, organization: int) -> None:
    """One job at a time for what one organization hears of one request, so that it comes in order."""
    lock = f"outside:{service_request}:{organization}"
    jobs.defer(DELIVER, lock=lock, asks_others=True, service_request_id=service_request, organization_id=organization)


def _hears(event: Event) -> list[tuple[int, What]]:
    found = []
    came = arrival(event)
    if came is not None and came.organization.standing == Standing.EXTERNAL:
        is_known = OutsideNumber.objects.filter(
            service_request=event.service_request_id, organization=came.organization
        ).exists()
        found.append((came.organization_id, What.NEWS if is_known else What.REQUEST))
    left = event.data.get("left") if event.kind in LEAVING else None
    if isinstance(left, int) and _is_outside(left) and left not in dict(found):
        found.append((left, What.NEWS))
    if came is None and event.kind in NEWS and event.audience == Audience.PUBLIC:
        holder = holding(event)
        if holder is not None and holder.organization.standing == Standing.EXTERNAL:
            found.append((holder.organization_id, What.NEWS))
    return [(organization, what) for organization, what in found if _is_told(event, organization, what)]


def _is_outside(organization: int) -> bool:
    return Organization.objects.filter(pk=organization, standing=Standing.EXTERNAL).exists()


def _is_told(event: Event, organization: int, what: What) -> bool:
    """Not what they did themselves; and news only where somebody takes them."""
    if _is_own(event, organization):
        return False
    by_open311 = Connector.objects.filter(organization=organization, way=Way.OPEN311)
    return what == What.REQUEST or not by_open311.filter(exchanges_updates=False).exists()


def _is_own(event: Event, organization: int) -> bool:
    return event.organization_id == organization and event.member_id is None and event.person_id is None


def is_taken_back(event: Event) -> bool:
    """Whether its words were hidden since, or wait to be let through: then nobody else gets them."""
    message = Message.objects.filter(pk=event.data.get("message", 0)).first()
    return message is not None and (message.hidden_at is not None or message.held_at is not None)
