"""Somebody keeps an eye on some ground."""

from __future__ import annotations

import math

import pytest
import shapely
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fixward.domain.service_requests import operations as requests
from fixward.domain.service_requests.models import ServiceRequest
from fixward.domain.watching import operations, queries
from fixward.domain.watching.models import WatchArea
from fixward.domain.watching.operations import WatchRefused, Wish
from tests.town import IN_ALDER, IN_BIRCH, Town

CIRCLE = Wish(name="Home", lon=IN_ALDER[0], lat=IN_ALDER[1], radius_m=500)
SQUARE = ((0.4, 0.4), (0.6, 0.4), (0.6, 0.6), (0.4, 0.6))


def numbers(area: WatchArea) -> set[str]:
    return {row.number for row in queries.matches(area)}


def test_a_circle_a_drawn_outline_and_a_place_find_what_lies_in_them(town: Town):
    near, far = town.report(), town.report(at=IN_BIRCH)
    outside = town.report(at=(IN_ALDER[0] + 0.0046, IN_ALDER[1]))  # 511 m east
    for wish, found in (
        (CIRCLE, {near.number}),
        (Wish(outline=SQUARE), {near.number, outside.number}),
        (Wish(place=town.places["birch"]), {far.number}),
    ):
        assert numbers(operations.add(wish, by=town.fred)) == found


def test_services_and_filters_narrow_it(town: Town):
    hole, lamp = town.report(), town.report(service=town.light_service)
    requests.close(hole, resolution="fixed", text="Filled", by=town.ada)
    wish = Wish(place=town.places["alder"], services=[town.light_service], asked={"state": "all"})
    area = operations.add(wish, by=town.fred)
    assert numbers(area) == {lamp.number}
    operations.change(area, Wish(place=town.places["alder"], asked={"state": "closed"}), by=town.fred)
    assert numbers(queries.areas_of(town.fred).get()) == {hole.number}


def test_what_is_private_or_hidden_is_no_match_even_for_its_reporter(town: Town):
    area = operations.add(CIRCLE, by=town.rosa)
    requests.hide(town.pothole, reason="Names somebody", by=town.abel)
    town.report()
    ServiceRequest.objects.exclude(pk=town.pothole.pk).update(is_private=True)
    assert numbers(area) == set()


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        (Wish(name="Nowhere"), "where"),
        (Wish(lon=50, lat=50, radius_m=500), "where"),
        (Wish(lon=math.nan, lat=0.5, radius_m=500), "where"),
        (Wish(lon=0.5, lat=0.5, radius_m=0), "radius_m"),
        (Wish(lon=0.5, lat=0.5, radius_m=10_000_000), "radius_m"),
        (Wish(outline=[(0, 0), (1, 1)]), "where"),
        (Wish(outline=[(0, 0), (1, 1), (math.nan, 2)]), "where"),
        (Wish(lon=0.5, lat=0.5, radius_m=500, name="x" * 101), "name"),
    ],
)
def test_what_is_no_area_is_refused_at_its_field(town: Town, wish: Wish, field: str):
    with pytest.raises(WatchRefused) as refused:
        operations.add(wish, by=town.fred)
    assert field in refused.value.sentences
    assert not WatchArea.objects.exists()


def test_nobody_watches_more_than_twenty(town: Town):
    for _number in range(operations.MOST_AREAS):
        operations.add(CIRCLE, by=town.fred)
    with pytest.raises(WatchRefused, match="Remove one first"):
        operations.add(CIRCLE, by=town.fred)
    operations.remove(WatchArea.objects.first(), by=town.fred)
    operations.add(CIRCLE, by=town.fred)


def test_only_whose_it_is_changes_or_removes_it(town: Town):
    area = operations.add(CIRCLE, by=town.fred)
    with pytest.raises(WatchRefused):
        operations.change(area, Wish(place=town.places["birch"]), by=town.rosa)
    with pytest.raises(WatchRefused):
        operations.remove(area, by=town.rosa)
    area.refresh_from_db()
    assert (area.name, area.place) == ("Home", None)


def test_ten_more_areas_are_counted_by_no_more_queries(town: Town):
    town.report()

    def queried() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert all(count == 1 for count in queries.counts(list(queries.areas_of(town.fred))).values())
        return len(asked)

    operations.add(CIRCLE, by=town.fred)
    operations.add(CIRCLE, by=town.fred)
    before = queried()
    for _number in range(10):
        operations.add(CIRCLE, by=town.fred)
    assert queried() == before


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(corners=st.lists(st.tuples(st.floats(0.1, 0.9), st.floats(0.1, 0.9)), min_size=3, max_size=8))
def test_an_outline_holds_what_geometry_says_it_holds(town: Town, corners: list[tuple[float, float]]):
    shape = shapely.convex_hull(shapely.MultiPoint(corners))
    if shape.geom_type != "Polygon" or shape.buffer(-0.001).contains(shapely.Point(IN_ALDER)) != shape.buffer(
        0.001
    ).contains(shapely.Point(IN_ALDER)):
        return  # a line, or a point on the border
    WatchArea.objects.all().delete()
    there = town.pothole.number
    area = operations.add(Wish(outline=list(shape.exterior.coords)[:-1]), by=town.fred)
    assert numbers(area) == ({there} if shape.contains(shapely.Point(IN_ALDER)) else set())
