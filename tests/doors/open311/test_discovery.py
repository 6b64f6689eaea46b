"""Conformance A: discovery. The numbers are those that docs/OPEN311.md speaks of."""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import settings

from fixward.domain.catalog.models import Question
from fixward.domain.routing.models import RoutingVersion


def test_1_2_15_both_formats_exist_with_their_types(open311, town):
    assert open311.xml("discovery").tag == "discovery"
    assert open311.json("discovery")


@pytest.mark.parametrize("path", ["discovery", "alder/discovery"])
def test_3_4_5_6_7_everything_that_is_required_is_there(open311, town, path):
    found = open311.json(path)
    assert all(found[name] for name in ("changeset", "contact", "key_service", "endpoints"))
    for endpoint in found["endpoints"]:
        assert endpoint["specification"] == "http://wiki.open311.org/GeoReport_v2"
        assert endpoint["type"] in ("production", "test")
        assert "text/xml" in endpoint["formats"]
        assert endpoint["changeset"]
        path = endpoint["url"].removeprefix(settings.BASE_URL + "/open311/")
        assert open311.get(f"{path}/services.json").status_code == 200


def test_8_the_changeset_is_a_moment_of_the_past(open311, town):
    changeset = dt.datetime.fromisoformat(open311.json("discovery")["changeset"])
    assert changeset <= dt.datetime.now(dt.UTC)


def test_9_10_lists_are_plain_arrays_in_json_and_have_several_members_in_xml(open311, town):
    found = open311.json("discovery")
    assert isinstance(found["endpoints"], list)
    assert isinstance(found["endpoints"][0]["formats"], list)
    assert len(open311.xml("discovery").findall("endpoints/endpoint")) >= 2


def test_11_a_new_question_changes_the_changeset(open311, town):
    RoutingVersion.objects.update(changed_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    before = open311.json("discovery")["changeset"]
    Question.objects.create(service=town.pothole_service, code="depth", datatype="number", text={"en": "How deep?"})
    assert open311.json("discovery")["changeset"] > before


def test_12_both_formats_name_the_same_contact(open311, town):
    assert open311.xml("discovery").findtext("contact") == open311.json("discovery")["contact"]


def test_13_each_government_has_a_discovery_of_its_own_that_leads_to_its_own_endpoint(open311, town):
    assert open311.json("alder/discovery")["endpoints"][0]["url"].endswith("/open311/alder/v2")
    assert open311.get("nowhere/discovery.json").status_code == 404
