"""The pages of webhooks: set up, the secret once, a test, and the log with what was sent."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fixward.domain.governments.models import Change
from fixward.domain.service_requests.models import Event
from fixward.followups.exchange.webhooks import delivering, sending
from fixward.followups.exchange.webhooks.models import Delivery, Webhook
from tests.receiver import Receiver, receiving
from tests.town import Town

BASE = "/staff/setup/for/alder/webhooks"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


@pytest.fixture
def webhook(town: Town, chief: Client, receiver: Receiver) -> Webhook:
    """Set up by the form, as an administrator does."""
    form = {"name": "Work orders", "url": receiver.url, "kinds": ["submitted", "closed"], "is_on": "on"}
    answer = chief.post(f"{BASE}/new", form)
    made = Webhook.objects.get()
    assert answer.url == f"{BASE}/{made.pk}"
    return made


def test_a_webhook_is_set_up_changed_and_removed_and_every_change_stands_in_the_log(webhook: Webhook, chief: Client):
    assert (webhook.kinds, webhook.is_on) == (["submitted", "closed"], True)
    form = {"name": "Orders", "url": webhook.url, "kinds": ["closed"]}
    assert chief.post(f"{BASE}/{webhook.pk}", form).status_code == 302
    webhook.refresh_from_db()
    assert (webhook.name, webhook.kinds, webhook.is_on) == ("Orders", ["closed"], False)
    assert "Orders" in chief.get(BASE).content.decode()
    assert chief.post(f"{BASE}/{webhook.pk}/remove").status_code == 302
    assert Change.objects.filter(subject="webhook").count() == 3
    assert chief.get("/staff/setup/for/alder/changes").status_code == 200


def test_what_is_wrong_is_said_at_its_field(town: Town, chief: Client):
    answer = chief.post(f"{BASE}/new", {"name": "Inside", "url": "https://10.0.0.1/", "kinds": ["closed"]})
    assert answer.status_code == 422
    assert 'href="#id_url"' in answer.content.decode()
    assert not Webhook.objects.exists()


def test_the_secret_is_on_one_page_once_and_renewed_on_another(webhook: Webhook, chief: Client):
    first = chief.post(f"{BASE}/{webhook.pk}/secret")
    [secret] = re.findall(r"whsec_[\w+/=]+", first.content.decode())
    assert "no-store" in first.headers["Cache-Control"]
    assert "whsec_" not in chief.get(f"{BASE}/{webhook.pk}").content.decode()
    second = chief.post(f"{BASE}/{webhook.pk}/secret").content.decode()
    assert "whsec_" in second
    assert secret not in second
    assert chief.get(f"{BASE}/{webhook.pk}/secret").status_code == 405


def test_a_test_leads_to_what_was_answered(webhook: Webhook, chief: Client, receiver: Receiver):
    page = chief.post(f"{BASE}/{webhook.pk}/test", follow=True).content.decode()
    assert "Taken" in page
    assert receiver.kinds == ["test"]
    receiver.answers = [403]
    page = chief.post(f"{BASE}/{webhook.pk}/test", follow=True).content.decode()
    assert "Given up" in page
    assert "403" in page


def test_the_log_shows_what_was_sent_and_sends_it_again(
    town: Town, webhook: Webhook, chief: Client, receiver: Receiver
):
    sending.tell(Event.objects.get(service_request=town.pothole))
    delivery = Delivery.objects.get()
    receiver.answers = [410]
    delivering.deliver(delivery.webhook_id)
    page = chief.get(f"{BASE}/{webhook.pk}/log").content.decode()
    assert town.pothole.number in page
    assert "answered 410" in page
    one = chief.get(f"{BASE}/{webhook.pk}/log/{delivery.pk}").content.decode()
    assert delivery.message_id in one
    assert "request.submitted" in one
    chief.post(f"{BASE}/{webhook.pk}/log/replay")
    delivery.refresh_from_db()
    assert delivery.state == "given_up"  # it was turned off by the 410
    Webhook.objects.update(is_on=True, turned_off_at=None)
    chief.post(f"{BASE}/{webhook.pk}/log/{delivery.pk}/replay")
    delivery.refresh_from_db()
    assert delivery.state == "waiting"
    assert chief.get(f"{BASE}/{webhook.pk}/log?show=given_up").content.decode().count("row__title") == 0


def test_what_is_another_webhooks_or_organizations_is_not_found(webhook: Webhook, chief: Client, head: Client):
    assert chief.get(f"{BASE}/{webhook.pk}/log/999").status_code == 404
    assert chief.get(f"{BASE}/999/log").status_code == 404
    assert head.get(f"/staff/setup/for/county/webhooks/{webhook.pk}/log").status_code == 404


def test_a_longer_log_costs_no_query_more(town: Town, webhook: Webhook, chief: Client):
    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            chief.get(f"{BASE}/{webhook.pk}/log")
        return len(counted)

    sending.tell(Event.objects.get(service_request=town.report()))
    few = queries()
    for _row in range(10):
        sending.tell(Event.objects.get(service_request=town.report()))
    assert queries() == few
