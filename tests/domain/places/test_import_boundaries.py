import gzip
import json
import zipfile
from datetime import date
from pathlib import Path

import pytest
import shapely
from django.db import connection
from pyproj import CRS, Geod

from fixward.domain.places.ground import Ground
from fixward.domain.places.imports import ImportRefused, import_boundaries
from fixward.domain.places.models import Boundary, Kind, Place
from fixward.domain.places.queries import boundaries_on
from tests.domain.places.drawing import FLORIDA_WEST, SQUARE, geojson, imported, layer

pytestmark = pytest.mark.django_db

NEXT_YEAR = date(2027, 1, 1)
BIGGER = shapely.box(-82.71, 27.80, -82.69, 27.81)
RING = shapely.difference(shapely.box(-82.72, 27.78, -82.66, 27.84), SQUARE)
OUTSIDE = "it lies outside the world; are latitude and longitude swapped?"
TWO = shapely.multipolygons([SQUARE, shapely.box(-82.60, 27.80, -82.59, 27.81)])


def refusals(path: Path, **options: object) -> list[tuple[int, str]]:
    """What is refused; the database must be as before."""
    before = sorted(Boundary.objects.values_list())
    with pytest.raises(ImportRefused) as refused:
        imported(path, **options)
    assert sorted(Boundary.objects.values_list()) == before
    return [tuple(refusal) for refusal in refused.value.refusals]


def ground(code: str) -> shapely.Geometry:
    return shapely.from_wkb(bytes(Boundary.objects.get(place__code=code).wkb))


def test_a_place_is_stored_with_its_boundary_area_and_box(tmp_path):
    report = imported(geojson(tmp_path / "a.geojson", ("Alder", "A1", SQUARE)))

    boundary = Boundary.objects.select_related("place").get()
    assert (report.created, report.changed, report.unchanged, report.repaired) == (1, 0, 0, [])
    assert (boundary.place.code, boundary.place.name, boundary.place.kind) == ("A1", "Alder", Kind.MUNICIPALITY)
    assert (boundary.west, boundary.south, boundary.east, boundary.north) == SQUARE.bounds
    assert (boundary.valid_from, boundary.valid_to) == (None, None)
    assert boundary.area == pytest.approx(984_990 * 1.109, rel=0.01)
    assert ground("A1").geom_type == "MultiPolygon"


def test_the_area_of_a_hole_does_not_count(tmp_path):
    imported(geojson(tmp_path / "a.geojson", ("Ring", "R", RING), ("Square", "S", SQUARE)))

    whole, _perimeter = Geod(ellps="WGS84").geometry_area_perimeter(shapely.box(*RING.bounds))
    areas = dict(Boundary.objects.values_list("place__code", "area"))
    assert areas["R"] + areas["S"] == pytest.approx(abs(whole), rel=1e-6)


@pytest.mark.parametrize("name", ["towns.shp", "towns.gpkg"])
def test_shapefile_and_geopackage_in_state_plane_feet_land_where_geojson_does(tmp_path, name):
    path = layer(tmp_path / name, ("Ring", "R", RING), ("Two", "T", TWO), crs=FLORIDA_WEST)

    assert imported(path).created == 2
    for code, drawn in (("R", RING), ("T", TWO)):
        assert shapely.hausdorff_distance(ground(code), drawn) < 1e-7  # a centimetre


def test_a_zipped_shapefile_is_read_also_from_a_folder_in_the_archive(tmp_path):
    layer(tmp_path / "towns.shp", ("Alder", "A1", SQUARE), crs=FLORIDA_WEST)
    archive = tmp_path / "Towns.ZIP"
    with zipfile.ZipFile(archive, "w") as file:
        for part in tmp_path.glob("towns.*"):
            file.write(part, f"Export 2026/{part.name}")

    assert imported(archive).created == 1


def test_geojson_lines_are_read_packed_or_not(tmp_path):
    drawn = geojson(tmp_path / "a.geojson", ("Alder", "A", SQUARE), ("Birch", "B", BIGGER))
    lines = "\n".join(map(json.dumps, json.loads(drawn.read_text())["features"]))
    (tmp_path / "a.ndjson").write_text(lines)
    with gzip.open(tmp_path / "a.geojsonl.gz", "wt") as file:
        file.write(lines)

    assert imported(tmp_path / "a.ndjson").created == 2
    assert imported(tmp_path / "a.geojsonl.gz").unchanged == 2


