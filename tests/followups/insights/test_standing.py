"""What is open now, by whom it is held, how old it is, and what is late."""

import datetime as dt

import pytest

from fixward.domain.conversations import operations as conversations
from fixward.domain.service_requests import operations
from fixward.followups.insights import standing
from fixward.followups.insights.cuts import DEPARTMENTS, ORGANIZATIONS, UMBRELLA
from fixward.followups.insights.models import NONE
from fixward.foundation import clock

MONDAY = dt.datetime(2026, 1, 5, 14, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.fixture
def desk(town):
    """Of Alder: one of 40 days, late; one of 3 days; one that waits; one closed; and one that went to Birch."""
    with clock.at(MONDAY - 40 * DAY):
        town.report()
        waiting = town.report()
    with clock.at(MONDAY - 3 * DAY):
        town.report()
        done, gone = town.report(), town.report()
    with clock.at(MONDAY - DAY):
        conversations.ask(waiting, text="Where?", by=town.ada)
        operations.close(done, resolution="fixed", by=town.ada)
        operations.transfer(gone, to=town.birch, reason="r", by=town.ada)
    return town


def test_what_is_held_now_is_counted_with_its_age_and_what_is_late(desk):
    with clock.at(MONDAY):
        found = standing.now(ORGANIZATIONS, public=True)
    alder = found[(desk.alder.pk,)]
    assert (alder.open, alder.late, alder.waiting) == (3, 1, 1)
    assert alder.ages == (1, 0, 2, 0, 0)
    assert alder.oldest_at == MONDAY - 40 * DAY
    assert found[(desk.birch.pk,)].open == 1


def test_what_has_no_department_is_asked_for_by_that(desk):
    with clock.at(MONDAY):
        found = standing.now(DEPARTMENTS, public=True, organization=desk.birch.pk, department=NONE)
    assert {cell: its.open for cell, its in found.items()} == {(desk.birch.pk, NONE): 1}


def test_the_public_does_not_count_what_it_cannot_see(desk):
    with clock.at(MONDAY):
        operations.hide(desk.report(), reason="r", by=desk.abel)
        assert standing.now(UMBRELLA, public=True)[()].open == 4
        assert standing.now(UMBRELLA, public=False)[()].open == 5
