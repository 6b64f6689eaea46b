"""Telling webhooks: the rows first, in one transaction with their jobs, then each by itself until it is taken.

A message goes out while its row is locked, and the row is marked in the same transaction. Killed between the receiver's
yes and our commit, it goes out again under the same webhook-id, by which the receiver knows that it has it. Messages of
one request to one webhook have one lock, so that a later one waits until the earlier one was taken or given up.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from fixward.domain.governments.changes import Refused, must
from fixward.domain.governments.models import Member
from fixward.domain.service_requests.models import Audience, Custody, Event
from fixward.followups.exchange.webhooks import body, posting, switching
from fixward.followups.exchange.webhooks.models import TEST, Delivery, DeliveryQuerySet, Trouble, Webhook
from fixward.followups.exchange.webhooks.setup import WEBHOOK
from fixward.foundation import clock, jobs

DELIVER = "fixward.webhook"
_MINUTE, _HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
# After the first failure, the second ... and the last one again and again, until PATIENCE has run out.
WAITS = (_MINUTE / 12, 5 * _MINUTE, 30 * _MINUTE, 2 * _HOUR, 5 * _HOUR, 10 * _HOUR, 14 * _HOUR, 20 * _HOUR)
PATIENCE = dt.timedelta(days=3)
BUSY = dt.timedelta(seconds=5)
MOST_AT_ONCE = 1_000
KEPT = dt.timedelta(days=30)


def tell(event: Event) -> None:
    """Write down what webhooks are to hear of the event, and leave each to the worker; one query where none listens."""
    webhooks = list(Webhook.objects.listening(event.kind))
    if not webhooks:
        return
    involved = _involved(event)
    for webhook in webhooks:
        if _may_hear(webhook, event, involved):
            _write(webhook, event)


def deliver(delivery_id: int) -> None:
    """One more try where its time has come; raises jobs.Later until it is taken or given up."""
    if again_at := _tried(delivery_id):
        raise jobs.Later(again_at)


def send_test(webhook: Webhook, *, by: Member) -> Delivery:
    """Send one message that says nothing, at once and only once, also to what is turned off. Raises Refused."""
    must(WEBHOOK.may(by, webhook))
    delivery = Delivery(webhook=webhook, kind=TEST, body=body.of_test(webhook.organization), attempts=1)
    answer = posting.post(delivery)
    _note(delivery, answer)
    if answer.is_taken:
        switching.note(webhook, answer)  # what rests need not rest any more
    else:
        delivery.given_up_at = clock.now()
    delivery.save()
    return delivery


@transaction.atomic
def replay(delivery: Delivery, *, by: Member) -> Delivery:
    """Send it once more, taken or not, with the same id and the same words. Raises Refused."""
    delivery = Delivery.objects.select_for_update(of=("self",)).select_related("webhook").get(pk=delivery.pk)
    must(WEBHOOK.may(by, delivery.webhook))
    if not delivery.webhook.is_on:
        raise Refused(_("The webhook is turned off. Turn it on first."))
    if delivery.event_id is None:
        raise Refused(_("A test is not sent again. Send a new one."))
    if not delivery.is_waiting:
        _ask_again(delivery)
    return delivery


@transaction.atomic
def replay_given_up(webhook: Webhook, *, by: Member) -> int:
    """Everything that was given up, the oldest first; gives how many. Raises Refused."""
    must(WEBHOOK.may(by, webhook))
    if not webhook.is_on:
        raise Refused(_("The webhook is turned off. Turn it on first."))
    lost = list(_lost(webhook).select_for_update(of=("self",)).order_by("pk")[:MOST_AT_ONCE])
    for delivery in lost:
        _ask_again(delivery)
    return len(lost)


def forget_old() -> None:
    """What was told a month ago and more; what still waits stays."""
    old = Delivery.objects.filter(Q(sent_at__isnull=False) | Q(given_up_at__isnull=False))
    old.filter(written_at__lt=clock.now() - KEPT).delete()


def _involved(event: Event) -> set[int | None]:
    """The organizations that hold or held the request, and those it was worked for."""
    held = Custody.objects.filter(service_request=event.service_request_id)
    return {pk for row in held.values_list("organization_id", "on_behalf_of_id") for pk in row}


def _lost(webhook: Webhook) -> DeliveryQuerySet:
    return Delivery.objects.given_up().filter(webhook=webhook, event__isnull=False).select_related("event")


def _may_hear(webhook: Webhook, event: Event, involved: set[int | None]) -> bool:
    """As its members may read it in the story: what is internal is the organization's own."""
    if webhook.organization_id not in involved:
        return False
    return event.audience != Audience.ORGANIZATION or event.organization_id == webhook.organization_id


@transaction.atomic
def _write(webhook: Webhook, event: Event) -> None:
    """Once, however often the event is followed up."""
    words = {"kind": event.kind, "body": body.of_event(event, webhook.organization)}
    delivery, is_new = Delivery.objects.get_or_create(webhook=webhook, event=event, defaults=words)
    if is_new:
        _defer(delivery, event.service_request_id)


def _ask_again(delivery: Delivery) -> None:
    assert delivery.event is not None
    delivery.since, delivery.attempts = clock.now(), 0
    delivery.sent_at = delivery.given_up_at = delivery.next_at = None
    delivery.save(update_fields=["since", "attempts", "sent_at", "given_up_at", "next_at"])
    _defer(delivery, delivery.event.service_request_id)


def _defer(delivery: Delivery, service_request_id: int) -> None:
    lock = f"webhook:{delivery.webhook_id}:{service_request_id}"
    jobs.defer(DELIVER, lock=lock, asks_others=True, delivery_id=delivery.pk)


@transaction.atomic
def _tried(delivery_id: int) -> dt.datetime | None:
    """When it is to be tried again; None where it is done with."""
    waiting = Delivery.objects.waiting().filter(pk=delivery_id)
    delivery = waiting.select_related("webhook").select_for_update(of=("self",), skip_locked=True).first()
    if delivery is None:
        # Another worker is sending it. Should that one die, somebody has to look again.
        return clock.now() + BUSY if waiting.exists() else None
    webhook = delivery.webhook
    if not webhook.is_on:
        _give_up(delivery, Trouble.OFF)
    elif webhook.rests_until and webhook.rests_until > clock.now():
        _wait(delivery, until=webhook.rests_until)
    else:
        _try(delivery)
    delivery.save()
    return delivery.next_at


def _try(delivery: Delivery) -> None:
    delivery.attempts += 1
    answer = posting.post(delivery)
    _note(delivery, answer)
    switching.note(delivery.webhook, answer)
    if answer.is_gone:
        _give_up(delivery, answer.trouble)
    elif not answer.is_taken:
        _wait(delivery, until=clock.now() + WAITS[min(delivery.attempts, len(WAITS)) - 1])


def _note(delivery: Delivery, answer: posting.Answer) -> None:
    delivery.tried_at, delivery.next_at = clock.now(), None
    delivery.answer_code, delivery.took_ms, delivery.trouble = answer.code, answer.took_ms, answer.trouble
    delivery.sent_at = clock.now() if answer.is_taken else None


def _wait(delivery: Delivery, *, until: dt.datetime) -> None:
    if delivery.age() >= PATIENCE:
        return _give_up(delivery, delivery.trouble or Trouble.UNREACHED)
    delivery.next_at = until
    return None


def _give_up(delivery: Delivery, trouble: str) -> None:
    delivery.trouble, delivery.given_up_at, delivery.next_at = trouble, clock.now(), None
