"""The files of open data: what is in them, and above all what is not."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json

import pyarrow.parquet
import pytest
from django.conf import settings as django_settings
from django.core.files.storage import default_storage

from fixward.domain.open_data import columns, making, rows, writing
from fixward.domain.open_data.models import Edition
from fixward.domain.service_requests import operations
from fixward.domain.service_requests.models import ServiceRequest
from fixward.domain.service_requests.operations import Contact
from tests.town import IN_BIRCH, IN_ELM

NAMES = [column.name for column in columns.ALL]


@pytest.fixture(autouse=True)
def files_of_this_test(settings, tmp_path):
    kept = settings.STORAGES | {
        "default": settings.STORAGES["default"] | {"OPTIONS": {"location": tmp_path / "files", "base_url": "/files/"}}
    }
    settings.STORAGES = kept


def content(edition: Edition, form: str, organization: str = "") -> bytes:
    [made] = [one for one in edition.made(organization) if one.form == form]
    with default_storage.open(made.name) as file:
        found = file.read()
    assert len(found) == made.size
    return found


def table(edition: Edition, organization: str = "") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content(edition, "csv", organization).decode(), newline="")))


def parquet(edition: Edition, organization: str = "") -> pyarrow.Table:
    return pyarrow.parquet.read_table(io.BytesIO(content(edition, "parquet", organization)))


def test_the_three_files_say_the_same(town):
    closed = town.report(description="A hole, “deep”\nand wide")
    operations.close(closed, resolution="fixed", text="Filled", by=town.ada)
    town.report(IN_BIRCH, description="")
    edition = making.make()
    by_csv, by_parquet = table(edition), parquet(edition)
    by_json = json.loads(content(edition, "geojson"))
    assert list(by_csv[0]) == NAMES == by_parquet.column_names
    assert [row["service_request_id"] for row in by_csv] == [one["id"] for one in by_json["features"]]
    assert by_parquet["service_request_id"].to_pylist() == [row["service_request_id"] for row in by_csv]
    first, feature, row = by_csv[0], by_json["features"][0], by_parquet.to_pylist()[0]
    assert feature["geometry"] == {"type": "Point", "coordinates": [float(first["long"]), float(first["lat"])]}
    for name in ("description", "status_notes", "organization", "agency_responsible"):
        assert first[name] == feature["properties"][name] == row[name]
    assert first["description"] == "A hole, “deep”\nand wide"
    assert (first["status_description"], first["status_notes"]) == ("Closed", "Fixed. Filled")
    assert row["closed_date"] == dt.datetime.fromisoformat(first["closed_date"])
    assert (row["lat"], row["duplicate_of"]) == (0.5, None)
    assert by_csv[1]["description"] == ""


def test_no_private_and_no_hidden_request_is_in_any_file(town):
    seen, private, hidden = town.report(), town.report(), town.report()
    ServiceRequest.objects.filter(pk=private.pk).update(is_private=True)
    operations.hide(hidden, reason="Not for everybody", by=town.abel)
    edition = making.make()
    assert [row["service_request_id"] for row in table(edition)] == [seen.number]
    assert {one.rows for one in edition.made()} == {one.rows for one in edition.made("alder")} == {1}


def test_no_name_mail_or_phone_of_anybody_is_in_any_file(town):
    contact = Contact(email="rosa@example.net", name="Rosa Miller", phone="727 555 0123")
    told = town.report(
        description="Call me at 727 555 0123 or rosa@example.net, my plate is ABC 123",
        address="At Rosa's, 727-555-0123",
        contact=contact,
    )
    operations.close(told, resolution="fixed", text="We called 727 555 0123 and wrote to rosa@example.net", by=town.ada)
    edition = making.make()
    assert told.number in content(edition, "csv").decode()
    for organization in ("", *edition.organizations()):
        whole = content(edition, "csv", organization) + content(edition, "geojson", organization)
        whole += str(parquet(edition, organization).to_pylist()).encode()
        for secret in ("Miller", "rosa@example.net", "555 0123", "555-0123", "Ada", "ada@example.org", "ABC 123"):
            assert secret not in whole.decode()


def test_every_organization_has_its_own_and_what_another_works_for_it(town):
    mine, theirs, handled = town.report(), town.report(IN_BIRCH), town.report(IN_ELM)
    edition = making.make()
    numbers = {code: [row["service_request_id"] for row in table(edition, code)] for code in edition.organizations()}
    assert numbers == {
        "alder": [mine.number],
        "birch": [theirs.number],
        "county": [handled.number],
        "elm": [handled.number],
        "state": [],
    }
    assert parquet(edition, "state").num_rows == 0
    assert json.loads(content(edition, "geojson", "state"))["features"] == []


def test_what_a_spreadsheet_would_calculate_is_harmless(town):
    town.report(description="=HYPERLINK(1)")
    assert table(making.make())[0]["description"] == "'=HYPERLINK(1)"


def test_a_new_edition_takes_the_place_of_the_last_and_the_ones_before_go(town):
    town.report()
    first = making.make()
    second = making.make()
    assert content(first, "csv")
    third = making.make()
    assert making.newest() == third
    assert list(Edition.objects.all()) == [third, second]
    assert not default_storage.exists(first.made()[0].name)
    assert sorted(default_storage.listdir(making.FOLDER)[0])[-1] in third.made()[0].name
    assert len(default_storage.listdir(making.FOLDER)[0]) == 2


def test_what_fails_leaves_the_last_edition_and_nothing_half(town, monkeypatch, tmp_path):
    town.report()
    good = making.make()
    broken = tmp_path / "broken.py"
    broken.write_text("raise SystemExit('No')")
    monkeypatch.setattr(making, "_CONVERTER", broken)
    with pytest.raises(making.Failed, match="No"):
        making.make()
    assert making.newest() == good
    assert content(good, "parquet")
    assert not list(django_settings.VAR.glob("open-data-*"))


def test_switched_off_nothing_is_made_and_nothing_given(town, settings):
    making.make()
    settings.OPEN_DATA = False
    assert making.make() is None
    assert making.newest() is None


def test_it_is_read_in_pieces_with_the_same_queries_for_each(town, monkeypatch, django_assert_num_queries):
    for _number in range(6):
        operations.close(town.report(), resolution="fixed", by=town.ada)
    with django_assert_num_queries(4):  # the piece, its offerings, what was said; then no more
        assert [len(piece) for piece in rows.pieces()] == [6]
    monkeypatch.setattr(rows, "AT_A_TIME", 2)
    assert [len(piece) for piece in rows.pieces()] == [2, 2, 2]
    assert len(list(csv.DictReader(io.StringIO("".join(writing.bulk_csv()))))) == 6


def test_every_column_is_in_every_row(town):
    town.report()
    [[row]] = rows.pieces()
    assert list(row.values) == NAMES
