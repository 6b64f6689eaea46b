"""What became of requests like this one here."""

import pytest

from fixward.domain.routing.models import Responsibility
from fixward.domain.routing.operations import claim
from fixward.domain.service_requests.models import ServiceRequest
from fixward.domain.service_requests.operations import close, transfer, withdraw
from fixward.domain.service_requests.suggestions import suggestion
from tests.town import IN_ALDER, ON_ROAD, Town


def ended(town: Town, *, at=IN_ALDER, at_county: bool = False, **fields) -> ServiceRequest:
    made = town.report(at=at, **fields)
    if at_county:
        transfer(made, to=town.county, reason="A county road", by=town.ada)
    close(made, resolution="fixed", by=town.carla if at_county else town.ada)
    return made


def test_it_says_where_the_last_ones_ended_the_most_frequent_first(town: Town, django_assert_num_queries):
    for _ in range(3):
        ended(town, at_county=True)
    ended(town)
    hole = town.pothole
    with django_assert_num_queries(1):
        found = suggestion(hole)
    assert found.looked_at == 4
    assert [(ending.name, ending.count) for ending in found.endings] == [
        ("Cedar County, Public Works", 3),
        ("City of Alder, Streets", 1),
    ]


def test_nothing_is_said_from_fewer_than_three(town: Town):
    ended(town)
    ended(town)
    assert suggestion(town.pothole) is None
    ended(town)
    assert suggestion(town.pothole).looked_at == 3


def test_what_is_elsewhere_another_service_open_withdrawn_or_not_public_does_not_count(town: Town):
    for _ in range(2):
        ended(town)
    ended(town, at=(0.51, 0.5))
    ended(town, service=town.light_service)
    town.report()
    withdraw(town.report(), by=town.rosa)
    hidden = ended(town)
    ServiceRequest.objects.filter(pk=hidden.pk).update(is_private=True)
    assert suggestion(town.pothole) is None


@pytest.fixture
def state_road(town: Town) -> Town:
    claim(Responsibility(organization=town.alder, layer=town.layer, owner="State"))
    return town


def test_on_a_road_those_further_along_the_same_road_count(state_road: Town):
    lon, lat = ON_ROAD
    for _ in range(3):
        ended(state_road, at=(lon + 0.01, lat))
    found = suggestion(state_road.report(at=ON_ROAD))
    assert (found.looked_at, found.road) == (3, "SR 3")
