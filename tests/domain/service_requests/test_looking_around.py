"""Filters and clusters: what is shown on the map is what fits, counted right at every zoom."""

import datetime as dt
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fixward.domain.service_requests import clusters
from fixward.domain.service_requests.clusters import in_view
from fixward.domain.service_requests.filters import Filters, places_to_choose
from fixward.domain.service_requests.models import ServiceRequest
from fixward.domain.service_requests.operations import close
from fixward.foundation import grid
from tests.town import IN_ALDER, IN_BIRCH, Town

EVERYWHERE = (-1.0, -1.0, 11.0, 11.0)


def public():
    return ServiceRequest.objects.public()


def chosen(**asked):
    return {row.number for row in Filters.read(asked).choose(public())}


def spread(town: Town, points: list[tuple[float, float]]) -> None:
    """One request a point; only where they lie matters here."""
    for lon, lat in points:
        made = town.report()
        ServiceRequest.objects.filter(pk=made.pk).update(lon=lon, lat=lat, cell=grid.cell(lon, lat))


def test_each_filter_finds_what_fits_it_and_nothing_else(town: Town):
    hole = town.report(description="A deep hole beside the school")
    light = town.report(IN_BIRCH, service=town.light_service, answers={"pole": ["city"]}, description="Dark corner")
    done = close(town.report(description="Filled"), resolution="fixed", by=town.ada)

    assert chosen() == {hole.number, light.number}
    assert chosen(state="closed") == {done.number}
    assert chosen(state="all") == {hole.number, light.number, done.number}
    assert chosen(service="pothole") == {hole.number}
    assert chosen(group=town.light_service.group.code) >= {light.number}
    assert chosen(organization=light.organization.code) == {light.number}
    assert chosen(place=hole.place.code) == {hole.number}
    assert chosen(text="SCHOOL hole") == {hole.number}
    assert chosen(text="school corner") == set()


def test_days_are_both_included_in_the_zone_of_the_place(town: Town):
    late = town.report()
    evening = dt.datetime(2026, 3, 2, 3, 30, tzinfo=dt.UTC)  # 1 March, 22:30, in Florida
    ServiceRequest.objects.filter(pk=late.pk).update(submitted_at=evening)

    assert chosen(since="2026-03-01", until="2026-03-01") == {late.number}
    assert chosen(since="2026-03-02") == set()
    assert chosen(since="2026-03-02", until="2026-03-01") == {late.number}  # the wrong way round


def test_a_code_that_nobody_has_finds_nothing_and_a_day_that_is_none_asks_for_nothing(town: Town):
    hole = town.report()
    assert chosen(service="no-such") == chosen(place="nowhere") == set()
    assert chosen(since="yesterday", state="sold", text="ab", group="\x00") == {hole.number}


@given(st.fixed_dictionaries({name: st.text(max_size=120) for name in ("state", "group", "place", "since", "text")}))
def test_what_was_read_from_an_address_is_read_again_from_what_it_writes(given):
    filters = Filters.read(given)
    assert Filters.read(filters.query()) == filters


def test_the_places_to_choose_are_those_with_a_request(town: Town):
    town.report(IN_ALDER)
    town.report(IN_BIRCH)
    assert [place.code for place in places_to_choose()] == ["alder", "birch"]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    points=st.lists(st.tuples(st.floats(0.01, 9.9), st.floats(0.01, 9.9)), min_size=1, max_size=12),
    zoom=st.integers(0, 20),
    is_gathered_in_sql=st.booleans(),
)
def test_every_request_in_the_box_is_in_one_cluster(town: Town, monkeypatch, points, zoom, is_gathered_in_sql):
    monkeypatch.setattr(clusters, "MOST_SINGLE", 0)
    monkeypatch.setattr(clusters, "MOST_READ", 0 if is_gathered_in_sql else 2000)
    ServiceRequest.objects.update(hidden_at=dt.datetime.now(dt.UTC))
    spread(town, points)
    box = (0.0, 0.0, 5.0, 5.0)
    inside = [(lon, lat) for lon, lat in points if lon <= 5 and lat <= 5]

    view = in_view(public(), box, zoom)

    tiles = Counter(grid.parent(grid.cell(lon, lat), min(zoom + 3, grid.ZOOM)) for lon, lat in inside)
    assert sorted(cluster.count for cluster in view.clusters) == sorted(tiles.values())
    assert view.count == len(inside)
    assert not view.is_estimate
    monkeypatch.setattr(clusters, "MOST_READ", 2000)
    assert in_view(public(), box, zoom, has_words=True).count == len(inside)


def test_a_few_are_shown_one_by_one_but_for_those_on_one_spot(town: Town):
    spread(town, [(1.0, 1.0), (1.0, 1.0), (1.0001, 1.0)])
    view = in_view(public(), EVERYWHERE, 3)
    assert sorted(cluster.count for cluster in view.clusters) == [1, 2]


def test_of_very_many_every_64th_stands_for_64(town: Town, monkeypatch):
    monkeypatch.setattr(clusters, "MOST_EXACT", 1)
    for _ in range(2 * clusters.ONE_OF):
        town.report()

    view = in_view(public(), EVERYWHERE, 5)

    assert view.is_estimate
    assert view.count == 130  # of 128, to two figures


def test_little_of_much_is_estimated_where_it_would_take_too_long_to_count(town: Town, monkeypatch):
    monkeypatch.setattr(clusters, "MOST_EXACT_OF_MUCH", 1)
    for _ in range(2 * clusters.ONE_OF):
        town.report()
    assert not in_view(public(), EVERYWHERE, 5).is_estimate
    monkeypatch.setattr(clusters, "_MUCH", 1)
    assert in_view(public(), EVERYWHERE, 5).is_estimate


def test_words_end_the_count_where_too_many_fit(town: Town, monkeypatch):
    monkeypatch.setattr(clusters, "MOST_READ", 2)
    for _ in range(4):
        town.report(description="hole")
    view = in_view(public(), EVERYWHERE, 5, has_words=True)
    assert view.is_cut_off
    assert view.count == 3


@pytest.mark.parametrize("state", ["open", "all"])
def test_what_is_private_or_hidden_is_in_no_cluster(town: Town, state):
    ServiceRequest.objects.filter(pk=town.pothole.pk).update(is_private=True)
    view = in_view(Filters.read({"state": state}).choose(public()), EVERYWHERE, 5)
    assert view.clusters == []
