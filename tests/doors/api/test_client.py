"""A client made from the description by a tool that knows nothing of us: it reports, lists and reads."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from fixward.domain.service_requests.models import ServiceRequest
from tests import town as towns
from tests.programs import key_for
from tests.town import IN_ALDER

_NAME = "fixward_api_client"


@pytest.fixture
def client_folder(server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    description = tmp_path / "openapi.json"
    description.write_bytes(httpx.get(f"{server}/api/v1/openapi.json").content)
    config = tmp_path / "config.json"
    binary = dict.fromkeys(("image/jpeg", "*/*"), "application/octet-stream")
    config.write_text(json.dumps({"package_name_override": _NAME, "post_hooks": [], "content_type_overrides": binary}))
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--path", str(description)]
    command += ["--meta", "none", "--output-path", str(tmp_path / _NAME), "--config", str(config)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "WARNING" not in done.stdout + done.stderr, done.stdout + done.stderr
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


def _module(path: str):
    return importlib.import_module(f"{_NAME}.{path}")


@pytest.mark.slow
def test_a_generated_client_reports_lists_and_acts(server, client_folder):
    town = towns.build()
    client = _module("client").AuthenticatedClient(base_url=server, token=key_for(town.alder, "work", "report"))
    models = _module("models")
    body = models.ReportBody(service="pothole", lon=IN_ALDER[0], lat=IN_ALDER[1], description="From a client")
    sent = _module("api.reporting.report").sync(client=client, body=body, idempotency_key="one")
    again = _module("api.reporting.report").sync(client=client, body=body, idempotency_key="one")
    assert sent.number == again.number == ServiceRequest.objects.get().number
    page = _module("api.requests.requests").sync(client=client, organization="alder")
    assert [row.number for row in page.items] == [sent.number]
    done = _module("api.acts.acknowledge").sync(
        sent.number, client=client, body=models.Seen(seen=page.items[0].version)
    )
    assert done.status == "acknowledged"
    whole = _module("api.requests.one_request").sync(sent.number, client=client)
    assert [entry.kind for entry in whole.story] == ["submitted", "acknowledged"]