def test_codes_that_are_numbers_are_stored_as_they_are_written(tmp_path):
    path = tmp_path / "a.geojson"
    geojson(path, ("Alder", "449.0", SQUARE))
    path.write_text(path.read_text().replace('"449.0"', "449.0"))
    imported(path)

    assert Place.objects.get().code == "449"


def test_the_same_file_twice_changes_nothing(tmp_path):
    path = geojson(tmp_path / "a.geojson", ("Alder", "A1", SQUARE), ("Birch", "B1", RING))
    imported(path)
    before = sorted(Boundary.objects.values_list())

    report = imported(path)

    assert (report.created, report.changed, report.unchanged) == (0, 0, 2)
    assert sorted(Boundary.objects.values_list()) == before


def test_the_same_ground_out_of_another_program_changes_nothing(tmp_path):
    imported(layer(tmp_path / "towns.gpkg", ("Ring", "R", RING), crs=FLORIDA_WEST))
    turned = shapely.transform(RING, lambda points: points.round(9)).reverse()

    assert imported(geojson(tmp_path / "a.geojson", ("Ring", "R", turned))).unchanged == 1


def test_the_same_feature_twice_in_a_file_is_one_place(tmp_path):
    imported(geojson(tmp_path / "a.geojson", ("Alder", "A1", SQUARE), ("Alder", "A1", SQUARE)))

    assert Boundary.objects.count() == 1


def test_a_crossed_ring_is_repaired_and_reported(tmp_path):
    bow_tie = shapely.Polygon([(-82.7, 27.8), (-82.6, 27.9), (-82.6, 27.8), (-82.7, 27.9)])
    report = imported(geojson(tmp_path / "a.geojson", ("Alder", "A1", SQUARE), ("Bow", "B1", bow_tie)))

    (repair,) = report.repaired
    assert (repair.number, repair.code) == (2, "B1")
    assert "Self-intersection" in repair.why
    assert ground("B1").is_valid
    assert len(ground("B1").geoms) == 2


def test_a_repair_keeps_the_ground_where_two_parts_overlap(tmp_path):
    overlapping = shapely.multipolygons(
        [shapely.box(-82.70, 27.8, -82.68, 27.81), shapely.box(-82.69, 27.8, -82.67, 27.81)]
    )
    imported(geojson(tmp_path / "a.geojson", ("Alder", "A1", overlapping)))

    assert ground("A1").equals(shapely.box(-82.70, 27.8, -82.67, 27.81))


def test_a_place_over_the_date_line_is_cut_there_and_reported(tmp_path):
    report = imported(geojson(tmp_path / "a.geojson", ("Taveuni", "T", shapely.box(179.5, -17, 180.5, -16))))

    both = shapely.union(shapely.box(179.5, -17, 180, -16), shapely.box(-180, -17, -179.5, -16))
    assert ground("T").equals(both)
    assert "date line" in report.repaired[0].why


@pytest.mark.parametrize(
    ("feature", "reason"),
    [
        (("", "B1", SQUARE), "it has no name"),
        (("Birch", " ", SQUARE), "it has no code"),
        (("Birch", "B1", shapely.Point(-82.7, 27.8)), "it is not a polygon"),
        (("Birch", "B1", shapely.LineString([(-82.7, 27.8), (-82.6, 27.8)])), "it is not a polygon"),
        (("Birch", "B1", None), "it has no geometry"),
        (("Birch", "B1", shapely.Polygon()), "it has no geometry"),
        (("Birch", "B1", shapely.Polygon([(-82.7, 27.8), (-82.6, 27.8), (-82.7, 27.8)])), "it encloses no ground"),
        (("Birch", "B1", shapely.box(400, 27, 401, 28)), OUTSIDE),
        (("Birch", "B1", shapely.box(33, -112, 34, -111)), OUTSIDE),
        (("Birch", "B1", shapely.box(27, -83, 28, -82)), "it lies in Antarctica; are latitude and longitude swapped?"),
        (("Birch", "A1", BIGGER), "its code A1 is that of feature 1, which is another place"),
        (("Birch", "B" * 3000, SQUARE), "“BBBBBBBBBBBBBBBBBBBB…” is longer than 300 characters"),
    ],
)
def test_one_bad_feature_is_refused_with_its_number_and_nothing_is_stored(tmp_path, feature, reason):
    assert refusals(geojson(tmp_path / "a.geojson", ("Alder", "A1", SQUARE), feature)) == [(2, reason)]


