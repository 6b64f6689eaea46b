"""Asking the reporter for something: the clocks rest, and it ends by an answer, by a member, or by itself."""

from __future__ import annotations

import datetime as dt

import pytest

from fixward.domain.conversations import operations
from fixward.domain.conversations.models import Message
from fixward.domain.service_requests import queries
from fixward.domain.service_requests.models import Audience, Event, EventKind, Resolution, ServiceRequest
from fixward.domain.service_requests.operations import (
    Contact,
    Refused,
    add_photos,
    assign,
    close,
    resume,
    transfer,
    unfollow,
    withdraw,
)
from fixward.foundation import clock
from fixward.foundation.files.pictures import Picture
from tests.town import Town

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
# A Monday at ten in the morning, in the zone of all organizations of the town; the target is three working days.
MONDAY = dt.datetime(2026, 6, 1, 14, tzinfo=dt.UTC)


def fresh(service_request: ServiceRequest) -> ServiceRequest:
    return ServiceRequest.objects.get(pk=service_request.pk)


def kinds(service_request: ServiceRequest) -> list[str]:
    return list(Event.objects.filter(service_request=service_request).order_by("pk").values_list("kind", flat=True))


@pytest.fixture
def asked(town: Town) -> ServiceRequest:
    """The pothole of Monday at ten, about which Rosa is asked on Tuesday at ten."""
    with clock.at(MONDAY):
        hole = town.report()
    with clock.at(MONDAY + DAY):
        operations.ask(hole, text="Which lane?", by=town.ada)
    return fresh(hole)


def test_a_question_lets_the_clocks_rest_and_counts_as_taking_note(asked, town: Town):
    assert asked.waiting_since == MONDAY + DAY
    assert (asked.status, asked.acknowledged_at) == ("acknowledged", MONDAY + DAY)
    event = asked.events.get(kind=EventKind.ASKED)
    assert event.data == {
        "message": Message.objects.get().pk,
        "until": (MONDAY + 15 * DAY).isoformat(),
        "acknowledged": True,
        "spent": {"held": 86_400, "worked": 9 * 3_600, "due": asked.custodies.get().due_at.isoformat()},
    }
    with clock.at(MONDAY + 10 * DAY):
        assert queries.holds(asked)[-1].used == 9 * HOUR  # one working day, until it was asked
        assert not queries.holds(asked)[-1].is_late
    assert asked.due_at is None


def test_the_reporters_comment_ends_the_wait_and_both_targets_are_later_by_it(asked, town: Town):
    due, expected = asked.custodies.get().due_at, asked.expected_at
    with clock.at(MONDAY + 3 * DAY):
        operations.comment(asked, text="The left one", by=town.rosa)
    after = fresh(asked)
    assert after.waiting_since is None
    assert kinds(after)[-2:] == [EventKind.COMMENTED, EventKind.RESUMED]
    resumed = after.events.get(kind=EventKind.RESUMED)
    assert (resumed.person, resumed.data) == (town.rosa, {"since": (MONDAY + DAY).isoformat()})
    assert after.due_at == after.custodies.get().due_at
    # From Tuesday at ten to Thursday at ten: two working days, from the evening of Thursday to that of Monday.
    assert after.custodies.get().due_at - due == after.expected_at - expected == 4 * DAY
    with clock.at(MONDAY + 3 * DAY + HOUR):
        assert queries.holds(after)[-1].used == 10 * HOUR


def test_what_was_late_stays_as_late_as_it_was(town: Town):
    with clock.at(MONDAY):
        hole = town.report()
    with clock.at(MONDAY + 7 * DAY):
        operations.ask(hole, text="Which lane?", by=town.ada)
    with clock.at(MONDAY + 10 * DAY):
        resume(hole, by=town.ada)
        assert queries.holds(fresh(hole))[-1].is_late
        assert fresh(hole).custodies.get().due_at < clock.now()


def test_the_reporters_photos_are_an_answer_and_another_residents_comment_is_none(asked, town: Town):
    operations.comment(asked, text="I saw it too", by=town.fred)
    assert fresh(asked).waiting_since
    add_photos(asked, [Picture(b"large", b"small", 4, 3, "hole")], by=town.rosa)
    assert fresh(asked).waiting_since is None


def test_an_answer_that_a_moderator_reads_first_ends_the_wait_all_the_same(asked, town: Town):
    town.alder.holds_comments = True
    town.alder.save()
    message = operations.comment(asked, text="The left one", by=town.rosa)
    assert message.held_at
    assert fresh(asked).waiting_since is None


