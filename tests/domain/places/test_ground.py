from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from fixward.domain.places.ground import Ground
from fixward.domain.places.imports import import_assets, import_boundaries
from fixward.domain.places.models import Boundary
from fixward.domain.places.queries import boundaries_on
from tests.domain.places.drawing import SQUARE, geojson, imported

TODAY = date(2026, 6, 1)
POST = shapely.Point(-82.7, 27.8)


def place(code, shape, *, area=None, since=None, until=None):
    area = shape.area if area is None else area
    return (1, code, code.title(), "municipality", area, since, until, shapely.to_wkb(shape))


def asset(code, shape, *, layer="signals", reach=30.0, owner=""):
    return (1, layer, reach, 1, code, code, owner, shapely.to_wkb(shape))


def covering(ground, lon, lat, on=TODAY):
    return [hit.code for hit in ground.covering(lon, lat, on)]


def test_the_smallest_place_comes_first_and_among_equals_the_first_code():
    ground = Ground.from_rows(
        [
            place("county", shapely.box(0, 0, 9, 9)),
            place("b", shapely.box(0, 0, 2, 2)),
            place("a", shapely.box(0, 0, 2, 2)),
            place("zone", shapely.box(0, 0, 1, 1)),
        ]
    )

    assert covering(ground, 0.5, 0.5) == ["zone", "a", "b", "county"]
    assert covering(ground, 1.5, 0.5) == ["a", "b", "county"]
    assert covering(ground, 10, 10) == []


def test_a_border_and_a_corner_belong_to_all_who_share_it():
    quarters = {"sw": (0, 0), "se": (1, 0), "nw": (0, 1), "ne": (1, 1)}
    ground = Ground.from_rows([place(code, shapely.box(x, y, x + 1, y + 1)) for code, (x, y) in quarters.items()])

    assert covering(ground, 1, 1) == ["ne", "nw", "se", "sw"]
    assert covering(ground, 1, 0.5) == ["se", "sw"]
    assert covering(ground, 0, 0) == ["sw"]


def test_a_hole_belongs_to_who_is_in_it_and_its_border_to_both():
    hole = shapely.box(4, 4, 5, 5)
    city = shapely.difference(shapely.box(0, 0, 9, 9), hole)
    ground = Ground.from_rows([place("city", city), place("enclave", hole)])

    assert covering(ground, 4.5, 4.5) == ["enclave"]
    assert covering(ground, 4, 4.5) == ["enclave", "city"]
    assert covering(ground, 3, 3) == ["city"]


def test_a_boundary_holds_from_its_first_day_until_the_day_before_its_last():
    before, after = shapely.box(0, 0, 1, 1), shapely.box(0, 0, 2, 2)
    ground = Ground.from_rows([place("old", before, until=TODAY), place("new", after, since=TODAY)])

    assert covering(ground, 0.5, 0.5, date(2026, 5, 31)) == ["old"]
    assert covering(ground, 0.5, 0.5, TODAY) == ["new"]
    assert covering(ground, 0.5, 0.5, date.max) == ["new"]
    assert covering(ground, 0.5, 0.5, date.min) == ["old"]


def test_places_at_the_date_line_and_around_the_pole_break_nothing():
    island = shapely.union(shapely.box(179, -18, 180, -16), shapely.box(-180, -18, -179, -16))
    pole = shapely.box(-180, 80, 180, 90)
    ground = Ground.from_rows(
        [place("island", island), place("pole", pole), place("beyond", shapely.box(179, 0, 181, 1))]
    )

    assert covering(ground, 179.5, -17) == ["island"]
    assert covering(ground, -180, -17) == ["island"]
    assert covering(ground, 0, -17) == []
    assert covering(ground, 0, 90) == ["pole"]
    assert covering(ground, 180, 0.5) == ["beyond"]


@pytest.mark.parametrize(("lon", "lat"), [(float("nan"), 1), (1, float("inf")), (200, 1), (1, -91)])
def test_a_point_outside_the_world_is_nowhere_and_near_nothing(lon, lat):
    ground = Ground.from_rows([place("world", shapely.box(-180, -90, 180, 90))], [asset("1", POST, reach=1e7)])

    assert covering(ground, lon, lat) == []
    assert ground.assets_near(lon, lat) == ()


def test_ground_without_anything_answers_with_nothing():
    ground = Ground.from_rows()

    assert not ground.has_boundaries
    assert covering(ground, 0, 0) == []
    assert ground.assets_near(0, 0) == ()


degrees = st.floats(-60, 60, allow_subnormal=False)
sizes = st.sampled_from([0.001, 0.02, 0.3, 4.0, 50.0])


@given(st.lists(st.tuples(degrees, degrees, sizes), min_size=1, max_size=30), st.data())
def test_the_answer_is_that_of_asking_every_boundary(squares, data):
    shapes = [shapely.Point(x, y).buffer(size, quad_segs=60) for x, y, size in squares]
    ground = Ground.from_rows([place(f"{i:02}", shape, area=1.0) for i, shape in enumerate(shapes)])
    corners = [(x, y) for x, y in shapely.get_coordinates(shapes).tolist() if -90 <= y <= 90]
    lon, lat = data.draw(st.one_of(st.tuples(degrees, degrees), st.sampled_from(corners)))

    assert covering(ground, lon, lat) == [
        f"{i:02}" for i, shape in enumerate(shapes) if shape.intersects(shapely.Point(lon, lat))
    ]


