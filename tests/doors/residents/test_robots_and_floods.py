"""Robots are told apart without a puzzle, floods are held up, and a person loses nothing by either."""

import datetime as dt
import re
import time

import pytest

from fixward.domain.service_requests.models import Event, EventKind, ServiceRequest, Support
from fixward.foundation import clock
from tests.doors.residents.conftest import Resident, picture, text
from tests.town import IN_ALDER

NEAR = (IN_ALDER[0] + 0.0003, IN_ALDER[1])


@pytest.fixture
def patient(settings):
    """The time trap, which the other tests have set to nothing."""
    settings.LEAST_SECONDS_TO_REPORT = 3


@pytest.fixture
def limit(settings):
    def set_to(**most):
        settings.LIMITS = settings.LIMITS | most

    return set_to


@pytest.mark.usefixtures("patient")
def test_a_report_faster_than_a_person_is_asked_to_be_sent_again_and_keeps_everything(resident, monkeypatch):
    resident.details()
    answer = resident.press("send", description="Deep", photos=picture())
    assert answer.status_code == 422
    assert "That was very quick" in text(answer)
    assert not ServiceRequest.objects.exists()

    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 5)
    resident.press("send")

    assert (ServiceRequest.objects.get().description, ServiceRequest.objects.get().photos.count()) == ("Deep", 1)


@pytest.mark.usefixtures("patient")
def test_the_time_runs_from_when_the_form_was_first_shown_and_cannot_be_made_up(resident, monkeypatch):
    resident.details()
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 5)
    assert resident.post("send", made="2020").status_code == 422
    resident.press("where", description="Deep")
    resident.press("next")
    resident.press("send")

    assert ServiceRequest.objects.count() == 1


def test_the_field_for_robots_is_out_of_everybodys_way_and_whoever_fills_it_in_presses_again(resident):
    page = text(resident.details())
    trap = re.search(r"<div[^>]*>(?:(?!</div>).)*name=\"extra\".*?</div>", page)
    assert trap
    assert 'aria-hidden="true"' in trap[0]
    assert 'tabindex="-1"' in trap[0]
    answer = resident.press("send", description="Deep", extra="https://example.com")
    assert answer.status_code == 422
    assert not ServiceRequest.objects.exists()

    resident.press("send")

    assert ServiceRequest.objects.get().description == "Deep"


def test_one_report_too_many_is_answered_with_when_to_try_again_and_keeps_everything(resident, limit):
    limit(reports=[1, 0])
    with clock.at(dt.datetime(2026, 5, 4, 16, tzinfo=dt.UTC)):
        resident.details()
        resident.press("send")
        resident.details()
        answer = resident.press("send", description="Deep", photos=picture())
    assert (answer.status_code, answer["Retry-After"]) == (429, "3600")
    assert "try again after 1:01 p.m." in text(answer)
    assert ServiceRequest.objects.count() == 1

    with clock.at(dt.datetime(2026, 5, 4, 17, 1, tzinfo=dt.UTC)):
        resident.press("send")

    assert ServiceRequest.objects.filter(description="Deep").count() == 1


def test_a_contact_is_held_up_wherever_it_comes_from(town, limit):
    limit(reports=[0, 1])
    answers = []
    for address in ("198.51.100.1", "198.51.100.2"):
        one = Resident()
        one.client.defaults["REMOTE_ADDR"] = address
        one.details()
        answers.append(one.press("send", email="ines@example.net").status_code)

    assert answers == [302, 429]


def test_the_same_form_again_is_thanked_for_also_where_the_limit_is_reached(resident, limit):
    limit(reports=[1, 0])
    resident.details()
    first = resident.post("send")

    assert resident.post("send").url == first.url


def test_too_many_this_is_it_and_me_too_are_not_counted(resident, town, limit):
    hole = town.pothole
    limit(supports=[1, 0])
    resident.client.post(f"/requests/{hole.number}/support")
    other = Resident()
    other.details(at=NEAR)
    answer = other.press(known=hole.number)
    other.client.post(f"/requests/{hole.number}/support")

    assert answer.status_code == 429
    assert Support.objects.count() == 1


def test_an_address_is_not_flooded_with_mails_that_ask_or_carry_codes(resident, town, limit, mailoutbox):
    limit(follows=[0, 1], codes=[0, 1])
    follow = f"/requests/{town.pothole.number}/follow"
    answers = [resident.client.post(follow, {"email": "ines@example.net"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 429]
    assert "try again after" in text(answers[1])

    for _ in range(2):
        resident.client.post("/account/login/code/", {"email": "fred@example.net"})
    resident.details()
    resident.press("code", email="fred@example.net")

    assert "try again after" in text(resident.page)
    assert [mail.to for mail in mailoutbox] == [["fred@example.net"]]


def test_one_comment_too_many_stays_in_its_field(fred, town, limit):
    limit(comments=[0, 1])
    comment = f"/requests/{town.pothole.number}/comment"
    fred.client.post(comment, {"text": "Still there"})
    answer = fred.client.post(comment, {"text": "And deeper"})

    assert answer.status_code == 429
    assert "And deeper" in text(answer)
    assert Event.objects.filter(kind=EventKind.COMMENTED).count() == 1


def test_too_many_photos_are_not_kept_and_it_is_said_at_the_field(resident, limit):
    limit(photos=[1, 0])
    resident.details()
    resident.press("send", email="not an address", photos=picture())
    answer = resident.press("send", photos=picture())

    assert answer.status_code == 422
    assert "try again after" in text(answer)
    assert len(resident.fields["photo"]) == 1
