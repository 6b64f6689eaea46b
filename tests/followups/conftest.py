"""The worker in the test's own process, and a real mail server that can be made to refuse."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core import mail as outbox
from django.db import connection, connections

from fixward.domain.service_requests import feed, operations
from fixward.domain.service_requests.models import Event, ServiceRequest
from fixward.followups.insights.making import renewing
from fixward.followups.notifications.sending import notify
from fixward.foundation import jobs
from tests import town as towns
from tests.mailbox import Mailbox
from tests.town import Town


class MoodyMailbox(Mailbox):
    """Answers RCPT as told for each address, and notes every mail it said yes to."""

    def __init__(self) -> None:
        super().__init__()
        self.refused: dict[str, str] = {}
        self.kills_at: str | None = None
        self.victim = 0

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if answer := self.refused.get(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        answer = await super().handle_DATA(server, session, envelope)
        if self.kills_at in envelope.rcpt_tos:
            os.kill(self.victim, signal.SIGKILL)
        return answer

    def to(self, address: str) -> list[str]:
        """The subjects that came to one address, in order."""
        return [mail["Subject"] for mail in self.messages if mail["To"] == address]


@pytest.fixture
def mail(settings: Any) -> Iterator[MoodyMailbox]:
    """The platform's mail server."""
    mailbox = MoodyMailbox()
    mailbox.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mailbox.port
    yield mailbox
    mailbox.stop()


@pytest.fixture
def real_town(committed: str) -> towns.Town:
    """The town, committed: the worker has connections of its own."""
    return towns.build()


@pytest.fixture
def run_jobs(committed: str) -> Any:
    """Do what is due; `later` brings forward what waits for its next try."""

    def run(*, later: bool = False) -> None:
        if later:
            with connection.cursor() as cursor:
                cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE status = 'todo'")
        in_own_thread(jobs.run_jobs)

    return run


def read_all(read: Callable[[], object] = renewing.renew) -> None:
    """What the database does by itself, such as gathering statistics, may hold the feed back for a moment."""
    for _ in range(600):
        if not feed.is_held_back():
            read()
            return
        time.sleep(0.05)
    raise AssertionError("A transaction does not end.")


def in_own_thread(act: Any) -> Any:
    """An event loop may run in the main thread already."""

    def run() -> Any:
        try:
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result()


@pytest.fixture
def jobs_left(committed: str) -> Any:
    """How many jobs (with this beginning of their names) are not done."""

    def count(name: str = "fixward.") -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE starts_with(task_name, %s)", [name])
            return int(cursor.fetchone()[0])

    return count


@pytest.fixture
def told(town: Town):
    """Tells the last event; gives the mails by address, in order."""

    def tell(service_request: ServiceRequest, kind: str | None = None) -> dict[str, outbox.EmailMultiAlternatives]:
        outbox.outbox.clear()
        events = Event.objects.filter(service_request=service_request)
        notify((events.filter(kind=kind) if kind else events).latest("pk"))
        return {message.to[0]: message for message in outbox.outbox}

    return tell


@pytest.fixture
def followed(town: Town) -> ServiceRequest:
    """The pothole, reported by Rosa and followed by Fred."""
    return operations.follow(town.pothole, by=town.fred)
