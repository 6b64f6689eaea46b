"""Two complete Fixward servers, each an umbrella of its own, exchange a request: one story, no loop, no echo."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest
from django.db import connection

from fixward.domain.conversations import operations as conversations
from fixward.domain.conversations.models import Message
from fixward.domain.conversations.story import story
from fixward.domain.service_requests import operations
from fixward.domain.service_requests.models import Event, EventKind, OutsideNumber, ServiceRequest, Status
from fixward.followups.exchange.connectors.models import Connector, Dispatch, Pairing
from fixward.foundation import jobs, sealing
from tests import clones, programs
from tests import town as towns
from tests.mailbox import Mailbox
from tests.servers import serving
from tests.town import Town

SECONDS = 60
Found = TypeVar("Found")


@dataclass
class Umbrella:
    """A running server, its database, and the town in it."""

    address: str
    database: str
    town: Town

    def at(self) -> Any:
        """Within this block Django's connection is the one of this umbrella."""
        return clones.connected_to(self.database)


@pytest.fixture
def umbrellas(
    django_db_setup: None, django_db_blocker: Any, static_files: Path, tmp_path: Path
) -> Iterator[tuple[Umbrella, Umbrella]]:
    """Ours, and the state's own, each with its worker; both know the other one as an organization off the platform."""
    with ExitStack() as stack:
        stack.enter_context(django_db_blocker.unblock())
        mailbox = Mailbox()
        mailbox.start()
        stack.callback(mailbox.stop)
        made = []
        for name in ("ours", "theirs"):
            var = tmp_path / name
            var.mkdir()
            (var / "static").symlink_to(static_files)
            database = stack.enter_context(clones.clone())
            address, _process = stack.enter_context(
                serving(var, DATABASE_URL=clones.url(database), EMAIL_URL=mailbox.url)
            )
            with clones.connected_to(database):
                made.append(Umbrella(address, database, towns.build()))
        ours, theirs = made
        _know(ours, theirs)
        _know(theirs, ours)
        yield ours, theirs


def _know(one: Umbrella, other: Umbrella) -> None:
    """The state of the one is the umbrella of the other, reached by Open311."""
    with other.at():
        key = programs.key_for(other.town.county, "report")
    with one.at():
        connector = Connector.objects.create(
            organization=one.town.state,
            way="open311",
            endpoint=f"{other.address}/open311/v2",
            sealed_key=sealing.sealed(key),
            exchanges_updates=True,
        )
        Pairing.objects.create(connector=connector, service=one.town.pothole_service, their_code="pothole")


def _look(*umbrellas: Umbrella) -> None:
    """As the worker does every few minutes; gives it the time to be done."""
    time.sleep(1)  # Open311 tells times in whole seconds: what happened in one is asked for in the next
    for one in umbrellas:
        with one.at():
            before = dict(Connector.objects.values_list("pk", "polled_at"))
            jobs.defer("fixward.look_outside", timestamp=0)
            _soon(
                lambda before=before: all(
                    polled != before[pk] for pk, polled in Connector.objects.values_list("pk", "polled_at")
                )
            )
            assert list(Connector.objects.values_list("poll_trouble", flat=True)) == [""]
            _settled()


def _settled() -> None:
    """Until the worker has followed everything that happened."""

    def is_done() -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name NOT LIKE 'jobs.%%'")
            return cursor.fetchone()[0] == 0

    _soon(is_done)


def _soon(look: Callable[[], Found]) -> Found:
    deadline = time.monotonic() + SECONDS
    while True:
        found = look()
        if found:
            return found
        assert time.monotonic() < deadline, "It does not come."
        time.sleep(0.1)


def _words(service_request: ServiceRequest) -> list[str]:
    """What everybody reads of it that somebody has written, or that has become of it."""
    told = story(ServiceRequest.objects.get(pk=service_request.pk), None)
    return [
        f"{entry.title}: {entry.text}" if entry.kind == EventKind.CLOSED else entry.text or entry.title
        for entry in told
        if entry.kind in (EventKind.ACKNOWLEDGED, EventKind.REPLIED, EventKind.COMMENTED, EventKind.CLOSED)
    ]


@pytest.mark.slow
def test_a_request_goes_there_and_what_comes_of_it_comes_back(umbrellas):
    ours, theirs = umbrellas
    with ours.at():
        here = ours.town.report(description="A deep hole, call 727 555 0123")
        operations.transfer(here, to=ours.town.state, reason="A state road", by=ours.town.ada)
        number = _soon(lambda: OutsideNumber.objects.filter(service_request=here).first()).number
    with theirs.at():
        there = ServiceRequest.objects.get(number=number)
        assert there.organization == theirs.town.alder
        assert there.description.startswith("A deep hole")
        assert "0123" not in there.description
        operations.acknowledge(there, by=theirs.town.ada)
        conversations.reply(there, text="We come on Monday", by=theirs.town.ada)
    with ours.at():
        conversations.comment(here, text="It is deeper now", by=ours.town.fred)
        _settled()
    _look(ours, theirs)
    with theirs.at():
        operations.close(there, resolution="fixed", text="Filled with asphalt", by=theirs.town.ada)
    for _time in range(3):
        _look(ours, theirs)
    with ours.at():
        told_here = _words(here)
        assert ServiceRequest.objects.get(pk=here.pk).status == Status.CLOSED
        assert ServiceRequest.objects.count() == 1
        assert not Dispatch.objects.unsent().exists()
    with theirs.at():
        told_there = _words(there)
        assert ServiceRequest.objects.count() == 1
        assert not Dispatch.objects.exists()
    assert sorted(told_here) == sorted(told_there)
    assert sorted(told_here) == [
        "Acknowledged: somebody is on it",
        "Closed: Fixed: Filled with asphalt",
        "It is deeper now",
        "We come on Monday",
    ]


@pytest.mark.slow
def test_handed_back_it_makes_no_second_request_and_does_not_go_round(umbrellas):
    ours, theirs = umbrellas
    with ours.at():
        here = ours.town.report()
        operations.transfer(here, to=ours.town.state, reason="A state road", by=ours.town.ada)
        number = _soon(lambda: OutsideNumber.objects.filter(service_request=here).first()).number
    with theirs.at():
        there = ServiceRequest.objects.get(number=number)
        operations.transfer(there, to=theirs.town.state, reason="It is a city street", by=theirs.town.ada)
        conversations.comment(there, text="Nobody comes", by=theirs.town.fred)
        _settled()
    for _time in range(3):
        _look(ours, theirs)
    with ours.at():
        assert [message.text for message in Message.objects.all()] == [
            "Handed to State Roads. It is a city street",
            "Nobody comes",
        ]
        operations.return_to_sender(ServiceRequest.objects.get(pk=here.pk), reason="Ours after all", by=ours.town.cora)
        _settled()
        events = Event.objects.count()
    for _time in range(2):
        _look(ours, theirs)
    with ours.at():
        assert (ServiceRequest.objects.count(), Event.objects.count()) == (1, events)
    with theirs.at():
        assert ServiceRequest.objects.count() == 1
