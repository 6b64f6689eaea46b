"""A program that calls the API: without a key, with an organization's, or with a person's own."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from fixward.domain.governments.models import Organization
from fixward.domain.people.models import Person
from fixward.domain.programs import operations
from tests.programs import key_for

BASE = "/api/v1"


class Api:
    def __init__(self, key: str = "", language: str = "en") -> None:
        self.http = Client(headers={"Accept-Language": language} | ({"Authorization": f"Bearer {key}"} if key else {}))

    def get(self, path: str, headers: dict[str, str] | None = None, **parameters: Any) -> HttpResponse:
        return self.http.get(_address(path), parameters, headers=headers or {})

    def post(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        """Headers are named with underscores."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.http.post(_address(path), json.dumps(body or {}), content_type="application/json", headers=given)

    def read(self, path: str, **parameters: Any) -> Any:
        answer = self.get(path, **parameters)
        assert answer.status_code == 200, answer.content
        return json.loads(answer.content)

    def done(self, path: str, body: Any = None, **headers: str) -> Any:
        answer = self.post(path, body, **headers)
        assert answer.status_code in (200, 201), answer.content
        return json.loads(answer.content)

    def refused(self, path: str, body: Any = None, *, status: int) -> Any:
        """The problem that it ends in."""
        answer = self.post(path, body)
        assert answer.status_code == status, answer.content
        return problem(answer)


def problem(answer: HttpResponse) -> Any:
    assert answer["Content-Type"] == "application/problem+json"
    found = json.loads(answer.content)
    assert found["status"] == answer.status_code
    return found


def fields(found: Any) -> dict[str, str]:
    return {error["field"]: error["detail"] for error in found["errors"]}


def of_organization(organization: Organization, *scopes: str) -> Api:
    return Api(key_for(organization, *scopes))


def of_person(person: Person, *scopes: str) -> Api:
    text = operations.make_own_key(person, name="Mine", scopes=scopes or ("report", "read"), by=person)[1]
    return Api(text)


def _address(path: str) -> str:
    return path if path.startswith(("/", "http")) else f"{BASE}/{path}"


@pytest.fixture
def anybody(db: None) -> Api:
    return Api()
