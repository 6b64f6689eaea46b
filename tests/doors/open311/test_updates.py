"""Conformance K: what the other side has to say of a request."""

from __future__ import annotations

import datetime as dt

import pytest

from fixward.domain.conversations import operations as conversations
from fixward.domain.conversations.models import Message
from fixward.domain.conversations.story import story
from fixward.domain.programs import operations as programs
from fixward.domain.service_requests import operations
from fixward.domain.service_requests.models import Event, ServiceRequest
from fixward.foundation import clock
from tests.programs import key_for, key_of, program
from tests.town import IN_BIRCH

SAID = {"update_id": "u-1", "status": "open", "description": "Seen today"}


@pytest.fixture
def worker(town) -> str:
    """Of a system that works for Alder."""
    return key_for(town.alder, "work", name="Works")


def send(open311, key, made, **given):
    given = {"service_request_id": made.number, **given}
    return open311.post("v2/servicerequestupdates.json", key=key, **given)


def test_93_the_desks_own_program_answers_closes_and_opens_again(open311, town, worker):
    made = town.report()
    answer = send(open311, worker, made, **SAID | {"status": "IN_PROGRESS"})
    assert answer.status_code == 201
    assert answer.json() == [{"update_id": str(made.events.get(kind="acknowledged").pk)}]
    assert Message.objects.get().text == "Seen today"
    send(open311, worker, made, update_id="u-2", status="CLOSED", description="Filled")
    made.refresh_from_db()
    assert (made.status, made.resolution) == ("closed", "fixed")
    send(open311, worker, made, update_id="u-3", status="open", description="It broke again")
    made.refresh_from_db()
    assert made.status == "acknowledged"
    send(open311, worker, made, update_id="u-4", status="no_further_action", description="A private road")
    made.refresh_from_db()
    assert (made.status, made.resolution) == ("closed", "no_work")
    assert {str(event.member) for event in made.events.exclude(kind="submitted")} == {"Program “Works”"}


def test_whose_address_a_program_names_has_not_answered_the_governments_question(town, open311):
    app = program(town.county, "report", name="City app")
    made = town.report()
    conversations.ask(made, text="Which lane?", by=town.ada)
    send(open311, key_of(app), made, update_id="a-1", description="The left one", email=town.rosa.email)
    made.refresh_from_db()
    assert made.waiting_since is not None
    (told,) = [entry for entry in story(made, None) if entry.kind == "commented"]
    assert told.by == "A resident, through Program “City app”"
    own = town.report(by=app.member)
    conversations.ask(own, text="Which lane?", by=town.ada)
    send(open311, key_of(app), own, update_id="a-2", description="The left one", email=town.rosa.email)
    own.refresh_from_db()
    assert own.waiting_since is None


def test_93_the_same_update_again_changes_nothing(open311, town, worker):
    made = town.report()
    first = send(open311, worker, made, **SAID)
    assert send(open311, worker, made, **SAID).json() == first.json()
    assert send(open311, worker, made, **SAID | {"description": "Otherwise"}).json() == first.json()
    assert Message.objects.count() == 1
    other = town.report(description="Other")
    assert send(open311, worker, other, **SAID).status_code == 400


def test_93_without_an_id_the_same_words_within_a_minute_are_one(open311, town, worker):
    made = town.report()
    for _ in range(2):
        assert send(open311, worker, made, description="Seen today").status_code == 201
    assert Message.objects.count() == 1
    send(open311, worker, made, description="Seen again")
    assert Message.objects.count() == 2


def test_93_the_turn_of_a_minute_makes_no_second_one_of_what_has_no_id(open311, town, worker):
    made, at = town.report(), clock.now().replace(second=59, microsecond=0)
    for later in (at, at + dt.timedelta(seconds=2)):
        with clock.at(later):
            assert send(open311, worker, made, description="Seen today").status_code == 201
    assert Message.objects.count() == 1


def test_93_a_residents_app_brings_a_residents_words(open311, town, key):
    made = town.report()
    answer = send(open311, key, made, email="fred@example.net", **SAID)
    assert answer.status_code == 201
    said = Message.objects.get()
    assert (said.person, said.organization) == (town.fred, None)
    entry = next(entry for entry in story(made, town.ada) if entry.kind == "commented")
    assert entry.by == "A resident, through Program “City app”"
    assert next(entry for entry in story(made, None) if entry.kind == "commented").by == entry.by
    made.refresh_from_db()
    assert made.status == "submitted"


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"email": ""}, 400),
        ({"email": "nobody"}, 400),
        ({"description": ""}, 400),
        ({"description": "x" * 5000}, 400),
        ({"status": "perhaps"}, 400),
        ({"service_request_id": ""}, 400),
        ({"service_request_id": "none"}, 404),
    ],
)
def test_93_what_cannot_be_is_refused_and_leaves_nothing(open311, town, key, wrong, status):
    made = town.report()
    answer = send(open311, key, made, **{"email": "fred@example.net", **SAID, **wrong})
    assert answer.status_code == status
    assert answer.json()[0]["description"]
    assert not Message.objects.exists()
    assert send(open311, key, made, email="fred@example.net", **SAID).status_code == 201


def test_93_without_a_key_nobody_says_anything(open311, town):
    assert send(open311, "", town.report(), email="fred@example.net", **SAID).status_code == 403


def test_93_another_desks_program_does_not_move_it(open311, town, worker):
    made = town.report(IN_BIRCH)
    answer = send(open311, worker, made, update_id="u-1", status="closed", email="fred@example.net", description="Done")
    assert answer.status_code == 201
    made.refresh_from_db()
    assert made.status == "submitted"


def test_93_what_is_not_public_is_not_found_but_by_who_works_on_it(open311, town, key, worker):
    made = town.report()
    ServiceRequest.objects.update(is_private=True)
    assert send(open311, key, made, email="fred@example.net", **SAID).status_code == 404
    assert send(open311, worker, made, **SAID).status_code == 201


def test_93_an_update_that_says_nothing_new_is_refused(open311, town, worker):
    made = operations.close(town.report(), resolution="fixed", by=town.ada)
    before = Event.objects.count()
    assert send(open311, worker, made, update_id="u-9", status="closed").status_code == 400
    assert Event.objects.count() == before


def test_94_why_a_reporter_reopened_is_covered(open311, town):
    made = town.report()
    operations.close(made, resolution="fixed", by=town.ada)
    operations.reopen(ServiceRequest.objects.get(pk=made.pk), reason="Still there, call 727-555-0142", by=town.rosa)
    answer = open311.get("v2/servicerequestupdates.json", service_request_id=made.number).content.decode()
    assert "Still there" in answer
    assert "0142" not in answer


def test_a_persons_own_key_sends_no_more_than_the_person_may(open311, town, settings):
    settings.LIMITS = settings.LIMITS | {"comments": [0, 1]}
    own = programs.make_own_key(town.rosa, name="Mine", scopes=("report",), by=town.rosa)[1]
    made = town.report()
    assert send(open311, own, made, **SAID).status_code == 201
    assert send(open311, own, made, **SAID | {"update_id": "u-2"}).status_code == 429
