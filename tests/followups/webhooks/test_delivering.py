"""Sending: tried again for days, in order, never twice without the same id, and never into our own network."""

from __future__ import annotations

import datetime as dt
import signal
import socket
import subprocess
import sys

import pytest
from django.core import mail as outbox
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fixward.domain.governments.changes import Refused, save
from fixward.domain.governments.models import Role
from fixward.domain.records.destroying import destroy
from fixward.domain.records.kinds import Kind
from fixward.domain.service_requests import operations
from fixward.domain.service_requests.models import Event
from fixward.followups.exchange.webhooks import delivering, posting, sending, switching
from fixward.followups.exchange.webhooks.models import Delivery, Trouble, Webhook
from fixward.followups.exchange.webhooks.setup import WEBHOOK
from fixward.foundation import clock
from tests.followups.webhooks.conftest import set_up
from tests.receiver import receiving
from tests.servers import environment

WORKER = "import django; django.setup(); from fixward.foundation import jobs; jobs.run_jobs()"


@pytest.fixture
def delivery(town, webhook) -> Delivery:
    sending.tell(Event.objects.get(service_request=town.pothole))
    return Delivery.objects.get()


def attempt(delivery):
    """One try, as if its time had come; gives the delivery as it is kept then, and when it is tried again."""
    Delivery.objects.update(next_at=None)
    delivering.deliver(delivery.webhook_id)
    kept = Delivery.objects.get(pk=delivery.pk)
    return kept, kept.next_at


