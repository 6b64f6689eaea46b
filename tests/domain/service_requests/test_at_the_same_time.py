"""Two real connections acting on one request: none loses what the other did."""

import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

from fixward.domain.conversations import operations as conversations
from fixward.domain.conversations.models import Message
from fixward.domain.routing import current
from fixward.domain.service_requests.models import Custody, Event, Priority, Relation, ServiceRequest
from fixward.domain.service_requests.operations import (
    Refused,
    acknowledge,
    close,
    mark_duplicate,
    relate,
    separate,
    set_priority,
    support,
    transfer,
)
from tests import town as towns


@pytest.fixture
def real_town(committed: str) -> towns.Town:
    """Its rules are in use: who finds another thread reading them goes on with those from before."""
    town = towns.build()
    current.current()
    return town


def at_the_same_time(*acts: Callable[[], Any]) -> list[Any]:
    """Each act in a thread and connection of its own, started together; gives results or refusals."""
    together = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(number: int) -> None:
        together.wait()
        try:
            results[number] = acts[number]()
        except Exception as error:  # noqa: BLE001  (told to the test, which looks at it)
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


def test_replies_of_many_at_once_are_all_kept(real_town):
    pothole = real_town.pothole
    texts = [f"Reply {number}" for number in range(8)]
    at_the_same_time(*(lambda text=text: conversations.reply(pothole, text=text, by=real_town.ada) for text in texts))
    assert set(Message.objects.values_list("text", flat=True)) == set(texts)
    assert Event.objects.filter(kind="replied").count() == 8
    assert ServiceRequest.objects.get().version == 9


def test_of_two_transfers_at_once_one_wins_and_the_other_is_told(real_town):
    pothole = real_town.pothole
    results = at_the_same_time(
        lambda: transfer(pothole, to=real_town.county, reason="County road", by=real_town.ada),
        lambda: transfer(pothole, to=real_town.birch, reason="Birch's", by=real_town.abel),
    )
    assert sum(isinstance(result, Refused) for result in results) == 1, results
    assert Custody.objects.filter(ended_at=None).count() == 1
    assert Event.objects.filter(kind="transferred").count() == 1


def test_a_reply_and_a_close_at_once_are_both_kept(real_town):
    pothole = real_town.pothole
    results = at_the_same_time(
        lambda: conversations.reply(pothole, text="On our way", by=real_town.ada),
        lambda: close(pothole, resolution="fixed", by=real_town.abel),
        lambda: acknowledge(pothole, by=real_town.abel),
    )
    assert Message.objects.count() == 1
    assert ServiceRequest.objects.get().status == "closed"
    assert [result for result in results[:2] if isinstance(result, Exception)] == []


def test_one_key_sent_many_times_at_once_makes_one_request(real_town):
    key = uuid.uuid4()
    results = at_the_same_time(*(lambda: real_town.report(key=key) for _ in range(6)))
    assert {getattr(result, "number", result) for result in results} == {ServiceRequest.objects.get().number}


def test_one_reply_sent_twice_at_once_is_written_once(real_town):
    pothole, key = real_town.pothole, uuid.uuid4()
    at_the_same_time(*(lambda: conversations.reply(pothole, text="Hello", by=real_town.ada, key=key) for _ in range(4)))
    assert Message.objects.count() == 1


def test_two_requests_marked_as_each_others_duplicate_at_once_do_not_wait_for_ever(real_town):
    first, second = real_town.report(), real_town.report()
    results = at_the_same_time(
        lambda: mark_duplicate(first, of=second, by=real_town.ada),
        lambda: mark_duplicate(second, of=first, by=real_town.abel),
    )
    assert sum(isinstance(result, Refused) for result in results) == 1
    assert ServiceRequest.objects.filter(status="closed").count() == 1


def test_support_of_one_person_in_two_tabs_counts_once(real_town):
    pothole = real_town.pothole
    results = at_the_same_time(*(lambda: support(pothole, by=real_town.fred) for _ in range(4)))
    assert not [result for result in results if isinstance(result, Exception)]
    assert pothole.supports.count() == 1


def test_two_desks_that_link_each_others_requests_at_once_do_not_wait_for_ever(real_town):
    first, second = real_town.pothole, real_town.report()
    results = at_the_same_time(
        lambda: relate(first, to=second, by=real_town.ada),
        lambda: relate(second, to=first, by=real_town.abel),
    )
    assert sum(isinstance(result, Refused) for result in results) == 1, results
    assert Relation.objects.count() == 1


def test_separating_twice_at_once_is_done_once(real_town):
    closed = mark_duplicate(real_town.report(), of=real_town.pothole, by=real_town.ada)
    results = at_the_same_time(
        *(lambda by=by: separate(closed, reason="Two holes", by=by) for by in (real_town.ada, real_town.abel))
    )
    assert sum(isinstance(result, Refused) for result in results) == 1, results
    assert Event.objects.filter(kind="separated").count() == 2
    assert Custody.objects.filter(service_request=closed, ended_at=None).count() == 1


def test_of_two_priorities_at_once_the_one_from_the_older_form_is_refused(real_town):
    hole = real_town.pothole
    results = at_the_same_time(
        lambda: set_priority(hole, priority=Priority.HIGH, by=real_town.ada, seen=hole.version),
        lambda: set_priority(hole, priority=Priority.LOW, by=real_town.abel, seen=hole.version),
    )
    assert sum(isinstance(result, Refused) for result in results) == 1, results
