"""What lies around a point of the town."""

from fixward.domain.places.around import assets_around, borders_around, places_at
from tests.town import Town


def test_the_places_that_hold_a_point_come_the_smallest_first(town: Town):
    assert [row.place.code for row in places_at(0.5, 0.5)] == ["alder", "county"]
    assert [row.place.code for row in places_at(1.5, 1.5)] == ["county"]
    assert places_at(50, 50) == []


def test_assets_come_with_their_distance_as_far_as_asked(town: Town):
    (beside,) = assets_around(2.5, 3.001)
    assert (beside.asset.name, beside.asset.owner) == ("SR 3", "State")
    assert 110 <= beside.distance_m <= 112
    west, _south, east, _north = beside.shape.bounds
    assert east - west < 0.05
    assert assets_around(2.5, 3.001, metres=100) == []


def test_borders_are_drawn_only_near_the_point(town: Town):
    drawn = {row.place.code: line for row, line in borders_around(4.0, 2.0)}
    assert set(drawn) == {"alder", "birch"}
    assert all(line.length < 0.1 for line in drawn.values())
    assert list(borders_around(3.0, 2.0)) == []
