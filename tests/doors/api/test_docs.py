"""The examples in docs/API.md, done in their order."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from fixward.doors.api.acts.table import ACTS
from tests import town as towns
from tests.programs import key_for

DOCS = Path(__file__).resolve().parents[3] / "docs" / "API.md"
_EXAMPLE = re.compile(r"```http\n(?P<call>.*?)\n```\n```json ?(?P<status>\d*)\n(?P<answer>.*?)\n```", re.DOTALL)
_KEY = re.compile(r"<key of (\w+): (\w+)>")


@pytest.fixture
def real_town(committed: str) -> towns.Town:
    return towns.build()


def test_the_examples_are_true(real_town):
    keys = {"alder": key_for(real_town.alder, "manage")}
    number, done = "", 0
    for example in _EXAMPLE.finditer(DOCS.read_text()):
        call = _KEY.sub(lambda found: keys[found[1]], example["call"]).replace("<number>", number)
        status, said = _called(call)
        expected = json.loads(example["answer"])
        assert status == int(example["status"] or (201 if call.startswith("POST /api/v1/requests\n") else 200)), call
        _compare(expected, said, call)
        number = said["number"] if isinstance(said, dict) and "number" in said else number
        done += 1
    assert done >= 10


def test_every_act_is_named():
    named = re.findall(r"`([a-z-]+)`", DOCS.read_text())
    assert not ACTS.keys() - set(named)


def _called(call: str) -> tuple[int, Any]:
    head, _blank, body = call.partition("\n\n")
    first, *lines = head.splitlines()
    verb, path = first.split(" ", 1)
    headers = dict(line.split(": ", 1) for line in lines)
    content_type = headers.pop("Content-Type", "application/json")
    answer = Client().generic(verb, path, body, content_type=content_type, headers=headers)
    return answer.status_code, json.loads(answer.content)


def _compare(expected: Any, found: Any, where: str) -> None:
    """What the example says is there; it need not say everything."""
    if expected == "...":
        assert found is not None, where
    elif isinstance(expected, dict):
        for name, value in expected.items():
            assert name in found, f"{where}: {name}"
            _compare(value, found[name], f"{where}: {name}")
    elif isinstance(expected, list):
        assert len(found) == len(expected), f"{where}: {found}"
        for one, other in zip(expected, found, strict=True):
            _compare(one, other, where)
    else:
        assert found == expected, where
