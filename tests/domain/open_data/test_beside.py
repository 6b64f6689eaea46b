"""Facts beside the requests: as Parquet, and nothing of persons, departments or what is private."""

from __future__ import annotations

import io

import pyarrow.parquet
import pytest
from django.core.files.storage import default_storage
from django.test import Client

from fixward.domain.open_data import making
from fixward.domain.service_requests import operations
from fixward.domain.service_requests.models import ServiceRequest
from fixward.followups.insights.making import renewing
from tests.town import Town


@pytest.fixture(autouse=True)
def files_of_this_test(settings, tmp_path):
    kept = settings.STORAGES | {
        "default": settings.STORAGES["default"] | {"OPTIONS": {"location": tmp_path / "files", "base_url": "/files/"}}
    }
    settings.STORAGES = kept


@pytest.fixture
def tables(town: Town) -> dict[str, pyarrow.Table]:
    handed, private = town.report(), town.report()
    operations.transfer(handed, to=town.county, reason="A county road", by=town.ada)
    operations.close(handed, resolution="fixed", by=town.carla)
    renewing.of_requests([handed.pk, private.pk], zone="UTC")
    ServiceRequest.objects.filter(pk=private.pk).update(is_private=True)
    edition = making.make()
    found = {}
    for made in edition.beside():
        with default_storage.open(made.name) as file:
            found[made.table] = pyarrow.parquet.read_table(io.BytesIO(file.read()))
        assert found[made.table].num_rows == made.rows
    return found


def test_a_request_is_one_life_and_each_stretch_a_turn(tables: dict[str, pyarrow.Table]) -> None:
    [life] = tables["lives"].to_pylist()
    assert (life["first_organization"], life["organization"]) == ("alder", "county")
    assert (life["resolution"], life["hands"], life["within_target"]) == ("fixed", 1, True)
    assert [(turn["number"], turn["organization"], turn["went_to"]) for turn in tables["turns"].to_pylist()] == [
        (1, "alder", "county"),
        (2, "county", None),
    ]


def test_no_department_and_no_person_is_in_them(tables: dict[str, pyarrow.Table]) -> None:
    for table in tables.values():
        assert not {"department", "person", "reporter", "stars"} & set(table.column_names)
        assert "Streets" not in str(table.to_pylist())


def test_they_are_given_out_at_addresses_that_stay(tables: dict[str, pyarrow.Table], client: Client) -> None:
    assert client.get("/open-data/lives.parquet").status_code == 200
    assert client.get("/open-data/nothing.parquet").status_code == 404
    page = client.get("/open-data/").content.decode()
    assert 'href="/open-data/turns.parquet"' in page
    assert "held_by_last_s" in page
    names = [one["name"] for one in client.get("/open-data/datapackage.json").json()["resources"]]
    assert names == ["requests-csv", "requests-geojson", "requests-parquet", "lives-parquet", "turns-parquet"]
