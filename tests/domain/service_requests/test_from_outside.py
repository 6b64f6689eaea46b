"""What an organization off the platform may do with a request, as itself."""

from __future__ import annotations

import uuid

import pytest

from fixward.domain.conversations.models import Message
from fixward.domain.conversations.operations import reply_from_outside
from fixward.domain.conversations.story import story
from fixward.domain.service_requests import operations, queries
from fixward.domain.service_requests.models import Event, EventKind, Resolution, ServiceRequest, Status
from fixward.domain.service_requests.operations import Refused


@pytest.fixture
def handed(town) -> ServiceRequest:
    """The pothole, handed to the state, which is off the platform."""
    return operations.transfer(town.pothole, to=town.state, reason="A state road", by=town.ada)


def fresh(service_request: ServiceRequest) -> ServiceRequest:
    return ServiceRequest.objects.get(pk=service_request.pk)


def test_they_acknowledge_answer_and_close_what_they_hold(town, handed):
    operations.acknowledge_from_outside(handed, by=town.state)
    reply_from_outside(handed, text="On Monday", by=town.state)
    closed = operations.close_from_outside(handed, resolution=Resolution.FIXED, text="Filled", by=town.state)
    assert (closed.status, closed.resolution) == (Status.CLOSED, Resolution.FIXED)
    told = [(entry.title, entry.text, entry.by) for entry in story(fresh(handed), None)][-3:]
    assert told == [
        ("Acknowledged: somebody is on it", "", "State Roads"),
        ("Answered", "On Monday", "State Roads"),
        ("Closed: Fixed", "Filled", "State Roads"),
    ]


def test_their_words_are_not_masked_as_a_residents_are(town, handed):
    reply_from_outside(handed, text="Call 727 555 0101", by=town.state)
    assert story(fresh(handed), None)[-1].text == "Call 727 555 0101"
    assert Message.objects.get().public_text == "Call 727 555 0101"


def test_acknowledging_twice_says_it_once(town, handed):
    for _time in range(2):
        operations.acknowledge_from_outside(handed, by=town.state)
    assert Event.objects.filter(kind=EventKind.ACKNOWLEDGED).count() == 1


def test_the_same_key_answers_once(town, handed):
    key = uuid.uuid4()
    for _time in range(2):
        reply_from_outside(handed, text="On Monday", key=key, by=town.state)
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    "act",
    [
        lambda on, by: operations.acknowledge_from_outside(on, by=by),
        lambda on, by: operations.close_from_outside(on, resolution=Resolution.FIXED, by=by),
        lambda on, by: reply_from_outside(on, text="Words", by=by),
        lambda on, by: operations.number_from_outside(on, number="1", by=by),
    ],
)
def test_who_does_not_hold_it_or_works_on_the_platform_does_nothing(town, act):
    before = Event.objects.filter(service_request=town.pothole).count()
    for somebody in (town.state, town.alder, town.county):
        with pytest.raises(Refused):
            act(town.pothole, somebody)
    assert Event.objects.filter(service_request=town.pothole).count() == before


def test_after_it_left_them_they_do_nothing_more(town, handed):
    operations.return_to_sender(handed, reason="Ours after all", by=town.cora)
    with pytest.raises(Refused, match="not with State Roads"):
        reply_from_outside(handed, text="Words", by=town.state)


def test_closing_without_work_needs_words(town, handed):
    with pytest.raises(Refused, match="why no work is done"):
        operations.close_from_outside(handed, resolution=Resolution.NO_WORK, by=town.state)


def test_they_open_again_what_they_closed(town, handed):
    operations.close_from_outside(handed, resolution=Resolution.FIXED, by=town.state)
    opened = operations.reopen_from_outside(handed, by=town.state)
    assert opened.is_open
    assert opened.organization == town.state


def test_their_number_is_told_found_and_never_of_two_requests(town, handed):
    operations.number_from_outside(handed, number="SR-77", by=town.state)
    assert story(fresh(handed), None)[-1].title == "Known at State Roads as number SR-77"
    assert queries.find("SR-77", None) == handed
    other = operations.transfer(town.report(), to=town.state, reason="A state road", by=town.ada)
    with pytest.raises(Refused, match="which is that of request"):
        operations.number_from_outside(other, number="SR-77", by=town.state)
    assert not queries.outside_numbers(other)


def test_the_number_comes_also_when_it_has_left_them_meanwhile(town, handed):
    operations.return_to_sender(handed, reason="Ours after all", by=town.cora)
    operations.number_from_outside(handed, number="SR-78", by=town.state)
    assert [one.number for one in queries.outside_numbers(handed)] == ["SR-78"]