def test_a_member_says_that_the_work_goes_on_and_only_while_it_waits(asked, town: Town):
    with pytest.raises(Refused, match="Only City of Alder"):
        resume(asked, by=town.carla)
    resume(asked, by=town.ada)
    assert fresh(asked).waiting_since is None
    with pytest.raises(Refused, match="does not wait"):
        resume(asked, by=town.ada)


def test_a_wait_goes_on_through_hands_and_is_charged_to_neither(asked, town: Town):
    with clock.at(MONDAY + 2 * DAY):
        assign(asked, department=town.alder_desk, by=town.ada)
    with clock.at(MONDAY + 3 * DAY):
        transfer(asked, to=town.county, reason="A county road", by=town.ada)
    with clock.at(MONDAY + 4 * DAY):
        operations.comment(asked, text="The left one", by=town.rosa)
    with clock.at(MONDAY + 4 * DAY + HOUR):
        holds = queries.holds(fresh(asked))
    assert [hold.used for hold in holds] == [9 * HOUR, dt.timedelta(), HOUR]
    assert [hold.is_late for hold in holds] == [False] * 3


def test_closing_ends_the_wait(asked, town: Town):
    with clock.at(MONDAY + 20 * DAY):
        close(asked, resolution=Resolution.FIXED, by=town.ada)
    after = fresh(asked)
    assert after.waiting_since is None
    assert after.waits.get().ended_at == MONDAY + 20 * DAY
    assert queries.holds(after)[-1].used == 9 * HOUR
    assert not queries.holds(after)[-1].is_late


def test_taking_it_back_ends_the_wait(asked, town: Town):
    withdraw(asked, by=town.rosa)
    assert fresh(asked).waiting_since is None


def test_the_reporter_is_reminded_once_and_then_it_is_closed(asked, town: Town):
    with clock.at(MONDAY + DAY + 5 * DAY - HOUR):
        operations.look_after_questions()
        assert kinds(asked)[-1] == EventKind.ASKED
    with clock.at(MONDAY + DAY + 5 * DAY):
        operations.look_after_questions()
        operations.look_after_questions()
    assert kinds(asked)[-2:] == [EventKind.ASKED, EventKind.REMINDED]
    assert asked.events.get(kind=EventKind.REMINDED).audience == Audience.PRIVATE
    with clock.at(MONDAY + DAY + 14 * DAY):
        operations.look_after_questions()
        operations.look_after_questions()
    after = fresh(asked)
    assert (after.status, after.resolution, after.waiting_since) == ("closed", Resolution.NO_ANSWER, None)
    assert kinds(asked)[-1] == EventKind.CLOSED
    assert asked.events.get(kind=EventKind.CLOSED).member is None


def test_what_was_answered_meanwhile_is_neither_reminded_nor_closed(asked, town: Town):
    with clock.at(MONDAY + 2 * DAY):
        operations.comment(asked, text="The left one", by=town.rosa)
    with clock.at(MONDAY + 30 * DAY):
        operations.look_after_questions()
    assert fresh(asked).is_open
    assert EventKind.REMINDED not in kinds(asked)


def test_one_questions_trouble_is_not_the_others(asked, town: Town, monkeypatch):
    with clock.at(MONDAY + DAY + HOUR):
        second = town.report()
        operations.ask(second, text="Where?", by=town.ada)
    real = operations.asking.remind

    def breaking(wait):
        if wait.service_request_id == asked.pk:
            raise RuntimeError("broken")
        return real(wait)

    monkeypatch.setattr(operations.asking, "remind", breaking)
    with clock.at(MONDAY + 8 * DAY):
        operations.look_after_questions()
    assert kinds(second)[-1] == EventKind.REMINDED


def test_asking_is_refused_where_nobody_would_get_the_question_and_leaves_no_trace(asked, town: Town):
    with pytest.raises(Refused, match="asked already"):
        operations.ask(asked, text="And how deep?", by=town.ada)
    nobodys = town.report(contact=Contact(name="Somebody", phone="555 0100"))
    with pytest.raises(Refused, match="no e-mail address"):
        operations.ask(nobodys, text="How deep?", by=town.ada)
    left = unfollow(town.report(), by=town.rosa)
    with pytest.raises(Refused, match="does not follow"):
        operations.ask(left, text="How deep?", by=town.ada)
    with pytest.raises(Refused, match="Only City of Alder"):
        operations.ask(town.pothole, text="How deep?", by=town.vera)
    assert Message.objects.count() == 1
    assert kinds(town.pothole) == [EventKind.SUBMITTED]
