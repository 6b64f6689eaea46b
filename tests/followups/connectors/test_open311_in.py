"""What another system says of a request comes in once: updates, statuses, answers that are none."""

from __future__ import annotations

import pytest

from fixward.domain.conversations.models import Message
from fixward.domain.conversations.story import story
from fixward.domain.service_requests import operations
from fixward.domain.service_requests.models import Event, EventKind, Resolution, Status
from fixward.followups.exchange.connectors.models import Connector, Outcome, Received
from fixward.followups.exchange.connectors.open311.polling import look
from tests.followups.connectors.test_open311 import fresh


def test_their_updates_come_in_once_in_their_order(town, connector, server, out, handed):
    out(handed)
    server.updates = [
        {"update_id": 2, "service_request_id": "X1", "status": "FIXED", "description": "Filled",
         "updated_datetime": "2026-01-02T10:00:00Z"},
        {"update_id": 1, "service_request_id": "X1", "status": "IN_PROGRESS", "description": "We come",
         "updated_datetime": "2026-01-01T10:00:00Z"},
        {"update_id": 3, "service_request_id": "unknown", "status": "OPEN", "description": "?"},
        {"service_request_id": "X1", "description": "without an id"},
    ]  # fmt: skip
    for _time in range(2):
        look()
    told = [(entry.title, entry.text) for entry in story(fresh(handed), None)][-3:]
    assert told == [
        ("Acknowledged: somebody is on it", ""),
        ("Answered", "We come"),
        ("Closed: Fixed", "Filled"),
    ]
    assert Received.objects.filter(outcome=Outcome.DONE).count() == 2
    assert out(handed) == []
    assert server.posted("/servicerequestupdates.json") == []  # what they wrote does not come back to them


def test_only_what_is_new_of_a_status_is_news(town, connector, server, out, handed):
    Connector.objects.update(exchanges_updates=False)
    out(handed)
    server.requests["X1"]["status_notes"] = "A crew is coming"
    for _time in range(2):
        look()
    assert [message.text for message in Message.objects.all()] == ["A crew is coming"]
    server.requests["X1"] |= {"status": "closed", "status_notes": "Filled"}
    for _time in range(2):
        look()
    assert (fresh(handed).status, fresh(handed).resolution) == (Status.CLOSED, Resolution.FIXED)
    server.requests["X1"] |= {"status": "open", "status_notes": "Sank again"}
    look()
    assert fresh(handed).is_open
    assert Event.objects.filter(kind=EventKind.CLOSED).count() == 1


def test_what_a_status_did_already_its_update_does_not_say_again(town, connector, server, out, handed):
    out(handed)
    server.requests["X1"] |= {"status": "closed", "status_notes": "Fixed. Filled with asphalt"}
    look()
    closing = {"service_request_id": "X1", "status": "closed", "description": "Fixed. Filled with asphalt"}
    server.updates = [closing | {"update_id": 7, "updated_datetime": "2026-01-02T10:00:00Z"}]
    look()
    server.requests["X1"] |= {"status": "open", "status_notes": None}
    look()
    opening = {"service_request_id": "X1", "status": "open", "description": "Reopened. It sank again. Look"}
    server.updates.append(opening | {"update_id": 8, "updated_datetime": "2026-01-03T10:00:00Z"})
    look()
    assert [(event.kind, event.data.get("text")) for event in fresh(handed).events.order_by("pk")][-3:] == [
        (EventKind.CLOSED, "Filled with asphalt"),
        (EventKind.REOPENED, None),
        (EventKind.REPLIED, None),
    ]
    assert [message.text for message in Message.objects.all()] == ["It sank again. Look"]


def test_a_reason_for_opening_again_is_kept_whole(town, connector, server, out, handed):
    out(handed)
    operations.close_from_outside(fresh(handed), resolution=Resolution.FIXED, by=town.state)
    opening = {"service_request_id": "X1", "status": "open", "description": "Reopened. It sank again. Look"}
    server.updates = [opening | {"update_id": 8, "updated_datetime": "2026-01-03T10:00:00Z"}]
    look()
    assert Event.objects.get(kind=EventKind.REOPENED).data["reason"] == "It sank again. Look"


def test_a_duplicate_there_is_no_work_here(connector, server, out, handed):
    Connector.objects.update(exchanges_updates=False)
    out(handed)
    server.requests["X1"] |= {"status": "closed", "status_notes": "Duplicate of X0"}
    look()
    assert fresh(handed).resolution == Resolution.NO_WORK


@pytest.mark.parametrize("body", [b"", b'{"half', b"<html>", b"[1, null]", b'"words"', b'{"errors": []}'])
def test_a_poll_that_fails_says_so_and_breaks_nothing(connector, server, out, handed, body):
    out(handed)
    server.mood = lambda handler, method, path, form: handler.say(200, body) or True
    look()
    server.mood = None
    before = Event.objects.count()
    look()
    assert Event.objects.count() == before
    assert Connector.objects.get().poll_trouble == ""


@pytest.mark.parametrize(
    ("notes", "resolution", "text"),
    [
        ("Fixed. Filled with asphalt", Resolution.FIXED, "Filled with asphalt"),
        ("Nothing found on the spot. We looked twice", Resolution.NOTHING_FOUND, "We looked twice"),
        ("Fixed", Resolution.FIXED, ""),
        ("Filled", Resolution.FIXED, "Filled"),
    ],
)
def test_the_outcome_of_another_fixward_is_the_same_here(connector, server, out, handed, notes, resolution, text):
    out(handed)
    server.requests["X1"] |= {"status": "closed", "status_notes": notes}
    look()
    closed = Event.objects.get(kind=EventKind.CLOSED)
    assert (closed.data["resolution"], closed.data["text"]) == (resolution, text)


def test_wider_words_say_that_they_are_at_work_and_words_for_a_state_are_no_answer(connector, server, out, handed):
    out(handed)
    server.requests["X1"] |= {"status_notes": "In progress", "extended_attributes": {"status": "IN_PROGRESS"}}
    look()
    assert fresh(handed).status == Status.ACKNOWLEDGED
    assert not Message.objects.exists()
