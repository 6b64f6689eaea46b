"""How long it usually takes, as it is told before somebody reports a problem."""

import datetime as dt

import pytest

from fixward.domain.governments.models import Role
from fixward.domain.service_requests import operations
from fixward.domain.service_requests.expectations import usually
from fixward.foundation import clock
from tests.town import IN_BIRCH, IN_COUNTY

LONG_AGO = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


@pytest.fixture
def told(town):
    """What is told about a pothole, by place; at a moment soon after all that these tests do."""

    def tell(place="alder", organization=None, at=LONG_AGO + dt.timedelta(days=60)):
        holder = organization or town.alder
        with clock.at(at):
            return usually(service=town.pothole_service.pk, organization=holder.pk, place=town.places[place].pk)

    return tell


def fixed(town, days, *, times, at=None, by=None, resolution="fixed", **fields):
    """As many requests closed after as many days."""
    for _ in range(times):
        with clock.at(LONG_AGO):
            made = town.report(**({"at": at} if at else {}), **fields)
        with clock.at(LONG_AGO + dt.timedelta(days=days)):
            operations.close(made, resolution=resolution, text="Done", by=by or town.ada)


def test_the_middle_of_ten_is_told_of_the_place(town, told):
    fixed(town, 2, times=4)
    fixed(town, 4, times=6)

    assert (told().scope, told().days) == ("place", 4)


def test_of_fewer_than_ten_nothing_is_told(town, told):
    fixed(town, 2, times=9)
    fixed(town, 2, times=9, resolution="nothing_found")

    assert told() is None


def test_a_place_with_too_few_is_told_what_its_organization_needs_and_then_what_all_need(town, told):
    fixed(town, 3, times=10, at=IN_COUNTY, by=town.carla)
    in_another_place = told("elm", town.county)
    of_another = told("birch", town.birch)

    assert (in_another_place.scope, in_another_place.days) == ("organization", 3)
    assert (of_another.scope, of_another.days) == ("umbrella", 3)


def test_other_services_say_nothing_nor_what_was_fixed_more_than_a_year_ago(town, told):
    fixed(town, 9, times=10, service=town.light_service)
    assert told() is None

    fixed(town, 2, times=10)
    assert told("birch").days == 2
    assert told("elm", at=LONG_AGO + dt.timedelta(days=400)) is None


def test_an_organization_is_charged_only_for_the_time_it_held_a_request_itself(town, told):
    bo = town.member("bo", town.birch, Role.WORKER)
    for _ in range(10):
        with clock.at(LONG_AGO):
            made = town.report(at=IN_BIRCH)
        with clock.at(LONG_AGO + dt.timedelta(days=20)):
            operations.transfer(made, to=town.alder, reason="Yours", by=bo)
        with clock.at(LONG_AGO + dt.timedelta(days=21)):
            operations.close(made, resolution="fixed", text="Done", by=town.ada)

    assert (told("birch").scope, told("birch").days) == ("place", 1)
    assert (told("birch", town.birch).scope, told("birch", town.birch).days) == ("umbrella", 21)


def test_it_is_asked_once_in_a_quarter_of_an_hour(town, told, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert told() is None
        assert told() is None