@given(st.lists(st.tuples(degrees, degrees, sizes), max_size=9), st.lists(st.tuples(degrees, degrees), max_size=9))
def test_many_points_asked_at_once_have_the_answers_of_each(squares, points):
    days = [TODAY, date.min, date.max]
    ground = Ground.from_rows(
        [
            place(f"{i:02}", shapely.Point(x, y).buffer(size), since=[None, TODAY][i % 2], until=[TODAY, None][i % 2])
            for i, (x, y, size) in enumerate(squares)
        ]
    )
    middles = [(x, y) for x, y, _size in squares]
    spots = [(lon, lat, days[number % 3]) for number, (lon, lat) in enumerate(middles + points)]

    assert ground.covering_each(spots) == [ground.covering(*spot) for spot in spots]


def test_many_threads_may_ask_new_ground_at_once():
    rings = [shapely.Point(0, 0).buffer(1 + i / 100, quad_segs=500) for i in range(50)]
    rows = [place(f"{i:02}", ring) for i, ring in enumerate(rings)]
    points = [(0.9 * np.cos(angle), 0.9 * np.sin(angle)) for angle in np.linspace(0, 6, 200)]
    for _ in range(5):
        ground = Ground.from_rows(rows)
        with ThreadPoolExecutor(8) as threads:
            answers = list(threads.map(partial(covering, ground), *zip(*points, strict=True)))
        assert {len(answer) for answer in answers} == {50}


def test_assets_within_their_layers_reach_are_found_the_nearest_first():
    near, far = shapely.Point(-82.7, 27.8001), shapely.Point(-82.7, 27.8004)
    ground = Ground.from_rows(
        (),
        [
            asset("far", far, reach=30),
            asset("near", near, owner="State"),
            asset("road", shapely.LineString([(-83, 27.8004), (-82, 27.8004)]), layer="roads", reach=50),
        ],
    )

    hits = ground.assets_near(-82.7, 27.8)

    assert [(hit.layer_code, hit.code, hit.owner) for hit in hits] == [
        ("signals", "near", "State"),
        ("roads", "road", ""),
    ]
    assert hits[0].distance_m == pytest.approx(11.08, abs=0.02)


def test_assets_equally_far_are_ordered_by_layer_and_code():
    ground = Ground.from_rows((), [asset("b", POST), asset("a", POST), asset("c", POST, layer="parks")])

    assert [hit.code for hit in ground.assets_near(POST.x, POST.y)] == ["c", "a", "b"]


def test_inside_an_area_the_distance_is_zero():
    ground = Ground.from_rows((), [asset("park", SQUARE)])

    assert ground.assets_near(-82.695, 27.805)[0].distance_m == 0


@given(st.floats(-179, 179), st.floats(-75, 75), st.floats(0, 360), st.floats(1, 5000))
def test_distances_are_those_on_the_ellipsoid(lon, lat, azimuth, distance):
    x, y, _back = Geod(ellps="WGS84").fwd(lon, lat, azimuth, distance)
    ground = Ground.from_rows((), [asset("a", shapely.Point(x, y), reach=5100)])
    if abs(x - lon) > 180:
        return  # beyond the date line assets are not looked for

    (hit,) = ground.assets_near(lon, lat)

    assert hit.distance_m == pytest.approx(distance, rel=0.003)


@pytest.mark.django_db
def test_the_ground_is_read_from_the_database_as_it_was_imported(tmp_path):
    imported(geojson(tmp_path / "a.geojson", ("Alder", "A1", SQUARE)), valid_from=TODAY)
    import_assets(
        geojson(tmp_path / "b.geojson", ("State", "7", POST)),
        layer="signals",
        layer_name="Signals",
        distance_m=30,
        owner_field="NAME",
        code_field="CODE",
    )

    ground = Ground.load()

    (hit,) = ground.covering(-82.695, 27.805, TODAY)
    assert (hit.code, hit.name, hit.kind) == ("A1", "Alder", "municipality")
    assert hit.area == pytest.approx(1.09e6, rel=0.02)
    assert ground.covering(-82.695, 27.805, date(2026, 5, 31)) == ()
    (signal,) = ground.assets_near(POST.x, POST.y)
    assert (signal.layer_code, signal.code, signal.owner, signal.distance_m) == ("signals", "7", "State", 0)


@pytest.mark.django_db
def test_over_pinellas_the_memory_and_the_stored_boundaries_agree_everywhere(data):
    fields = {"name_field": "NAME", "code_field": "GEOID"}
    import_boundaries(data / "pinellas_county_operational.geojson", kind="county", **fields)
    import_boundaries(data / "pinellas_municipalities.geojson", kind="municipality", **fields)
    ground = Ground.load()

    shapes = [
        (boundary.place.code, shapely.from_wkb(bytes(boundary.wkb)))
        for boundary in boundaries_on(TODAY).order_by("area", "place__code")
    ]

    for lon, lat in np.random.default_rng(7).uniform((-82.9, 27.6), (-82.5, 28.2), (200, 2)).tolist():
        inside = [code for code, shape in shapes if shape.intersects(shapely.Point(lon, lat))]
        assert covering(ground, lon, lat) == inside


@pytest.mark.slow
@pytest.mark.django_db
def test_every_place_of_the_country_is_imported_and_found_at_its_middle(data):
    report = import_boundaries(
        data / "us_places_simplified.ndjson.gz", kind="municipality", name_field="NAMELSAD", code_field="GEOID"
    )
    assert report.created == 29_678

    ground = Ground.load()

    assert len(ground.boundaries) == 29_678
    for boundary in Boundary.objects.select_related("place").order_by("digest")[:100]:
        middle = shapely.from_wkb(bytes(boundary.wkb)).representative_point()
        assert boundary.place.code in covering(ground, middle.x, middle.y)
