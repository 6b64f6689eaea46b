"""Sending what waits for a webhook: in order, over one connection, until each message is taken or given up.

A batch goes out while its rows are locked, and all of it is marked in the same transaction. Killed between a receiver's
yes and our commit, the batch goes out again under the same ids, by which the receiver knows that it has it. There is
one run for a webhook at a time. Of one request, a later message waits until the earlier one was taken or given up.
"""

from __future__ import annotations

import datetime as dt
import time

from django.db import transaction
from django.db.models import Case, F, Min, Q, Value, When
from django.db.models.expressions import Combinable

from fixward.followups.exchange.webhooks import posting, switching
from fixward.followups.exchange.webhooks.models import Delivery, DeliveryQuerySet, Trouble, Webhook
from fixward.foundation import clock, jobs
from fixward.foundation.outbound import Outbound

DELIVER, ASK = "fixward.webhook_deliveries", "fixward.ask_for_webhook"
_MINUTE, _HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
# After the first failure, the second ... and the last one again and again, until PATIENCE has run out.
WAITS = (_MINUTE / 12, 5 * _MINUTE, 30 * _MINUTE, 2 * _HOUR, 5 * _HOUR, 10 * _HOUR, 14 * _HOUR, 20 * _HOUR)
PATIENCE = dt.timedelta(days=3)
# No new message is begun after these, but for one slow answer: a transaction should be short, and others wait as well.
SECONDS_OF_A_BATCH, SECONDS_OF_A_RUN = 1, 8
MESSAGES_OF_A_BATCH = 50
_KEPT = ("attempts", "tried_at", "next_at", "answer_code", "took_ms", "trouble", "sent_at", "given_up_at")
_OWN_TROUBLE = Case(When(trouble="", then=Value(Trouble.UNREACHED.value)), default=F("trouble"))


def ask(webhook: int) -> None:
    """Ask for a run, unless one is asked for already."""
    jobs.defer_once(DELIVER, lock=f"webhook:{webhook}", asks_others=True, webhook_id=webhook)


def ask_for_all() -> None:
    """For every webhook for which something waits, should a run have been lost."""
    for webhook in Delivery.objects.waiting().order_by().values_list("webhook", flat=True).distinct():
        ask(webhook)


def deliver(webhook_id: int) -> None:
    """Send what is due, and ask for the next run where something is left."""
    end = time.monotonic() + SECONDS_OF_A_RUN
    with posting.line() as line:
        while is_more := _batch(webhook_id, line):
            if time.monotonic() > end:
                break
    if is_more:
        ask(webhook_id)


def note(delivery: Delivery, answer: posting.Answer) -> None:
    """Keep on the row what came of it; it is not saved yet."""
    delivery.tried_at, delivery.next_at = clock.now(), None
    delivery.answer_code, delivery.took_ms, delivery.trouble = answer.code, answer.took_ms, answer.trouble
    delivery.sent_at = clock.now() if answer.is_taken else None


@transaction.atomic
def _batch(webhook_id: int, line: Outbound) -> bool:
    """Whether more is due at once; for what is due later a run is asked for."""
    webhook = Webhook.objects.select_related("organization").filter(pk=webhook_id).first()
    if webhook is None:
        return False
    if webhook.is_on and not webhook.is_resting:
        _send(webhook, line)
    if not webhook.is_on:
        _give_up(_waiting(webhook), Value(Trouble.OFF.value))
    elif webhook.is_resting:
        _give_up(_waiting(webhook).filter(since__lte=clock.now() - PATIENCE), _OWN_TROUBLE)
        if _waiting(webhook).exists():
            _ask_at(webhook, webhook.rests_until)
    else:
        return _is_more(webhook, now=clock.now())
    return False


def _is_more(webhook: Webhook, *, now: dt.datetime) -> bool:
    if _due(webhook, now=now).exists():
        return True
    if at := _waiting(webhook).filter(next_at__gt=now).aggregate(at=Min("next_at"))["at"]:
        _ask_at(webhook, at)
    return False


def _ask_at(webhook: Webhook, at: dt.datetime | None) -> None:
    """Have a run asked for then."""
    jobs.defer_once(ASK, lock=f"webhook:{webhook.pk}", at=at, webhook=webhook.pk)


def _send(webhook: Webhook, line: Outbound) -> None:
    end = time.monotonic() + SECONDS_OF_A_BATCH
    tried: list[Delivery] = []
    held: set[int] = set()
    due = _due(webhook, now=clock.now()).select_related("event").select_for_update(of=("self",))
    for delivery in due[:MESSAGES_OF_A_BATCH]:
        assert delivery.event is not None, "A test is sent at once, and never waits."
        if delivery.event.service_request_id in held:
            continue
        delivery.webhook = webhook
        _try(delivery, line)
        tried.append(delivery)
        if delivery.is_waiting:
            held.add(delivery.event.service_request_id)
        if not webhook.is_on or webhook.is_resting or time.monotonic() > end:
            break
    # All by one statement. Nothing is inserted, for the rows are there and locked.
    Delivery.objects.bulk_create(tried, update_conflicts=True, unique_fields=["id"], update_fields=_KEPT)


def _try(delivery: Delivery, line: Outbound) -> None:
    delivery.attempts += 1
    answer = posting.post(delivery, line)
    note(delivery, answer)
    switching.note(delivery.webhook, answer)
    if answer.is_taken:
        return
    if answer.is_gone or delivery.age() >= PATIENCE:
        delivery.given_up_at = clock.now()
    else:
        delivery.next_at = clock.now() + WAITS[min(delivery.attempts, len(WAITS)) - 1]


def _waiting(webhook: Webhook) -> DeliveryQuerySet:
    return Delivery.objects.waiting().filter(webhook=webhook)


def _due(webhook: Webhook, *, now: dt.datetime) -> DeliveryQuerySet:
    """In their order; none of a request of which another one waits for its time."""
    later = _waiting(webhook).filter(next_at__gt=now).order_by().values("event__service_request")
    is_time = Q(next_at=None) | Q(next_at__lte=now)
    return _waiting(webhook).filter(is_time).exclude(event__service_request__in=later).order_by("pk")


def _give_up(waiting: DeliveryQuerySet, trouble: Combinable) -> None:
    waiting.update(given_up_at=clock.now(), next_at=None, trouble=trouble)
