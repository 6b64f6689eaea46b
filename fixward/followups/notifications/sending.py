"""Telling: the rows first, then each by itself, so that doing it again sends only what was not sent.

A mail goes out while its row is locked, and the row is marked in the same transaction. Killed between the server's yes
and our commit, it goes out again, under the same Message-ID, by which mail programs know that they have it.
"""

from __future__ import annotations

import datetime as dt

import structlog
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone

from fixward.domain.service_requests.models import Event
from fixward.followups.notifications import who
from fixward.followups.notifications.channels import NotNow, Undeliverable, email
from fixward.followups.notifications.letters import letter
from fixward.followups.notifications.models import Delivery
from fixward.foundation import jobs

logger = structlog.get_logger(__name__)

LATER = "fixward.deliver_later"
PATIENCE = dt.timedelta(days=3)
LONGEST_THREAD = 10

_READ_WITH = (
    "person",
    "event__member__person",
    "event__organization",
    "event__service_request__service",
    "event__service_request__duplicate_of",
    "event__service_request__place",
    "event__service_request__reporter__person",
)


class Busy(Exception):
    """Another worker is sending it. Should that one die, somebody has to look again."""


def notify(event: Event) -> None:
    """Tell everybody who is to hear of the event; raises OSError where the mail server is down, to be done again."""
    Delivery.objects.bulk_create((_delivery(event, recipient) for recipient in who.hears(event)), ignore_conflicts=True)
    waiting = list(Delivery.objects.waiting().filter(event=event))
    if not waiting:
        return
    is_busy = False
    with email.opened() as connection:
        for delivery in waiting:
            try:
                _deliver(delivery.pk, connection)
            except NotNow:
                # It must not hold up the others, nor what follows about this request.
                lock = f"deliveries:{event.service_request_id}:{delivery.person_id}"
                jobs.defer(LATER, lock=lock, delivery_id=delivery.pk)
            except Busy:
                is_busy = True
    if is_busy:
        raise Busy


def deliver_later(delivery_id: int) -> None:
    """Try again for an address that refused for now: all that waits for it about this request, in order."""
    delivery = Delivery.objects.select_related("event").filter(pk=delivery_id).first()
    if delivery is None:
        return  # the person is gone, and their deliveries with them
    waiting = list(Delivery.objects.waiting().to_the_same(delivery).values_list("pk", flat=True))
    if not waiting:
        return
    with email.opened() as connection:
        for waiting_id in waiting:
            _deliver(waiting_id, connection)


def _delivery(event: Event, recipient: who.Recipient) -> Delivery:
    return Delivery(
        event=event,
        channel=email.NAME,
        address=recipient.address,
        person=recipient.person,
        message_id=email.new_message_id(),
    )


@transaction.atomic
def _deliver(delivery_id: int, connection: BaseEmailBackend) -> None:
    """Send one, once; raises NotNow, Busy, or what the connection raises."""
    delivery = _locked(delivery_id)
    if delivery is None:
        return
    if not who.still_hears(delivery.event, delivery.person):
        return _give_up(delivery, "No longer to be told.")
    try:
        _send(delivery, connection)
    except Undeliverable as refusal:
        return _give_up(delivery, str(refusal))
    except NotNow as refusal:
        if timezone.now() - delivery.written_at < PATIENCE:
            raise
        return _give_up(delivery, str(refusal))
    delivery.sent_at = timezone.now()
    delivery.save(update_fields=["sent_at"])


def _locked(delivery_id: int) -> Delivery | None:
    """The delivery, ours until the transaction ends; None where it is done."""
    waiting = Delivery.objects.waiting().filter(pk=delivery_id)
    ours = waiting.select_related(*_READ_WITH).select_for_update(of=("self",), skip_locked=True).first()
    if ours is None and waiting.exists():
        raise Busy
    return ours


def _send(delivery: Delivery, connection: BaseEmailBackend) -> None:
    before = Delivery.objects.to_the_same(delivery).filter(pk__lt=delivery.pk)
    if before.waiting().exists():
        raise NotNow("An earlier one waits.")
    sent = before.filter(error="").values_list("message_id", flat=True)
    email.send(
        connection,
        letter(delivery.event, delivery.person),
        to=delivery.address,
        message_id=delivery.message_id,
        thread=list(sent)[-LONGEST_THREAD:],
    )


def _give_up(delivery: Delivery, why: str) -> None:
    logger.warning("delivery_given_up", delivery=delivery.pk, why=why)
    delivery.error = why
    delivery.save(update_fields=["error"])
