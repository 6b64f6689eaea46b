"""Before anybody is the steward: a page that says so, and no error."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse_lazy

from fixward.domain.routing import current


@pytest.fixture
def nobody(db: None) -> Client:
    current.refresh()
    current._holder._table = None
    return Client()


@pytest.mark.parametrize("address", ["/", "/?view=list", "/report"])
def test_where_somebody_must_be_responsible_it_says_that_it_is_not_open_yet(nobody: Client, address: str) -> None:
    answer = nobody.get(address)
    assert answer.status_code == 503
    assert "This site is being set up" in answer.content.decode()


@pytest.mark.parametrize(
    "address", ["/figures/", "/figures/handovers", "/open-data/", reverse_lazy("account_login"), "/readyz"]
)
def test_other_pages_are_there(nobody: Client, address: str) -> None:
    assert nobody.get(address).status_code == 200
