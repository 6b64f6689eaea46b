"""The demonstration is never mixed with anything real."""

from __future__ import annotations

import pytest

from demo import load, playing
from fixward.domain.governments.models import Organization
from fixward.domain.people.models import Person
from fixward.domain.service_requests import operations
from fixward.domain.service_requests.models import ServiceRequest


def test_a_database_that_holds_something_else_is_refused_with_a_sentence_and_left_alone(town):
    before = Organization.objects.count()
    with pytest.raises(load.Refused, match=r"holds other data already \(organizations, places"):
        load.load()
    assert Organization.objects.count() == before


def test_a_database_with_one_person_in_it_is_not_empty(db):
    Person.objects.for_email("somebody@example.org")
    with pytest.raises(load.Refused, match="empty one"):
        load.load()


def test_a_story_that_cannot_be_told_leaves_nothing_behind(db, monkeypatch):
    def refuse(turn):
        raise operations.Refused("Not today.")

    monkeypatch.setitem(playing._PLAYS, "acknowledge", refuse)
    with pytest.raises(operations.Refused) as refusal:
        load.load()
    assert "In the story" in refusal.value.__notes__[0]
    assert not Organization.objects.exists()
    assert not ServiceRequest.objects.exists()
