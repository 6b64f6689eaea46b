"""Pages neither skip nor repeat, whatever is written between them."""

from __future__ import annotations

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fixward.domain.service_requests import operations
from fixward.domain.service_requests.models import ServiceRequest
from fixward.foundation import clock
from tests.doors.api.conftest import Api
from tests.town import IN_ALDER, IN_BIRCH

_ACTS = st.sampled_from(["report", "close", "transfer", "hide", "import", "nothing"])


def cursor_of(address: str) -> str:
    return parse_qs(urlsplit(address).query)["cursor"][0]


@pytest.fixture
def begun(town):
    """Ten of the same moment among them, so that the moment alone would not tell where a page ended."""
    at = clock.now()
    for number in range(16):
        made = town.report(IN_ALDER if number % 2 else IN_BIRCH)
        moment = at - dt.timedelta(minutes=0 if number < 10 else number)
        ServiceRequest.objects.filter(pk=made.pk).update(submitted_at=moment)
    return town


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(between=st.lists(st.lists(_ACTS, max_size=3), min_size=1, max_size=8), limit=st.integers(1, 7))
def test_each_row_comes_once_while_others_write(begun, between, limit):
    with transaction.atomic():
        there = set(ServiceRequest.objects.values_list("number", flat=True))
        seen, cursor = [], ""
        for page in range(100):
            answer = Api().read("requests", state="all", limit=limit, cursor=cursor)
            seen += [row["number"] for row in answer["items"]]
            if answer["next"] is None:
                break
            cursor = cursor_of(answer["next"])
            for act in between[page % len(between)]:
                _write(begun, act, page)
        hidden = set(ServiceRequest.objects.exclude(hidden_at=None).values_list("number", flat=True))
        assert len(seen) == len(set(seen))
        assert there - hidden <= set(seen)
        transaction.set_rollback(True)


def _write(town, act: str, page: int) -> None:
    held = ServiceRequest.objects.open().filter(organization=town.alder, hidden_at=None).order_by("pk")
    one = held[page % held.count()] if held.count() else None
    if act == "report":
        town.report()
    elif act == "import":
        made = town.report()
        ServiceRequest.objects.filter(pk=made.pk).update(submitted_at=clock.now() - dt.timedelta(days=page))
    elif one is not None and act == "close":
        operations.close(one, resolution="fixed", by=town.abel)
    elif one is not None and act == "hide":
        operations.hide(one, reason="Because", by=town.abel)
    elif one is not None and act == "transfer" and one.custodies.count() == 1:
        operations.transfer(one, to=town.county, reason="Yours", by=town.abel)


def test_the_next_page_stands_in_the_answer_and_in_a_header(begun, anybody):
    answer = anybody.get("requests", limit=5, organization="alder")
    address = answer.json()["next"]
    assert answer["Link"] == f'<{address}>; rel="next"'
    assert parse_qs(urlsplit(address).query)["organization"] == ["alder"]
    assert len(anybody.read(address)["items"]) == 3
