import pytest
import shapely

from fixward.domain.places.imports import ImportRefused, import_assets
from fixward.domain.places.models import Asset, AssetLayer
from tests.domain.places.drawing import SQUARE, geojson

pytestmark = pytest.mark.django_db

POST = shapely.Point(-82.7, 27.8)
ROAD = shapely.LineString([(-82.7, 27.8), (-82.6, 27.8)])


def imported(path, **options):
    """The test files' names are taken for owners."""
    defaults = {
        "layer": "signals",
        "layer_name": "Signals",
        "distance_m": 30,
        "code_field": "CODE",
        "owner_field": "NAME",
    }
    return import_assets(path, **defaults | options)


def test_points_lines_and_polygons_are_stored_with_their_owners(tmp_path):
    path = geojson(tmp_path / "a.geojson", ("State", "1", POST), ("County", "2", ROAD), ("", "3", SQUARE))

    assert imported(path).created == 3
    assert dict(Asset.objects.values_list("code", "owner")) == {"1": "State", "2": "County", "3": ""}
    assert AssetLayer.objects.get().distance_m == 30


def test_the_same_assets_twice_change_nothing(tmp_path):
    path = geojson(tmp_path / "a.geojson", ("State", "1", POST), ("County", "2", ROAD))
    imported(path)

    report = imported(path)

    assert (report.created, report.changed, report.unchanged) == (0, 0, 2)


def test_a_new_owner_and_a_new_distance_are_taken_over(tmp_path):
    imported(geojson(tmp_path / "a.geojson", ("State", "1", POST), ("County", "2", ROAD)))

    report = imported(geojson(tmp_path / "b.geojson", ("County", "1", POST)), distance_m=50)

    assert (report.created, report.changed, report.unchanged) == (0, 1, 0)
    assert set(Asset.objects.values_list("owner", flat=True)) == {"County"}
    assert AssetLayer.objects.get().distance_m == 50


def test_features_with_one_code_are_one_asset(tmp_path):
    other_post = shapely.Point(-82.7001, 27.8)
    imported(geojson(tmp_path / "a.geojson", ("State", "1", POST), ("State", "1", other_post)))

    assert shapely.from_wkb(bytes(Asset.objects.get().wkb)).equals(shapely.union(POST, other_post))


def test_one_code_with_two_owners_is_refused_and_nothing_is_stored(tmp_path):
    with pytest.raises(ImportRefused) as refused:
        imported(geojson(tmp_path / "a.geojson", ("State", "1", POST), ("County", "1", POST)))

    assert refused.value.refusals == [(2, "its code 1 is that of feature 1, which has another owner")]
    assert not AssetLayer.objects.exists()


def test_without_a_code_field_each_feature_is_one_by_its_number(tmp_path):
    imported(geojson(tmp_path / "a.geojson", ("State", "", POST), ("State", "", ROAD)), code_field=None)

    assert set(Asset.objects.values_list("code", flat=True)) == {"1", "2"}


def test_an_asset_outside_the_world_or_without_geometry_is_refused(tmp_path):
    with pytest.raises(ImportRefused) as refused:
        imported(geojson(tmp_path / "a.geojson", ("State", "1", shapely.Point(27.8, -182.7)), ("State", "2", None)))

    assert [number for number, _reason in refused.value.refusals] == [1, 2]


def test_a_layer_must_reach_some_way(tmp_path):
    with pytest.raises(ImportRefused, match="more than 0 meters"):
        imported(geojson(tmp_path / "a.geojson", ("State", "1", POST)), distance_m=0)


def test_the_signals_of_cambridge_keep_their_owners_and_some_have_none(data):
    report = imported(
        data / "cambridge_traffic_signals_jurisdiction.geojson",
        code_field="ID",
        owner_field="Jurisdiction",
        name_field="Location",
    )

    assert report.created == 153
    owners = set(Asset.objects.values_list("owner", flat=True))
    assert owners == {"City of Cambridge", "MassDOT", "Massachusetts Dept. Conservation & Recreation", ""}
