"""The description of the API: valid, complete, true. Schemathesis looks for what breaks it."""

from __future__ import annotations

import pytest
from openapi_spec_validator import validate

from fixward.doors.api.acts.table import ACTS
from tests.doors.api.conftest import Api


@pytest.fixture
def description(anybody: Api) -> dict[str, object]:
    found = anybody.read("openapi.json")
    assert isinstance(found, dict)
    return found


def test_it_is_openapi(description):
    validate(description)
    assert description["openapi"] == "3.1.0"


def test_every_operation_has_a_name_of_its_own_and_tells_its_problems(description):
    operations = [operation for path in description["paths"].values() for operation in path.values()]
    names = [operation["operationId"] for operation in operations]
    assert len(names) == len(set(names))
    assert {act.replace("-", "_") for act in ACTS} <= set(names)
    for operation in operations:
        assert operation["tags"]
        assert "application/problem+json" in operation["responses"]["4XX"]["content"], operation["operationId"]


def test_every_call_that_writes_takes_a_key_of_its_own(description):
    for path in description["paths"].values():
        if "post" in path:
            assert "Idempotency-Key" in [parameter["name"] for parameter in path["post"]["parameters"]]
