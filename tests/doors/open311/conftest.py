"""A client of the standard: it asks in both formats, and reads XML as common parsers do."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.programs import key_for
from tests.town import Town


class Open311:
    def __init__(self) -> None:
        self.http = Client()

    def get(self, path: str, **parameters: str) -> HttpResponse:
        return self.http.get(f"/open311/{path}", parameters)

    def json(self, path: str, **parameters: str) -> Any:
        answer = self.get(f"{path}.json", **parameters)
        assert answer["Content-Type"] == "application/json; charset=utf-8"
        return json.loads(answer.content)

    def xml(self, path: str, **parameters: str) -> ElementTree.Element:
        answer = self.get(f"{path}.xml", **parameters)
        assert answer["Content-Type"] == "text/xml; charset=utf-8"
        assert answer.content.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
        return ElementTree.fromstring(answer.content)

    def post(self, path: str, *, key: str = "", headers: Any = None, multipart: bool = False, **parameters: Any) -> Any:
        """Sent as the standard has it: a form, in parts where there are files. Names with brackets come in `more`."""
        given = parameters | parameters.pop("more", {}) | ({"api_key": key} if key else {})
        if multipart:
            return self.http.post(f"/open311/{path}", given, headers=headers)
        body = urlencode(given, doseq=True)
        form = "application/x-www-form-urlencoded; charset=utf-8"
        return self.http.post(f"/open311/{path}", body, content_type=form, headers=headers)


@pytest.fixture
def open311(db: None) -> Open311:
    return Open311()


@pytest.fixture
def key(town: Town) -> str:
    """Of the steward's program: good at every endpoint."""
    return key_for(town.county, "report", name="City app")
