"""Where the grounds of two rules meet, and who wins there: as routing itself decides."""

import datetime as dt

import pytest
import shapely

from fixward.domain.places.models import Boundary
from fixward.domain.routing import current
from fixward.domain.routing.models import Responsibility
from fixward.domain.routing.operations import claim
from fixward.domain.routing.overlaps import overlaps
from tests.town import IN_ALDER, Town, place

TODAY = dt.date(2026, 11, 27)


@pytest.fixture
def harbor(town: Town) -> Responsibility:
    """A district of the state's across the border of Alder and Birch, smaller than both."""
    ground = place("harbor", "Harbor", "district", shapely.box(3, 0, 5, 1))
    return claim(Responsibility(organization=town.state, place=ground))


def met(town: Town, rule: Responsibility) -> dict[str, tuple[str, float]]:
    return {one.other.place.code: (str(one), one.shape.area) for one in overlaps(rule, TODAY)}


def rule_of(town: Town, code: str) -> Responsibility:
    return Responsibility.objects.get(place=town.places[code])


def test_the_common_ground_is_the_intersection_and_the_smaller_place_wins(town: Town, harbor: Responsibility):
    found = met(town, harbor)
    assert found["alder"] == ("This rule wins over “City of Alder: all services”, for Alder is the larger place.", 1)
    assert found["birch"][1] == 1
    assert found["county"][1] == 2
    assert met(town, rule_of(town, "alder"))["harbor"] == (
        "“State Roads: all services” wins in Harbor, which is the smaller place.",
        1,
    )
    current.refresh()
    route = current.decide(town.pothole_service.code, lon=3.5, lat=0.5, answers={})
    assert route.organization == town.state.pk


def test_neighbours_who_share_a_border_do_not_overlap(town: Town):
    assert "birch" not in met(town, rule_of(town, "alder"))


def test_rules_about_different_services_do_not_meet(town: Town, harbor: Responsibility):
    light = claim(Responsibility(organization=town.birch, place=harbor.place, service=town.light_service))
    only_holes = claim(Responsibility(organization=town.county, place=town.places["elm"], service=town.pothole_service))
    Boundary.objects.filter(place=harbor.place).update(
        wkb=shapely.box(1, 7, 3, 8).wkb, west=1, south=7, east=3, north=8
    )
    assert "elm" not in {
        one.other.place.code for one in overlaps(light, TODAY) if one.other.service == town.pothole_service
    }
    assert {one.other.organization for one in overlaps(only_holes, TODAY)} == {town.state}


def test_an_answer_comes_before_the_smaller_place(town: Town, harbor: Responsibility):
    asked = claim(
        Responsibility(
            organization=town.birch,
            place=town.places["alder"],
            service=town.light_service,
            question="pole",
            answer="city",
        )
    )
    assert met(town, asked)["harbor"][0].startswith("This rule wins over “State Roads: all services” in Harbor")
    current.refresh()
    route = current.decide(town.light_service.code, lon=3.5, lat=0.5, answers={"pole": "city"})
    assert route.organization == town.birch.pk
    assert current.decide(town.light_service.code, lon=IN_ALDER[0], lat=0.5, answers={}).organization == town.alder.pk


def test_what_has_ended_claims_nothing(town: Town, harbor: Responsibility):
    Responsibility.objects.filter(pk=harbor.pk).update(valid_to=TODAY)
    assert "harbor" not in met(town, rule_of(town, "alder"))
