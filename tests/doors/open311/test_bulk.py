"""GeoReport Bulk: everything in one answer, and what was written so is read again."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from fixward.domain.open_data import writing
from fixward.domain.service_requests import imports, operations
from fixward.domain.service_requests.models import ServiceRequest
from fixward.doors.open311 import bulk
from tests.town import IN_BIRCH

# https://wiki.open311.org/GeoReport/bulk, in its order
COLUMNS = [
    *("service_request_id", "requested_datetime", "updated_datetime", "closed_date", "status_description"),
    *("status_notes", "source", "service_name", "service_subtype", "description", "agency_responsible"),
    *("address", "lat", "long"),
]
MAPPING = Path("demo/mappings/georeport_bulk.toml")


def read(answer) -> str:
    """To its end, where it is closed."""
    return b"".join(answer.streaming_content).decode()


def test_96_csv_has_the_columns_of_the_standard(town, client):
    closed = town.report(address="4th Ave")
    operations.close(closed, resolution="fixed", text="Filled", by=town.ada)
    answer = client.get("/open311/v2/bulk/requests.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Access-Control-Allow-Origin"] == "*"
    rows = csv.DictReader(io.StringIO(read(answer), newline=""))
    assert rows.fieldnames == COLUMNS
    [row] = rows
    assert row["service_request_id"] == closed.number
    assert row["requested_datetime"].endswith("Z")
    assert (row["status_description"], row["status_notes"], row["source"]) == ("Closed", "Fixed. Filled", "Website")
    assert (row["service_name"], row["service_subtype"]) == ("Pothole", "Roads")
    assert (row["agency_responsible"], row["address"]) == ("City of Alder, Streets", "4th Ave")
    assert (row["lat"], row["long"]) == ("0.5", "0.5")


def test_96_json_says_the_same(town, client):
    town.report()
    answer = client.get("/open311/v2/bulk/requests.json")
    [row] = json.loads(read(answer))
    assert list(row) == COLUMNS
    assert (row["closed_date"], row["lat"]) == (None, 0.5)


def test_96_a_government_has_its_own(town, client):
    town.report()
    theirs = town.report(IN_BIRCH)
    rows = list(csv.DictReader(io.StringIO(read(client.get("/open311/birch/v2/bulk/requests.csv")))))
    assert [row["service_request_id"] for row in rows] == [theirs.number]


def test_96_another_format_or_government_is_not_found(town, client):
    for path in ("v2/bulk/requests.xlsx", "nowhere/v2/bulk/requests.csv"):
        answer = client.get(f"/open311/{path}")
        assert answer.status_code == 404
        assert answer.json()[0]["code"] == "404"


def test_one_reader_at_a_time_and_the_next_once_it_is_closed(town, client):
    first = client.get("/open311/v2/bulk/requests.csv")
    busy = client.get("/open311/v2/bulk/requests.csv")
    assert (busy.status_code, busy["Retry-After"]) == (503, "60")
    assert client.head("/open311/v2/bulk/requests.csv").status_code == 200
    read(first)
    assert read(client.get("/open311/v2/bulk/requests.csv")).startswith("service_request_id,")


def test_who_reads_too_slowly_holds_up_nobody_for_longer_than_the_time_there_is(town, client, monkeypatch):
    town.report()
    monkeypatch.setattr(bulk, "LONGEST_S", 0)
    first, second = (client.get("/open311/v2/bulk/requests.csv") for _number in range(2))
    assert second.status_code == 200
    with pytest.raises(bulk.TooSlow):
        read(first)
    first.close()
    second.close()


def test_what_is_written_so_is_read_again_by_the_mapping_that_comes_along(town, tmp_path):
    opened = town.report(description="Wide", address="5th St")
    operations.acknowledge(opened, by=town.ada)
    closed = town.report(description="Deep")
    operations.close(closed, resolution="fixed", by=town.ada)
    file = tmp_path / "bulk.csv"
    file.write_text("".join(writing.bulk_csv("alder")))
    report = imports.import_history(file, MAPPING, report_dir=str(tmp_path))
    again = {one.source_id: one for one in ServiceRequest.objects.filter(source="georeport-bulk")}
    assert again.keys() == {opened.number, closed.number}, str(report)
    for before in (opened, closed):
        before.refresh_from_db()
        after = again[before.number]
        assert (after.status, after.resolution, after.organization) == (
            before.status,
            before.resolution,
            before.organization,
        )
        assert (after.lon, after.lat, after.description) == (before.lon, before.lat, before.description)
        assert abs((after.submitted_at - before.submitted_at).total_seconds()) < 1
