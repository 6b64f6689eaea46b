"""Mails by a real SMTP server: none is lost, none is sent twice, whatever dies meanwhile."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from typing import Any

import pytest
from django.db import connection, connections, transaction

from fixward.domain.conversations import operations as conversations
from fixward.domain.service_requests import operations
from fixward.domain.service_requests.models import Event, Resolution
from fixward.followups import tasks
from fixward.followups.notifications import sending
from fixward.followups.notifications.models import Delivery
from tests.servers import environment

ROSA, FRED, STREETS = "rosa@example.net", "fred@example.net", "streets.alder@example.org"

WORKER = "import django; django.setup(); from fixward.foundation import jobs; jobs.run_jobs()"


def whats(subjects: list[str]) -> list[str]:
    """The last words of each subject: what happened."""
    return [subject.rpartition(": ")[2] for subject in subjects]


@pytest.fixture
def lived(real_town, mail):
    """A pothole with four events, of which the worker has done nothing yet."""
    service_request = real_town.pothole
    operations.acknowledge(service_request, by=real_town.ada)
    conversations.reply(service_request, text="On Monday", by=real_town.ada)
    operations.close(service_request, resolution=Resolution.FIXED, by=real_town.ada)
    return service_request


IN_ORDER = ["received", "in progress", "an answer from City of Alder", "closed"]


def test_mails_leave_by_smtp_in_the_order_of_what_happened(lived, mail, run_jobs, jobs_left):
    run_jobs()
    assert whats(mail.to(ROSA)) == IN_ORDER
    assert whats(mail.to(STREETS)) == ["new"]
    assert jobs_left() == 0


def test_a_mail_has_a_text_and_an_html_side(lived, mail, run_jobs):
    run_jobs()
    first = mail.messages[0]
    assert [part.get_content_type() for part in first.iter_parts()] == ["text/plain", "text/html"]
    assert "We have received your report." in first.get_body(("plain",)).get_content()


def test_a_mail_server_that_is_down_loses_nothing_and_sends_nothing_twice(lived, mail, run_jobs, jobs_left):
    mail.stop()
    for _ in range(3):
        run_jobs(later=True)
    assert Delivery.objects.waiting().count() == Delivery.objects.count() == 2
    mail.start()
    run_jobs(later=True)
    run_jobs(later=True)
    assert whats(mail.to(ROSA)) == IN_ORDER
    assert whats(mail.to(STREETS)) == ["new"]
    assert jobs_left() == 0


def test_a_server_that_goes_down_between_two_mails_gets_only_the_second_again(lived, mail, run_jobs):
    mail.refused[STREETS] = "421 Closing"
    run_jobs()
    assert whats(mail.to(ROSA)) == ["received"]
    mail.refused.clear()
    run_jobs(later=True)
    assert whats(mail.to(ROSA)) == IN_ORDER
    assert whats(mail.to(STREETS)) == ["new"]


def test_an_address_refused_for_good_is_noted_and_holds_up_nobody(lived, mail, run_jobs, jobs_left):
    mail.refused[ROSA] = "550 No such user"
    run_jobs()
    assert whats(mail.to(STREETS)) == ["new"]
    assert set(Delivery.objects.filter(address=ROSA).values_list("error", "sent_at")) == {
        ("The server refused it for good (550).", None)
    }
    assert jobs_left() == 0


def test_an_address_refused_for_now_is_tried_again_in_order_and_holds_up_nobody(lived, mail, run_jobs, jobs_left):
    mail.refused[ROSA] = "451 Try again in five minutes"
    run_jobs()
    assert whats(mail.to(STREETS)) == ["new"]
    assert mail.to(ROSA) == []
    assert jobs_left("fixward.follow_up") == 0
    mail.refused.clear()
    run_jobs(later=True)
    assert whats(mail.to(ROSA)) == IN_ORDER
    assert jobs_left() == 0


def test_an_address_refused_for_now_is_given_up_after_three_days(lived, mail, run_jobs, jobs_left):
    mail.refused[ROSA] = "452 Mailbox full"
    run_jobs()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE notifications_delivery SET written_at = now() - interval '4 days'")
    run_jobs(later=True)
    assert set(Delivery.objects.filter(address=ROSA).values_list("error", flat=True)) == {
        "The server refused it for now (452)."
    }
    assert jobs_left() == 0


def test_what_waited_is_not_told_to_who_has_stopped_following_or_may_see_it_no_more(
    real_town, mail, run_jobs, jobs_left
):
    service_request = operations.follow(real_town.pothole, by=real_town.fred)
    run_jobs()
    mail.stop()
    operations.acknowledge(service_request, by=real_town.ada)
    run_jobs()
    operations.hide(service_request, reason="A licence plate", by=real_town.abel)
    operations.unfollow(service_request, by=real_town.rosa)
    mail.start()
    run_jobs(later=True)
    assert whats(mail.to(ROSA)) == ["received"]
    assert mail.to(FRED) == []
    assert jobs_left() == 0


def test_the_same_job_done_again_sends_nothing(lived, mail, run_jobs):
    run_jobs()
    for event in Event.objects.all():
        tasks.follow_up(event_id=event.pk)
    assert whats(mail.to(ROSA)) == IN_ORDER


def test_two_workers_on_the_same_event_at_once_send_once(real_town, mail):
    event = Event.objects.get(service_request=real_town.pothole)
    together = threading.Barrier(4)
    refusals: list[Exception] = []

    def work() -> None:
        together.wait()
        try:
            sending.notify(event)
        except sending.Busy as busy:
            refusals.append(busy)  # and its job is tried again
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(message["To"] for message in mail.messages) == [ROSA, STREETS]


def test_what_another_worker_is_sending_is_looked_at_again(real_town, mail):
    """Should that worker die, nobody else would know."""
    event = Event.objects.get(service_request=real_town.pothole)
    mail.stop()
    with pytest.raises(OSError, match="refused"):
        sending.notify(event)
    mail.start()
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            list(Delivery.objects.select_for_update().filter(address=ROSA))
            held.set()
            done.wait(timeout=30)
        connections.close_all()

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(timeout=30)
    with pytest.raises(sending.Busy):
        sending.notify(event)
    done.set()
    thread.join()
    sending.notify(event)
    assert [message["To"] for message in mail.messages] == [STREETS, ROSA]


@pytest.mark.slow
def test_a_worker_killed_after_the_servers_yes_leaves_one_mail_that_is_known_again_by_its_id(
    real_town, committed, mail, run_jobs, tmp_path
):
    operations.follow(real_town.pothole, by=real_town.fred)
    operations.acknowledge(real_town.pothole, by=real_town.ada)
    mail.kills_at = FRED
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER], env=environment(tmp_path, DATABASE_URL=committed, EMAIL_URL=mail.url)
    )
    mail.victim = worker.pid
    assert worker.wait(timeout=60) == -signal.SIGKILL
    mail.kills_at = None
    with connection.cursor() as cursor:  # as if its silence had been noticed
        cursor.execute("UPDATE procrastinate_jobs SET status = 'todo' WHERE status = 'doing'")
    run_jobs(later=True)
    assert whats(mail.to(ROSA)) == ["received", "in progress"]
    assert whats(mail.to(STREETS)) == ["new"]
    twice = [message["Message-ID"] for message in mail.messages if message["To"] == FRED]
    assert len(twice) == 2
    assert len(set(twice)) == 1


def test_one_followups_trouble_is_not_the_others(real_town, monkeypatch):
    done: list[Event] = []

    def fails(event: Event) -> None:
        raise OSError

    monkeypatch.setattr(tasks, "FOLLOWUPS", [fails, done.append])
    event = Event.objects.get(service_request=real_town.pothole)
    with pytest.raises(ExceptionGroup):
        tasks.follow_up(event_id=event.pk)
    assert done == [event]


def test_without_a_mail_server_mails_are_files_in_the_order_of_sending(real_town, settings, tmp_path, run_jobs):
    settings.EMAIL_BACKEND = "fixward.foundation.mail.FileBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    operations.acknowledge(real_town.pothole, by=real_town.ada)
    run_jobs()
    files = sorted((tmp_path / "mail").iterdir())
    assert all(file.suffix == ".eml" for file in files)
    to = [next(line for line in file.read_text().splitlines() if line.startswith("To: ")) for file in files]
    assert to == [f"To: {ROSA}", f"To: {STREETS}", f"To: {ROSA}"]


def test_no_address_and_no_key_stands_in_a_log_line(lived, mail, run_jobs, capfd: Any, caplog: Any):
    mail.refused[ROSA] = "550 No such user rosa@example.net"
    run_jobs()
    mail.refused[ROSA] = "421 Closing for rosa@example.net"
    operations.reopen(lived, reason="Still there", by=Event.objects.filter(kind="closed").get().member)
    run_jobs()
    lines = caplog.text + "".join(capfd.readouterr())
    assert ROSA not in lines
    assert "?key=" not in lines
