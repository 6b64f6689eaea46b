"""Open data at its addresses: the page, the data package, the files."""

from __future__ import annotations

import pytest
from django.test import Client

from fixward.domain.open_data import columns, making
from tests.town import Town


@pytest.fixture(autouse=True)
def files_of_this_test(settings, tmp_path):
    kept = settings.STORAGES | {
        "default": settings.STORAGES["default"] | {"OPTIONS": {"location": tmp_path / "files", "base_url": "/files/"}}
    }
    settings.STORAGES = kept


def test_before_the_first_night_the_page_says_so_and_there_is_no_file(town: Town, client: Client):
    page = client.get("/open-data/")
    assert page.status_code == 200
    assert "The first ones are made in the night." in page.content.decode()
    assert client.get("/open-data/requests.csv").status_code == 404
    assert client.get("/open-data/datapackage.json").json()["resources"] == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_leads_to_the_files_and_tells_every_column(town: Town, client: Client, settings, language: str):
    settings.OPEN_DATA_LICENSE = "CC0|https://creativecommons.org/publicdomain/zero/1.0/"
    town.report()
    making.make()
    page = client.get("/open-data/", headers={"Accept-Language": language}).content.decode()
    for form in ("csv", "geojson", "parquet"):
        assert f'href="/open-data/requests.{form}"' in page
        assert f'href="/open-data/alder/requests.{form}"' in page
    assert 'href="https://creativecommons.org/publicdomain/zero/1.0/"' in page
    for column in columns.ALL:
        assert column.name in page
    assert ("Longitud en grados" in page) == (language == "es")


def test_a_file_is_given_whole_and_304_to_who_has_it(town: Town, client: Client):
    town.report()
    edition = making.make()
    answer = client.get("/open-data/requests.csv")
    whole = b"".join(answer.streaming_content)
    assert len(whole) == edition.made()[0].size == int(answer["Content-Length"])
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert 'filename="requests.csv"' in answer["Content-Disposition"]
    for header in ({"If-None-Match": answer["ETag"]}, {"If-Modified-Since": answer["Last-Modified"]}):
        known = client.get("/open-data/requests.csv", headers=header)
        assert (known.status_code, known["ETag"]) == (304, answer["ETag"])
    own = client.get("/open-data/alder/requests.geojson")
    assert own["Content-Type"] == "application/geo+json"
    assert 'filename="alder-requests.geojson"' in own["Content-Disposition"]
    assert b"".join(own.streaming_content)
    for unknown in ("requests.xlsx", "nowhere/requests.csv"):
        assert client.get(f"/open-data/{unknown}").status_code == 404


def test_the_data_package_names_files_columns_and_licence(town: Town, client: Client, settings):
    settings.OPEN_DATA_LICENSE = "CC0"
    town.report()
    making.make()
    package = client.get("/open-data/datapackage.json").json()
    assert [one["format"] for one in package["resources"]] == ["csv", "geojson", "parquet"] + 2 * ["parquet"]
    assert [field["name"] for field in package["resources"][0]["schema"]["fields"]] == [one.name for one in columns.ALL]
    assert package["licenses"] == [{"title": "CC0"}]
    assert client.get(package["resources"][0]["path"].removeprefix(settings.BASE_URL)).status_code == 200


def test_switched_off_there_is_nothing(town: Town, client: Client, settings):
    making.make()
    settings.OPEN_DATA = False
    for path in ("", "datapackage.json", "requests.csv"):
        assert client.get(f"/open-data/{path}").status_code == 404
    assert b"/open-data/" not in client.get("/").content


def test_the_footer_leads_there(town: Town, client: Client):
    assert b'href="/open-data/"' in client.get("/").content
