"""What is open now, by whom it is held, how old it is, and what is late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from itertools import pairwise

import pytest

from fixward.domain.conversations import operations as conversations
from fixward.domain.service_requests import operations
from fixward.domain.service_requests.models import ServiceRequest
from fixward.followups.insights.asking import standing
from fixward.followups.insights.asking.standing import AGES, NOTHING_OPEN, Standing
from fixward.followups.insights.models import NONE
from fixward.foundation import clock
from tests.town import IN_BIRCH, IN_ELM

MONDAY = dt.datetime(2026, 1, 5, 14, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
COLUMNS: dict[str, Callable[[ServiceRequest], int | str | None]] = {
    "organization": lambda one: one.organization_id,
    "department": lambda one: one.department_id,
    "service": lambda one: one.service_id,
    "place": lambda one: one.place_id,
    "source": lambda one: one.source,
}


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
        found = standing.now(["organization"], public=True)
    assert found.by["organization"][desk.alder.pk] == Standing(3, 1, 1, (1, 0, 2, 0, 0))
    assert found.by["organization"][desk.birch.pk].open == 1
    assert found.together == Standing(4, 1, 1, (2, 0, 2, 0, 0))


def test_what_has_no_department_is_asked_for_by_that(desk):
    given = {"organization": desk.birch.pk, "department": NONE}
    with clock.at(MONDAY):
        assert standing.now(public=True, given=given).together.open == 1


def test_the_public_does_not_count_what_it_cannot_see(desk):
    with clock.at(MONDAY):
        operations.hide(desk.report(), reason="r", by=desk.abel)
        assert standing.now(public=True).together.open == 4
        assert standing.now(public=False).together.open == 5


@pytest.mark.parametrize("public", [True, False])
@pytest.mark.parametrize("given", [{}, {"organization": "alder"}, {"service": "light"}])
def test_each_key_tells_what_a_plain_count_tells(town, public, given):
    now = clock.now()
    for days, place in ((1, IN_BIRCH), (20, IN_ELM), (50, (0.5, 0.5)), (400, (0.5, 0.5))):
        with clock.at(now - days * DAY):
            for service in (town.pothole_service, town.light_service):
                made = town.report(place, service=service)
    operations.acknowledge(made, by=town.ada)
    ServiceRequest.objects.filter(pk=made.pk).update(is_private=True)
    things = {"organization": town.alder.pk, "service": town.light_service.pk}
    named = {key: things[key] for key in given}
    keys = [key for key in COLUMNS if key not in named]
    with clock.at(now):
        found = standing.now(keys, public=public, given=named)
        counted = [
            one
            for one in ServiceRequest.objects.open()
            if all(COLUMNS[key](one) == value for key, value in named.items()) and not (public and one.is_private)
        ]
        assert found.together == _counted(counted)
        for key in keys:
            values = {COLUMNS[key](one) for one in counted}
            assert found.by[key] == {
                NONE if value is None else value: _counted([one for one in counted if COLUMNS[key](one) == value])
                for value in values
            }


def test_where_nothing_is_open_nothing_is_told(db):
    found = standing.now(["service"], public=True)
    assert found.together == NOTHING_OPEN
    assert found.by == {"service": {}}


def test_of_nothing_together_there_is_nothing():
    assert standing.added([]) == NOTHING_OPEN


def _counted(requests: list[ServiceRequest]) -> Standing:
    now = clock.now()
    steps = [*pairwise((-1, *AGES, 100_000))]
    old = [now - one.submitted_at for one in requests]
    ages = tuple(sum(after * DAY <= age < until * DAY for age in old) for after, until in steps)
    late = sum(one.due_at is not None and one.due_at < now for one in requests)
    return Standing(len(requests), late, sum(one.waiting_since is not None for one in requests), ages)
