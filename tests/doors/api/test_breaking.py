"""Schemathesis calls every operation of a running server with what its description allows and forbids."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from fixward.domain.programs import operations as programs
from fixward.domain.programs.models import Program
from tests import town as towns
from tests.programs import key_for
from tests.town import IN_ALDER

# Of the checks only one is left out: a point outside the county fits the description, and is refused all the same.
_LEFT_OUT = "positive_data_acceptance"
_SEED = "311"


def _key(town: towns.Town, who: str) -> str:
    if who == "organization":
        return key_for(town.alder, "manage", "report", per_minute=60_000)
    if who == "person":
        text = programs.make_own_key(town.rosa, name="Mine", scopes=["report", "read"], by=town.rosa)[1]
        Program.objects.filter(person=town.rosa).update(per_minute=1_000_000)
        return text
    return ""


def _settings(town: towns.Town, folder: Path) -> Path:
    """With the names of things that are there, so that it comes past the 404."""
    named = {
        "path.number": town.report(IN_ALDER).number,
        "path.code": "alder",
        "path.name": "requests",
    }
    path = folder / "schemathesis.toml"
    lines = [f"{json.dumps(name)} = {json.dumps(value)}" for name, value in named.items()]
    path.write_text("\n".join(["[parameters]", *lines]))
    return path


@pytest.mark.slow
@pytest.mark.parametrize(("who", "seconds"), [("organization", 45), ("person", 20), ("nobody", 20)])
def test_nothing_that_is_sent_breaks_it(server, tmp_path, who, seconds):
    town = towns.build()
    key, config = _key(town, who), _settings(town, tmp_path)
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "--no-color", "--config-file", str(config)),
        *("run", f"{server}/api/v1/openapi.json", "--exclude-checks", _LEFT_OUT),
        *("--phases", "examples,coverage,fuzzing", "--max-time", str(seconds), "--seed", _SEED),
        *("--suppress-health-check", "all", "--generation-database", "none"),
        *(("-H", f"Authorization: Bearer {key}") if key else ()),
    ]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, timeout=300)
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-2_000:]
