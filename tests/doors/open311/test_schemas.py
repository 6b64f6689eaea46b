"""Conformance L: every answer holds to the schemas of GeoReport v2."""

from __future__ import annotations

import jsonschema
import pytest

from fixward.domain.catalog.models import Question
from fixward.domain.service_requests import operations
from tests.access.world import picture
from tests.doors.open311 import schemas
from tests.doors.open311.test_posting import HOLE
from tests.town import IN_BIRCH


@pytest.fixture(autouse=True)
def everything(town) -> None:
    """A question of each datatype, and a request in each state."""
    values = [{"key": "one", "name": {"en": "One"}}]
    for datatype in ("string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"):
        kept = values if "list" in datatype else []
        Question.objects.create(
            service=town.pothole_service, code=datatype, datatype=datatype, text={"en": "What?"}, values=kept
        )
    Question.objects.create(service=town.pothole_service, code="notice", text={"en": "Stay away"}, is_notice=True)
    first, second = town.report(pictures=[picture()]), town.report(description="Again")
    operations.mark_duplicate(second, of=first, by=town.ada)
    operations.close(town.report(IN_BIRCH), resolution="fixed", by=town.member("bea", town.birch, 20))
    town.report(description="")


def holds(schema, answer) -> None:
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(answer, schema, cls=jsonschema.Draft202012Validator)


@pytest.mark.parametrize("under", ["", "alder/", "birch/"])
def test_100_what_is_read_holds_to_its_schema(open311, town, under):
    holds(schemas.DISCOVERY, open311.json(f"{under}discovery"))
    services = open311.json(f"{under}v2/services")
    holds(schemas.SERVICES, services)
    for service in services:
        holds(schemas.DEFINITION, open311.json(f"{under}v2/services/{service['service_code']}"))
    rows = open311.json(f"{under}v2/requests")
    holds(schemas.REQUESTS, rows)
    assert rows
    for row in rows:
        holds(schemas.REQUESTS, open311.json(f"{under}v2/requests/{row['service_request_id']}"))


def test_100_what_is_sent_is_answered_by_its_schema(open311, town, key):
    answer = open311.post("v2/requests.json", key=key, **HOLE)
    holds(schemas.POSTED, answer.json())
    holds(schemas.TOKEN, open311.json(f"v2/tokens/{answer.json()[0]['service_request_id']}"))


@pytest.mark.parametrize("path", ["v2/services/unheard", "v2/requests/none", "v2/tokens/none", "nowhere/v2/services"])
def test_100_what_is_not_found_is_answered_by_its_schema(open311, town, path):
    answer = open311.get(f"{path}.json")
    holds(schemas.ERRORS, answer.json())
    assert answer.status_code == 404


def test_100_another_form_than_the_two_is_not_found(open311, town):
    assert open311.get("v2/services.csv").status_code == 404


def test_100_what_is_refused_is_answered_by_its_schema(open311, town, key):
    holds(schemas.ERRORS, open311.post("v2/requests.json", **HOLE).json())
    holds(schemas.ERRORS, open311.post("v2/requests.json", key=key).json())
    holds(schemas.ERRORS, open311.http.delete("/open311/v2/requests.json").json())