def test_every_bad_feature_is_named_at_once_in_the_order_of_the_file(tmp_path):
    path = geojson(tmp_path / "a.geojson", ("A", "A", None), ("B", "B", SQUARE), ("", "", SQUARE))

    assert refusals(path) == [(1, "it has no geometry"), (3, "it has no code"), (3, "it has no name")]


def test_a_refusal_reads_as_sentences(tmp_path):
    with pytest.raises(ImportRefused) as refused:
        imported(geojson(tmp_path / "a.geojson", *[("", f"A{i}", SQUARE) for i in range(30)]))

    assert str(refused.value).startswith("Nothing was stored.\nFeature 1: it has no name\nFeature 2:")
    assert str(refused.value).endswith("And 10 more.")


def test_a_missing_field_is_refused_naming_the_fields_there_are(tmp_path):
    path = geojson(tmp_path / "a.geojson", ("Alder", "A1", SQUARE))

    assert refusals(path, name_field="TOWN") == [(0, "The file has no field “TOWN”. Its fields are: NAME, CODE.")]


def test_an_unknown_kind_is_refused_naming_the_kinds_there_are(tmp_path):
    reason = "“zip” is no kind of place; there are county, municipality, community, district, zone."
    assert refusals(geojson(tmp_path / "a.geojson", ("Alder", "A1", SQUARE)), kind="zip") == [(0, reason)]


def test_a_shapefile_that_does_not_say_its_projection_is_refused(tmp_path):
    path = layer(tmp_path / "towns.shp", ("Alder", "A1", SQUARE), crs=FLORIDA_WEST)
    path.with_suffix(".prj").unlink()

    ((number, reason),) = refusals(path)
    assert number == 0
    assert "needs its .prj file" in reason


def test_a_projection_that_nobody_knows_is_refused(tmp_path):
    path = layer(tmp_path / "towns.shp", ("Alder", "A1", SQUARE), crs=FLORIDA_WEST)
    path.with_suffix(".prj").write_text('LOCAL_CS["A drawing of its own",UNIT["metre",1]]')

    ((number, reason),) = refusals(path)
    assert number == 0
    assert "projection" in reason


def test_coordinates_that_do_not_fit_their_projection_are_refused(tmp_path):
    path = layer(tmp_path / "feet.shp", ("Alder", "A1", SQUARE), crs=FLORIDA_WEST)
    path.with_suffix(".prj").write_text(CRS.from_epsg(4326).to_wkt("WKT1_ESRI"))

    assert refusals(path) == [(1, OUTSIDE)]


@pytest.mark.parametrize("content", [b"", b"name,code\nAlder,A1\n", b"\x89PNG\r\n\x1a\n\x00\x00", b'{"type": "Feature'])
@pytest.mark.parametrize("name", ["a.geojson", "a.shp", "a.gpkg", "a.zip", "a.ndjson.gz"])
def test_a_file_that_is_not_what_its_name_says_is_refused(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)

    ((number, reason),) = refusals(tmp_path / name)
    assert number == 0
    assert reason.endswith(".")


def test_a_file_that_is_not_there_is_refused(tmp_path):
    assert "There is no file" in refusals(tmp_path / "nowhere.geojson")[0][1]


def test_a_file_without_features_is_refused(tmp_path):
    assert len(refusals(geojson(tmp_path / "a.geojson"))) == 1


def test_a_geopackage_of_several_layers_is_refused_naming_them(tmp_path):
    path = tmp_path / "towns.gpkg"
    layer(path, ("Alder", "A1", SQUARE), crs=FLORIDA_WEST, name="towns")
    layer(path, ("Birch", "B1", SQUARE), crs=FLORIDA_WEST, name="districts")

    ((_number, reason),) = refusals(path)
    assert "towns" in reason
    assert "districts" in reason


def test_a_code_known_for_another_kind_or_name_is_refused(tmp_path):
    path = geojson(tmp_path / "a.geojson", ("Alder", "A1", SQUARE))
    imported(path)

    reason = "its code A1 is already that of Alder (Municipality)"
    assert refusals(path, kind="district") == [(1, reason)]
    assert refusals(geojson(tmp_path / "b.geojson", ("Birch", "A1", SQUARE))) == [(1, reason)]


