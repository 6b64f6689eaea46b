"""A client of the standard: it asks in both formats, and reads XML as common parsers do."""

from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree

import pytest
from django.http import HttpResponse
from django.test import Client


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


@pytest.fixture
def open311(db: None) -> Open311:
    return Open311()
