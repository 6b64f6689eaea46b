"""Conformance B, D and E: the services, and what is asked with each."""

from __future__ import annotations

from fixward.domain.catalog.models import Offering, Question, Service

SERVICE = {"service_code", "service_name", "description", "metadata", "type", "keywords", "group"}
ATTRIBUTE = {"variable", "code", "datatype", "required", "datatype_description", "order", "description"}


def by_code(rows):
    return {row["service_code"]: row for row in rows}


def test_18_31_34_35_each_service_has_every_field(open311, town):
    town.pothole_service.keywords = {"en": "hole , road,"}
    town.pothole_service.save()
    row = by_code(open311.json("v2/services"))[town.pothole_service.code]
    assert set(row) == SERVICE
    assert row["type"] == "realtime"
    assert row["keywords"] == "hole,road"
    assert isinstance(row["metadata"], bool)
    service = open311.xml("v2/services").find("service")
    assert {child.tag for child in service} == SERVICE
    assert service.findtext("metadata") in ("true", "false")


def test_33_metadata_is_true_where_something_is_asked(open311, town):
    Question.objects.all().delete()
    Question.objects.create(service=town.light_service, code="pole", text={"en": "Number on the pole"})
    rows = by_code(open311.json("v2/services"))
    assert rows[town.light_service.code]["metadata"] is True
    assert rows[town.pothole_service.code]["metadata"] is False


def test_36_what_is_private_retired_or_hidden_is_not_listed(open311, town):
    Service.objects.filter(pk=town.light_service.pk).update(is_private=True)
    assert town.light_service.code not in by_code(open311.json("v2/services"))
    Offering.objects.update_or_create(
        organization=town.alder, service=town.pothole_service, defaults={"is_hidden": True}
    )
    assert town.pothole_service.code not in by_code(open311.json("alder/v2/services"))
    assert town.pothole_service.code in by_code(open311.json("birch/v2/services"))


def test_a_government_lists_services_by_its_own_names(open311, town):
    Offering.objects.update_or_create(
        organization=town.alder, service=town.pothole_service, defaults={"name": {"en": "Hole in our street"}}
    )
    own = by_code(open311.json("alder/v2/services"))[town.pothole_service.code]
    assert own["service_name"] == "Hole in our street"
    assert own["service_code"] == town.pothole_service.code


def test_39_an_unknown_service_has_no_definition_and_one_without_questions_an_empty_one(open311, town):
    answer = open311.get("v2/services/unheard.json")
    assert answer.status_code == 404
    assert answer.json() == [{"code": "404", "description": "There is no service_code “unheard” here."}]
    Question.objects.all().delete()
    found = open311.json(f"v2/services/{town.pothole_service.code}")
    assert found == {"service_code": town.pothole_service.code, "attributes": []}


def test_40_to_46_a_definition_says_what_is_asked(open311, town):
    Question.objects.all().delete()
    ask = Question.objects.create
    values = [{"key": "yes", "name": {"en": "Yes", "es": "Sí"}}]
    ask(service=town.light_service, code="safe", text={"en": "Keep away"}, is_notice=True, position=1)
    ask(
        service=town.light_service,
        code="wire",
        datatype="singlevaluelist",
        text={"en": "Wire?"},
        values=values,
        position=2,
    )
    ask(service=town.light_service, code="pole", text={"en": "Pole"}, is_required=True, position=2)
    found = open311.json(f"v2/services/{town.light_service.code}")
    assert found["service_code"] == town.light_service.code
    rows = found["attributes"]
    assert [row["order"] for row in rows] == [1, 2, 3]
    assert all(set(row) - {"values"} == ATTRIBUTE for row in rows)
    notice, pole, wire = rows
    assert (notice["variable"], notice["required"]) == (False, False)
    assert (pole["variable"], pole["required"], "values" in pole) == (True, True, False)
    assert wire["values"] == [{"key": "yes", "name": "Yes"}]
    assert (
        open311.xml(f"v2/services/{town.light_service.code}").findtext("attributes/attribute/values/value/key") == "yes"
    )


def test_24_88_89_91_what_is_wrong_is_said_in_the_format_that_was_asked_for(open311, town):
    assert open311.get("v2/services.csv").status_code == 404
    assert b"<errors><error><code>404</code>" in open311.get("v2/services.csv").content
    wrong = open311.http.delete("/open311/v2/services.json")
    assert (wrong.status_code, wrong["Allow"]) == (405, "GET")
    assert wrong.json()[0]["code"] == "405"


def test_97_every_web_page_may_read_it(open311, town):
    assert open311.get("v2/services.json")["Access-Control-Allow-Origin"] == "*"
