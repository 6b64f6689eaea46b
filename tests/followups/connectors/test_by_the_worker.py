"""The worker, a real mail server and real commits: out and back, and nothing twice."""

from __future__ import annotations

from typing import Any

import pytest

from fixward.domain.conversations.models import Message
from fixward.domain.service_requests import operations
from fixward.domain.service_requests.models import Event
from fixward.followups import tasks
from fixward.followups.exchange.connectors.mail.receiving import receive
from fixward.followups.exchange.connectors.models import Dispatch
from tests.followups.conftest import in_own_thread

ROADS = "roads@example.com"


@pytest.fixture
def handed(real_town: Any) -> Any:
    return operations.transfer(real_town.pothole, to=real_town.state, reason="A state road", by=real_town.ada)


def test_out_by_smtp_and_back_by_an_answer(real_town, handed, mail, run_jobs, jobs_left):
    run_jobs()
    (sent,) = [one for one in mail.messages if one["To"] == ROADS]
    answer = f"From: {ROADS}\r\nTo: {sent['Reply-To']}\r\nMessage-ID: <1@example.com>\r\n\r\nWe come on Monday"
    in_own_thread(lambda: receive(answer.encode()))
    run_jobs()
    assert Message.objects.get().text == "We come on Monday"
    assert [one["Subject"].rpartition(": ")[2] for one in mail.messages if one["To"] == "rosa@example.net"] == [
        "received",
        "now with State Roads",
        "an answer from State Roads",
    ]
    assert len([one for one in mail.messages if one["To"] == ROADS]) == 1
    assert jobs_left() == 0


def test_a_mail_server_that_is_down_for_a_while_loses_nothing_and_sends_nothing_twice(
    handed, mail, run_jobs, jobs_left
):
    mail.stop()
    run_jobs()
    assert not Dispatch.objects.exclude(sent_at=None).exists()
    mail.start()
    for _time in range(2):
        run_jobs(later=True)
    assert len(mail.to(ROADS)) == 1
    assert jobs_left() == 0


def test_followed_twice_it_goes_out_once(handed, mail, run_jobs):
    run_jobs()
    for event in Event.objects.order_by("pk"):
        in_own_thread(lambda event=event: tasks.follow_up(event.pk))
    run_jobs()
    assert len(mail.to(ROADS)) == 1
