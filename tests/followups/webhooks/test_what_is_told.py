"""Who is told of what, and in which words: as the organization's members may read it, and of no person."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json

import pytest
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from fixward.domain.conversations import operations as conversations
from fixward.domain.service_requests import operations
from fixward.domain.service_requests.models import Event, EventKind
from fixward.followups.exchange.webhooks import delivering, sending, setup
from fixward.followups.exchange.webhooks.models import Delivery, Webhook
from tests.followups.webhooks.conftest import set_up


def tell(service_request, kind=None):
    """Follows up the last event (of this kind); gives what is written down for it."""
    events = Event.objects.filter(service_request=service_request)
    event = (events.filter(kind=kind) if kind else events).latest("pk")
    sending.tell(event)
    return list(Delivery.objects.filter(event=event).order_by("webhook_id"))


def test_where_nobody_listens_an_event_costs_one_query(town, django_assert_num_queries):
    event = Event.objects.filter(service_request=town.pothole).latest("pk")
    with django_assert_num_queries(1):
        sending.tell(event)
    assert not Delivery.objects.exists()


def test_the_message_says_what_happened_and_how_the_request_stands(town, webhook):
    [delivery] = tell(operations.close(town.pothole, resolution="fixed", text="Filled", by=town.ada))
    said = json.loads(delivery.body)
    assert (said["type"], said["data"]["by"], said["data"]["changes"]) == (
        "request.closed",
        "alder",
        {"resolution": "fixed"},
    )
    request = said["data"]["request"]
    assert request["number"] == town.pothole.number
    assert (request["status"], request["resolution"]) == ("closed", "fixed")
    assert request["service"] == {"code": "pothole", "name": "Pothole"}
    assert request["organization"] == {"code": "alder", "name": "City of Alder"}
    assert request["department"] == "streets"
    assert said["timestamp"].endswith("Z")


def test_nobody_who_reported_or_wrote_and_no_words_of_theirs_are_in_it(town, webhook):
    town.report(description="Call Rosa at 555 123 4567")
    tell(operations.acknowledge(town.pothole, by=town.ada))
    conversations.note(town.pothole, text="A secret of ours", by=town.ada)
    tell(town.pothole, EventKind.NOTED)
    told = " ".join(Delivery.objects.values_list("body", flat=True)).lower()
    assert "noted" in told
    assert not [word for word in ("rosa", "ada", "555 123", "secret", "deep hole", "example.net") if word in told]


def test_an_event_that_nobody_asked_for_is_not_told(town, webhook):
    conversations.reply(town.pothole, text="Soon", by=town.ada)
    assert tell(town.pothole, EventKind.REPLIED) == []


def test_another_organizations_requests_are_not_told(town, webhook):
    assert tell(town.report(at=(6, 2))) == []


def test_who_held_it_once_hears_on_but_never_of_anothers_notes(town, webhook, head, receiver):
    theirs = set_up(town.county, receiver.url, by=head)
    handed = operations.transfer(town.pothole, to=town.county, reason="A county road", by=town.ada)
    told = tell(handed)
    assert [one.webhook for one in told] == [webhook, theirs]
    assert json.loads(told[0].body)["data"]["changes"] == {"from": "alder", "to": "county"}
    conversations.note(handed, text="Ours alone", by=town.carla)
    assert [one.webhook for one in tell(handed, EventKind.NOTED)] == [theirs]
    conversations.note(handed, text="For both", by=town.carla, shared=True)
    assert [one.webhook for one in tell(handed, EventKind.NOTED)] == [webhook, theirs]


def test_an_event_followed_up_twice_is_told_once(town, webhook):
    tell(town.pothole)
    assert len(tell(town.pothole)) == 1


def test_who_is_turned_off_is_told_nothing(town, webhook):
    Webhook.objects.update(is_on=False)
    assert tell(town.pothole) == []


def test_the_signature_holds_for_the_library_of_the_standard_and_for_bare_hmac(town, webhook, chief, receiver):
    secret = setup.reveal(webhook, by=chief)
    [delivery] = tell(town.pothole)
    delivering.deliver(delivery.webhook_id)
    [came] = receiver.came
    assert Verifier(secret).verify(came.body, came.headers) == came.said
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{came.id}.{came.headers['webhook-timestamp']}.{came.body}".encode()
    digest = base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
    assert came.headers["webhook-signature"] == f"v1,{digest}"
    with pytest.raises(WebhookVerificationError):
        Verifier(secret).verify(came.body.replace("alder", "birch"), came.headers)


def test_a_renewed_secret_and_the_former_one_both_verify_for_a_while(town, webhook, chief, receiver):
    former = setup.reveal(webhook, by=chief)
    fresh = setup.renew(webhook, by=chief)
    assert fresh != former
    for one in tell(town.pothole):
        delivering.deliver(one.webhook_id)
    for secret in (former, fresh):
        assert Verifier(secret).verify(receiver.came[0].body, receiver.came[0].headers)
    Webhook.objects.update(former_until="2020-01-01T00:00:00Z")
    for one in tell(operations.acknowledge(town.pothole, by=town.ada)):
        delivering.deliver(one.webhook_id)
    assert Verifier(fresh).verify(receiver.came[1].body, receiver.came[1].headers)
    with pytest.raises(WebhookVerificationError):
        Verifier(former).verify(receiver.came[1].body, receiver.came[1].headers)
