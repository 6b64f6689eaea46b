"""The 5,000 real requests, where they are at hand."""

import csv
import datetime as dt
from collections import Counter
from pathlib import Path

import pytest

from fixward.domain.catalog.models import Service
from fixward.domain.governments.models import Department, Organization
from fixward.domain.places.imports import import_boundaries
from fixward.domain.routing import current
from fixward.domain.service_requests.imports import Report, import_history
from fixward.domain.service_requests.models import Custody, Event, ServiceRequest
from tests.domain.service_requests.importing.old import NEW_YORK, refused

ROOT = Path(__file__).resolve().parents[4]
DATA = ROOT.parent / "shared" / "data"
REAL = DATA / "miami_dade_311_5000.csv"


@pytest.fixture
def miami(db: None) -> None:
    if not REAL.exists():
        pytest.skip("The real requests of Miami-Dade are not at hand.")
    for name, kind in (("county", "county"), ("municipalities", "municipality")):
        import_boundaries(DATA / f"miami_dade_{name}.geojson", kind=kind, name_field="NAME", code_field="GEOID")
    Organization.objects.create(code="miami-dade-county", name="Miami-Dade County", is_steward=True)
    Organization.objects.create(code="city-of-miami", name="City of Miami")
    current.refresh()


def import_miami(tmp_path: Path) -> Report:
    return import_history(REAL, ROOT / "demo" / "mappings" / "miami_dade.toml", report_dir=tmp_path)


@pytest.mark.slow
def test_five_thousand_real_requests_are_what_the_file_says(miami, tmp_path):
    report = import_miami(tmp_path)

    with REAL.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    there = {row["Ticket ID"]: row for row in rows if row["Latitude"]}
    assert (report.stored, report.refused, report.changed) == (len(there), len(rows) - len(there), 0)
    assert [row["id"] for row in refused(report)] == [row["Ticket ID"] for row in rows if not row["Latitude"]]
    assert report.agreement is not None
    assert report.agreement >= 0.99
    assert report.compared == sum(bool(row["City"]) for row in there.values())
    _assert_statuses(there)
    _assert_each(there)

    before = list(ServiceRequest.objects.order_by("pk").values()), Custody.objects.count(), Event.objects.count()
    again = import_miami(tmp_path)
    assert (again.stored, again.unchanged, again.changed) == (0, len(there), 0)
    after = list(ServiceRequest.objects.order_by("pk").values()), Custody.objects.count(), Event.objects.count()
    assert before == after


def _assert_statuses(there: dict[str, dict[str, str]]) -> None:
    meant = {"CLOSED": "fixed", "LIEN": "fixed", "DUP": "duplicate", "OPEN": "submitted"}
    counted = Counter(meant.get(row["Ticket Status"], "acknowledged") for row in there.values())
    stored = Counter(one.resolution or one.status for one in ServiceRequest.objects.all())
    assert stored == counted


def _assert_each(there: dict[str, dict[str, str]]) -> None:
    held = Custody.objects.select_related("service_request", "organization", "department")
    found = {custody.service_request.source_id: custody for custody in held}
    departments: dict[str, set[str]] = {}
    assert found.keys() == there.keys()
    for identifier, row in there.items():
        custody, kept = found[identifier], found[identifier].service_request
        created, updated, closed = (
            _moment(row[f"Ticket {name} Date / Time"]) for name in ("Created", "Last Updated", "Closed")
        )
        if kept.is_open:
            closed = None
        elif closed is None:
            closed = updated
        assert (kept.submitted_at, kept.updated_at, kept.closed_at) == (created, updated, closed)
        assert (kept.lon, kept.lat) == (float(row["Longitude"]), float(row["Latitude"]))
        assert custody.started_at == created
        assert custody.ended_at == (max(closed, created) if closed else None)
        assert custody.organization.code == (
            "city-of-miami" if row["Case Owner"] == "COM_Code_Enforcement" else "miami-dade-county"
        )
        departments.setdefault(row["Case Owner"], set()).add(custody.department.code)
    assert all(len(codes) == 1 for codes in departments.values())
    assert len(departments) == Department.objects.count() == 10
    assert Service.objects.count() == len({row["Issue Type"] for row in there.values()})


def _moment(text: str) -> dt.datetime | None:
    return dt.datetime.strptime(text, "%m/%d/%Y %I:%M:%S %p").replace(tzinfo=NEW_YORK) if text else None
