"""Telling webhooks: what they are to hear is written down first, and `delivering` sends it."""

from __future__ import annotations

import datetime as dt
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from fixward.domain.governments.changes import Refused, must
from fixward.domain.governments.models import Member
from fixward.domain.service_requests.models import Audience, Custody, Event
from fixward.followups.exchange.webhooks import body, posting, switching
from fixward.followups.exchange.webhooks.delivering import ask, note
from fixward.followups.exchange.webhooks.models import TEST, Delivery, DeliveryQuerySet, Webhook
from fixward.followups.exchange.webhooks.setup import WEBHOOK
from fixward.foundation import clock

MOST_AT_ONCE = 1_000
KEPT = dt.timedelta(days=30)


def tell(event: Event) -> None:
    """Write down what webhooks are to hear of the event, and ask the worker to send it; one query where none listens.

    Asked after the row is there for all to see: a run that begins meanwhile finds it. Nothing is lost in between, since
    an event that was not followed up to the end is followed up again.
    """
    webhooks = list(Webhook.objects.listening(event.kind))
    if not webhooks:
        return
    involved = _involved(event)
    for webhook in webhooks:
        if _may_hear(webhook, event, involved):
            _write(webhook, event)
            ask(webhook.pk)


def send_test(webhook: Webhook, *, by: Member) -> Delivery:
    """Send one message that says nothing, at once and only once, also to what is turned off. Raises Refused."""
    must(WEBHOOK.may(by, webhook))
    delivery = Delivery(webhook=webhook, kind=TEST, body=body.of_test(webhook.organization), attempts=1)
    with posting.line() as line:
        answer = posting.post(delivery, line)
    note(delivery, answer)
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
        _wait_anew(delivery)
        transaction.on_commit(partial(ask, delivery.webhook_id))
    return delivery


@transaction.atomic
def replay_given_up(webhook: Webhook, *, by: Member) -> int:
    """Everything that was given up, the oldest first; gives how many. Raises Refused."""
    must(WEBHOOK.may(by, webhook))
    if not webhook.is_on:
        raise Refused(_("The webhook is turned off. Turn it on first."))
    lost = list(_lost(webhook).select_for_update(of=("self",)).order_by("pk")[:MOST_AT_ONCE])
    for delivery in lost:
        _wait_anew(delivery)
    transaction.on_commit(partial(ask, webhook.pk))
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
    return Delivery.objects.given_up().filter(webhook=webhook, event__isnull=False)


def _may_hear(webhook: Webhook, event: Event, involved: set[int | None]) -> bool:
    """As its members may read it in the story: what is internal is the organization's own."""
    if webhook.organization_id not in involved:
        return False
    return event.audience != Audience.ORGANIZATION or event.organization_id == webhook.organization_id


def _write(webhook: Webhook, event: Event) -> None:
    """Once, however often the event is followed up."""
    words = {"kind": event.kind, "body": body.of_event(event, webhook.organization)}
    Delivery.objects.get_or_create(webhook=webhook, event=event, defaults=words)


def _wait_anew(delivery: Delivery) -> None:
    delivery.since, delivery.attempts = clock.now(), 0
    delivery.sent_at = delivery.given_up_at = delivery.next_at = None
    delivery.save(update_fields=["since", "attempts", "sent_at", "given_up_at", "next_at"])