def runs():
    """The times of the runs that are asked for; None: at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT scheduled_at FROM procrastinate_jobs WHERE task_name LIKE 'fixward.%webhook%'")
        return [at for (at,) in cursor.fetchall()]


def rested():
    Webhook.objects.update(rests_until=None)


def test_taken_at_once(delivery, receiver):
    kept, again = attempt(delivery)
    assert (kept.state, kept.answer_code, kept.attempts, again) == ("sent", 204, 1, None)
    assert attempt(delivery)[0].attempts == 1
    assert receiver.kinds == ["request.submitted"]


def test_after_a_500_it_comes_again_with_the_same_id_and_words_and_a_new_time(delivery, receiver, monkeypatch):
    receiver.answers = [500, 503]
    kept, again = attempt(delivery)
    assert (kept.state, kept.answer_code, kept.trouble) == ("waiting", 500, Trouble.STATUS)
    assert again == kept.next_at > clock.now()
    rested()
    attempt(delivery)
    rested()
    kept, _again = attempt(delivery)
    assert (kept.state, kept.attempts) == ("sent", 3)
    assert len({came.id for came in receiver.came}) == len({came.body for came in receiver.came}) == 1
    webhook = Webhook.objects.get()
    assert (webhook.failing_since, webhook.failures) == (None, 0)


def test_the_waits_grow_and_end_after_days(delivery, receiver, as_if_days_ago):
    receiver.answers = [400] * 20
    waits = []
    for _try in range(4):
        kept, again = attempt(delivery)
        waits.append(round((again - kept.tried_at).total_seconds()))
    assert waits == [5, 300, 1800, 7200]
    as_if_days_ago(3)
    kept, again = attempt(delivery)
    assert (kept.state, kept.answer_code, again) == ("given_up", 400, None)


def test_a_receiver_that_is_too_slow_or_not_there_is_tried_again(delivery, receiver, monkeypatch):
    monkeypatch.setattr(posting, "SECONDS", 0.3)
    receiver.seconds = 1
    assert attempt(delivery)[0].trouble == Trouble.LATE
    rested()
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        Webhook.objects.update(url=f"http://127.0.0.1:{silent.getsockname()[1]}/")
        kept, again = attempt(delivery)
    assert (kept.trouble, kept.answer_code) == (Trouble.UNREACHED, None)
    assert again is not None


def test_who_is_down_is_left_alone_for_a_while_whatever_waits_for_it(town, delivery, receiver):
    receiver.answers, receiver.headers = [503], {"Retry-After": "60"}
    attempt(delivery)
    sending.tell(Event.objects.get(service_request=town.report()))
    kept, _again = attempt(Delivery.objects.first())
    assert (kept.attempts, len(receiver.came)) == (0, 1)
    rests_until = Webhook.objects.get().rests_until
    assert rests_until in runs()
    assert rests_until > clock.now() + dt.timedelta(seconds=50)


def test_a_refusal_of_one_message_holds_up_no_other(town, delivery, receiver):
    receiver.answers = [422]
    attempt(delivery)
    sending.tell(Event.objects.get(service_request=town.report()))
    assert attempt(Delivery.objects.first())[0].state == "sent"


def test_many_messages_go_over_one_connection_and_are_marked_together(town, webhook, receiver, monkeypatch):
    monkeypatch.setattr(delivering, "SECONDS_OF_A_BATCH", 600)  # however slow the machine is

    def costs(messages: int) -> int:
        for _number in range(messages):
            sending.tell(Event.objects.get(service_request=town.report()))
        with CaptureQueriesContext(connection) as asked:
            delivering.deliver(webhook.pk)
        return len(asked)

    assert costs(2) == costs(12)
    assert [one.state for one in Delivery.objects.all()] == ["sent"] * 14
    assert [came.id for came in receiver.came] == [one.message_id for one in Delivery.objects.order_by("pk")]
    assert receiver.connections == 2


def test_what_follows_a_refused_message_of_the_same_request_waits_for_it_and_no_other_does(town, delivery, receiver):
    receiver.answers = [422]
    sending.tell(Event.objects.filter(service_request=operations.acknowledge(town.pothole, by=town.ada)).latest("pk"))
    other = Event.objects.get(service_request=town.report())
    sending.tell(other)
    attempt(delivery)
    assert [one.state for one in Delivery.objects.order_by("pk")] == ["waiting", "waiting", "sent"]
    assert delivery.webhook.deliveries.get(pk=delivery.pk).next_at in runs()
    delivering.deliver(delivery.webhook_id)
    assert len(receiver.came) == 2
    attempt(delivery)
    assert receiver.kinds[2:] == ["request.submitted", "request.acknowledged"]


def test_a_run_that_was_lost_is_asked_for_again(town, delivery):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    delivering.ask_for_all()
    delivering.ask_for_all()
    assert runs() == [None]
    attempt(delivery)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    delivering.ask_for_all()
    assert runs() == []


def test_a_redirect_to_our_own_network_is_not_followed(delivery, receiver):
    with receiving() as inside:
        receiver.answers, receiver.headers = [307], {"Location": inside.url}
        kept, _again = attempt(delivery)
        assert kept.trouble == Trouble.ELSEWHERE
        assert inside.came == []


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.1.2.3", "192.168.1.1", "169.254.169.254", "::1", "fe80::1", "::ffff:127.0.0.1"]
)
def test_a_name_that_leads_into_our_own_network_is_not_asked(delivery, receiver, settings, monkeypatch, address):
    settings.OUTBOUND_NETWORKS = []
    port = int(receiver.url.split(":")[2].split("/")[0])
    Webhook.objects.update(url=f"https://hooks.example.com:{port}/")
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *given, **more: found)
    assert attempt(delivery)[0].trouble == Trouble.FORBIDDEN
    assert receiver.came == []


def test_a_name_that_changes_between_the_look_and_the_call_is_not_asked(delivery, receiver, settings, monkeypatch):
    settings.OUTBOUND_NETWORKS = []
    port = int(receiver.url.split(":")[2].split("/")[0])
    Webhook.objects.update(url=f"https://hooks.example.com:{port}/")
    asked = iter(["93.184.216.34", "127.0.0.1", "127.0.0.1"])

    def rebinding(*given, **more):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(asked), port))]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    assert attempt(delivery)[0].trouble == Trouble.FORBIDDEN
    assert next(asked) == "127.0.0.1"
    assert receiver.came == []


def test_after_days_without_a_success_it_is_turned_off_and_its_administrators_read_so(
    town, webhook, delivery, receiver, as_if_days_ago
):
    receiver.answers = [500] * 9
    attempt(delivery)
    as_if_days_ago(4.9)
    rested()
    sending.tell(Event.objects.get(service_request=town.report()))
    attempt(Delivery.objects.first())
    assert Webhook.objects.get().is_on
    as_if_days_ago(0.2)
    attempt(Delivery.objects.first())
    kept = Webhook.objects.get()
    assert not kept.is_on
    assert kept.turned_off_at is not None
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = %s", [switching.TELL_OFF])
        told = cursor.fetchall()
    members = [member for member in town.alder.members.all() if member.role == Role.ADMINISTRATOR]
    assert len(told) == len(members) == 1
    switching.tell_off(webhook.pk, members[0].pk)
    [letter] = outbox.outbox
    assert letter.to == [members[0].person.email]
    assert "Work orders" in letter.subject
    assert f"/staff/setup/for/alder/webhooks/{webhook.pk}" in letter.body
    assert "/hook" not in letter.body


def test_gone_turns_it_off_at_once(delivery, receiver):
    receiver.answers = [410]
    assert attempt(delivery)[0].state == "given_up"
    assert not Webhook.objects.get().is_on


def test_turned_on_again_it_begins_anew_and_what_was_lost_is_sent_again(town, webhook, chief, delivery, receiver):
    receiver.answers = [410]
    attempt(delivery)
    with pytest.raises(Refused):
        sending.replay(delivery, by=chief)
    save(WEBHOOK, Webhook.objects.get(), by=chief, is_on=True)
    kept = Webhook.objects.get()
    assert (kept.is_on, kept.turned_off_at, kept.failing_since, kept.failures) == (True, None, None, 0)
    assert sending.replay_given_up(kept, by=chief) == 1
    assert attempt(delivery)[0].state == "sent"
    assert receiver.came[0].id == receiver.came[1].id


def test_what_was_taken_is_replayed_with_the_same_id(delivery, chief, receiver):
    attempt(delivery)
    assert sending.replay(delivery, by=chief).state == "waiting"
    attempt(delivery)
    assert receiver.came[0].id == receiver.came[1].id
    with pytest.raises(Refused):
        sending.replay(delivery, by=delivery.event.service_request.organization.members.get(role=Role.MANAGER))


def test_what_waits_is_given_up_where_it_was_turned_off(delivery, receiver):
    Webhook.objects.update(is_on=False)
    kept, again = attempt(delivery)
    assert (kept.state, kept.trouble, again, receiver.came) == ("given_up", Trouble.OFF, None, [])


def test_a_test_goes_out_at_once_also_where_it_is_turned_off(webhook, chief, town, receiver):
    Webhook.objects.update(is_on=False)
    sent = sending.send_test(webhook, by=chief)
    assert (sent.state, receiver.kinds) == ("sent", ["test"])
    receiver.answers = [500]
    assert sending.send_test(webhook, by=chief).state == "given_up"
    with pytest.raises(Refused):
        sending.send_test(webhook, by=town.abel)


def test_the_log_is_forgotten_after_a_month_but_for_what_waits(town, delivery, receiver, as_if_days_ago):
    attempt(delivery)
    sending.tell(Event.objects.get(service_request=town.report()))
    as_if_days_ago(31)
    sending.forget_old()
    assert [one.state for one in Delivery.objects.all()] == ["waiting"]


def test_with_everything_written_of_a_request_its_messages_are_destroyed(town, delivery):
    closed = operations.close(town.pothole, resolution="fixed", by=town.ada)
    destroy(closed, Kind.REQUESTS, town.alder)
    assert not Delivery.objects.exists()


# With the worker itself:


@pytest.fixture
def real_webhook(real_town, receiver) -> Webhook:
    chief = real_town.member("chief", real_town.alder, Role.ADMINISTRATOR)
    return set_up(real_town.alder, receiver.url, by=chief)


def test_the_worker_keeps_the_order_of_a_request_also_where_one_fails(
    real_town, real_webhook, receiver, run_jobs, monkeypatch
):
    monkeypatch.setattr(delivering, "WAITS", [dt.timedelta(minutes=5)])
    receiver.answers = [204, 422]
    operations.acknowledge(real_town.pothole, by=real_town.ada)
    operations.close(real_town.pothole, resolution="fixed", by=real_town.ada)
    run_jobs()
    assert receiver.kinds == ["request.submitted", "request.acknowledged"]
    other = real_town.report()
    run_jobs()
    assert receiver.came[-1].said["data"]["request"]["number"] == other.number
    Delivery.objects.update(next_at=None)
    run_jobs(later=True)
    assert receiver.kinds[-2:] == ["request.acknowledged", "request.closed"]
    assert [one.state for one in Delivery.objects.all()] == ["sent"] * 4


@pytest.mark.slow
def test_a_worker_killed_after_the_receivers_yes_sends_again_under_the_same_id(
    real_town, real_webhook, receiver, committed, run_jobs, tmp_path
):
    operations.acknowledge(real_town.pothole, by=real_town.ada)
    worker = subprocess.Popen([sys.executable, "-c", WORKER], env=environment(tmp_path, DATABASE_URL=committed))
    receiver.victim = worker.pid
    assert worker.wait(timeout=60) == -signal.SIGKILL
    with connection.cursor() as cursor:  # as if its silence had been noticed
        cursor.execute("UPDATE procrastinate_jobs SET status = 'todo' WHERE status = 'doing'")
    run_jobs(later=True)
    assert receiver.kinds == ["request.submitted", "request.submitted", "request.acknowledged"]
    assert receiver.came[0].id == receiver.came[1].id
    assert receiver.came[0].body == receiver.came[1].body
