"""Conformance L: a client that was written for the standard and knows nothing of us."""

from __future__ import annotations

import georeport
import pytest

from fixward.domain.catalog.models import Question
from tests import town as towns


@pytest.fixture
def town(server: str) -> towns.Town:
    town = towns.build()
    Question.objects.create(service=town.pothole_service, code="deep", text={"en": "How deep?"})
    return town


@pytest.mark.parametrize("kind", ["json", "xml"])
def test_99_georeport_reads_services_a_definition_and_requests(server: str, town: towns.Town, kind: str):
    made = [town.report(description="A deep hole ☂"), town.report(description="Another")]
    client = georeport.GeoReport(f"{server}/open311/v2", output_format=kind)
    assert {row["service_code"] for row in client.get_service_list()} == {"pothole", "light"}
    definition = client.get_service_definition("pothole")
    assert definition["service_code"] == "pothole"
    attributes = definition["attributes"]
    asked = attributes if kind == "json" else attributes["attribute"]
    assert "deep" in str(asked)
    rows = client.get_service_requests(status="open", service_code="pothole")
    assert [row["service_request_id"] for row in rows] == [one.number for one in reversed(made)]
    one = client.get_service_request(made[0].number)
    assert (one["service_request_id"], one["description"]) == (made[0].number, "A deep hole ☂")


@pytest.mark.parametrize("kind", ["json", "xml"])
def test_99_georeport_names_a_government_by_its_jurisdiction(server: str, town: towns.Town, kind: str):
    town.report(), town.report(), town.report(towns.IN_BIRCH)
    client = georeport.GeoReport(f"{server}/open311/v2", jurisdiction="alder", output_format=kind)
    assert {row["agency_responsible"] for row in client.get_service_requests()} == {"City of Alder, Streets"}
