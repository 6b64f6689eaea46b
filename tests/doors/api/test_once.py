"""Idempotency-Key: the same call again does nothing again, also at the same moment."""

from __future__ import annotations

import datetime as dt

import pytest

from fixward.domain.conversations.models import Message
from fixward.domain.service_requests.models import ServiceRequest
from fixward.doors.api.models import Answered
from fixward.doors.api.tasks import forget_answers
from fixward.foundation import clock
from tests import town as towns
from tests.domain.service_requests.test_at_the_same_time import at_the_same_time
from tests.doors.api.conftest import Api, of_organization, of_person, problem
from tests.doors.api.test_acts import jpeg, report
from tests.programs import key_of, program


def test_the_same_call_again_gets_the_same_answer_and_does_nothing(town, anybody):
    first = anybody.post("requests", report(), Idempotency_Key="one")
    again = anybody.post("requests", report(), Idempotency_Key="one")
    assert (again.status_code, again.content) == (201, first.content)
    assert again["Location"] == first["Location"]
    assert (again["Idempotency-Replayed"], "Idempotency-Replayed" in first) == ("true", False)
    assert ServiceRequest.objects.count() == 1
    anybody.done("requests", report(), Idempotency_Key="two")
    assert ServiceRequest.objects.count() == 2


def test_the_key_with_another_call_is_refused(town, anybody):
    anybody.done("requests", report(), Idempotency_Key="one")
    other = anybody.post("requests", report(description="Other"), Idempotency_Key="one")
    assert other.status_code == 422
    assert "another call" in problem(other)["detail"]
    assert ServiceRequest.objects.count() == 1


def test_each_callers_keys_are_their_own(town, anybody):
    for caller in (anybody, of_person(town.fred), of_person(town.rosa)):
        caller.done("requests", report(), Idempotency_Key="one")
    assert ServiceRequest.objects.count() == 3


def test_another_access_key_of_the_same_program_makes_no_second_one(town):
    made = program(town.alder, "report")
    for key in (key_of(made), key_of(made)):
        Api(key).done("requests", report(), Idempotency_Key="one")
    assert ServiceRequest.objects.count() == 1


def test_what_was_refused_can_be_mended_and_sent_with_the_same_key(town, anybody):
    assert anybody.post("requests", report(lon=50), Idempotency_Key="one").status_code == 422
    assert anybody.post("requests", report(), Idempotency_Key="one").status_code == 201


def test_acts_and_photos_too(town):
    made, desk = town.report(), of_organization(town.alder, "work")
    for _again in range(2):
        desk.done(f"requests/{made.number}/reply", {"text": "We come"}, Idempotency_Key="reply")
    assert Message.objects.count() == 1
    tokens = {
        desk.http.post("/api/v1/photos", {"file": jpeg()}, headers={"Idempotency-Key": "photo"}).content for _ in "ab"
    }
    assert len(tokens) == 1


@pytest.mark.parametrize("key", ["", "x" * 256, "a\tb"])
def test_a_key_that_is_none_is_refused(town, anybody, key):
    answer = anybody.post("requests", report(), Idempotency_Key=key)
    assert answer.status_code == 400
    assert problem(answer)["detail"]
    assert not ServiceRequest.objects.exists()


def test_answers_are_forgotten_after_a_day(town, anybody):
    anybody.done("requests", report(), Idempotency_Key="one")
    forget_answers()
    assert Answered.objects.count() == 1
    with clock.at(clock.now() + dt.timedelta(hours=25)):
        forget_answers()
    assert not Answered.objects.exists()


def test_what_is_kept_names_nobody(town):
    rosa = of_person(town.rosa)
    said = {"description": "I am Rosa Red, rosa@example.net", "contact": {"name": "Rosa Red", "phone": "727-555-0123"}}
    rosa.done("requests", report(**said), Idempotency_Key="one")
    kept = Answered.objects.get()
    assert all(word not in kept.body + kept.location for word in ("Rosa", "rosa", "555"))


def test_twins_at_the_same_moment_make_one(committed):
    towns.build()

    def send() -> tuple[int, bytes]:
        answer = Api().post("requests", report(), Idempotency_Key="twin")
        return answer.status_code, answer.content

    answers = at_the_same_time(*[send] * 4)
    assert len(set(answers)) == 1
    assert answers[0][0] == 201
    assert ServiceRequest.objects.count() == 1