def test_other_ground_for_a_known_code_is_refused_without_a_day(tmp_path):
    imported(geojson(tmp_path / "a.geojson", ("Alder", "A1", SQUARE)))

    ((number, reason),) = refusals(geojson(tmp_path / "b.geojson", ("Alder", "A1", BIGGER)))
    assert number == 1
    assert reason == "Alder (A1) is known with another boundary; say from which day the new one is valid"


def test_other_ground_with_a_day_ends_the_old_boundary_and_begins_a_new_one(tmp_path):
    imported(geojson(tmp_path / "a.geojson", ("Alder", "A1", SQUARE), ("Birch", "B1", RING)))
    later = geojson(tmp_path / "b.geojson", ("Alder", "A1", BIGGER), ("Birch", "B1", RING))

    report = imported(later, valid_from=NEXT_YEAR)

    assert (report.created, report.changed, report.unchanged) == (0, 1, 1)
    stored = Ground.load()
    assert [hit.code for hit in stored.covering(-82.705, 27.805, date(2026, 12, 31))] == ["B1"]
    assert [hit.code for hit in stored.covering(-82.705, 27.805, NEXT_YEAR)] == ["A1", "B1"]
    assert boundaries_on(NEXT_YEAR).count() == 2
    assert imported(later, valid_from=NEXT_YEAR).unchanged == 2


def test_a_version_before_the_present_one_is_refused(tmp_path):
    imported(geojson(tmp_path / "a.geojson", ("Alder", "A1", SQUARE)), valid_from=NEXT_YEAR)

    ((_number, reason),) = refusals(geojson(tmp_path / "b.geojson", ("Alder", "A1", BIGGER)), valid_from=NEXT_YEAR)
    assert reason == "Alder (A1) has another boundary since 2027-01-01; a new one must begin after that day"


def test_an_older_version_imported_again_changes_nothing(tmp_path):
    first = geojson(tmp_path / "a.geojson", ("Alder", "A1", SQUARE))
    imported(first, valid_from=date(2020, 1, 1))
    imported(geojson(tmp_path / "b.geojson", ("Alder", "A1", BIGGER)), valid_from=NEXT_YEAR)

    assert imported(first, valid_from=date(2020, 1, 1)).unchanged == 1


def test_progress_is_told_until_all_is_done(tmp_path):
    told = []
    path = geojson(tmp_path / "a.geojson", ("Alder", "A1", SQUARE), ("Birch", "B1", RING))

    imported(path, progress=lambda *step: told.append(step))

    assert [step for step in told if step[1] == step[2]] == [("Reading", 1, 1), ("Checking", 1, 1), ("Storing", 2, 2)]


def test_pinellas_is_imported_and_clearwaters_enclaves_are_not_clearwater(data):
    fields = {"name_field": "NAME", "code_field": "GEOID"}
    for name, kind, count in (
        ("pinellas_county_operational", Kind.COUNTY, 1),
        ("pinellas_municipalities", Kind.MUNICIPALITY, 24),
        ("pinellas_cdps", Kind.COMMUNITY, 13),
    ):
        report = import_boundaries(data / f"{name}.geojson", kind=kind, **fields)
        assert (report.created, report.repaired) == (count, [])

    clearwater = ground("1212875")
    holes = [shapely.Polygon(ring) for part in clearwater.geoms for ring in part.interiors]
    assert len(holes) == 164
    stored = Ground.load()
    for hole in holes:
        enclave = hole.difference(clearwater).representative_point()  # some holds an island of the city
        codes = [hit.code for hit in stored.covering(enclave.x, enclave.y, NEXT_YEAR)]
        assert "1212875" not in codes
        assert codes[-1] == "12103"


def test_all_counties_are_imported_and_again_without_change(data):
    fields = {"kind": "county", "name_field": "NAME", "code_field": "GEO_ID"}

    assert import_boundaries(data / "us_counties_3221_valid.geojson", **fields).created == 3221
    assert import_boundaries(data / "us_counties_3221_valid.geojson", **fields).unchanged == 3221
    # From its own tables: the Census counts 9.83 million square kilometres with water.
    assert 9.0e12 < sum(Boundary.objects.values_list("area", flat=True)) < 10.5e12


def test_postgresql_knows_at_once_how_much_came_in(tmp_path):
    imported(geojson(tmp_path / "a.geojson", *((f"Town {n}", f"T{n}", SQUARE) for n in range(40))))

    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'places_boundary'")
        assert cursor.fetchone() == (40,)
