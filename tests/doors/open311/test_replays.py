"""Conformance F: the same sent again makes no second request."""

from __future__ import annotations

import datetime as dt

import pytest

from fixward.domain.service_requests import operations
from fixward.domain.service_requests.models import Event, ServiceRequest
from fixward.foundation import clock
from tests.doors.open311.test_posting import HOLE
from tests.programs import key_for


def test_62_the_same_again_within_a_minute_makes_no_second_request(open311, town, key):
    noon = clock.now().replace(second=50, microsecond=0)
    with clock.at(noon):
        first = open311.post("v2/requests.json", key=key, **HOLE)
        assert open311.post("v2/requests.json", key=key, **HOLE).json() == first.json()
    with clock.at(noon + dt.timedelta(seconds=40)):  # in the next minute
        assert open311.post("v2/requests.json", key=key, **HOLE).json() == first.json()
    assert ServiceRequest.objects.count() == 1
    assert Event.objects.count() == 1
    with clock.at(noon + dt.timedelta(minutes=3)):
        assert open311.post("v2/requests.json", key=key, **HOLE).json() != first.json()


@pytest.mark.parametrize(
    "other", [{"description": "Another"}, {"lat": "0.6"}, {"device_id": "2"}, {"email": "a@example.org"}]
)
def test_62_what_differs_in_anything_is_another_report(open311, town, key, other):
    open311.post("v2/requests.json", key=key, **HOLE)
    open311.post("v2/requests.json", key=key, **HOLE | other)
    assert ServiceRequest.objects.count() == 2


def test_62_another_programs_same_words_are_its_own_report(open311, town, key):
    open311.post("v2/requests.json", key=key, **HOLE)
    open311.post("v2/requests.json", key=key_for(town.county, name="Second app"), **HOLE)
    assert ServiceRequest.objects.count() == 2


def test_62_an_idempotency_key_holds_for_ever_and_for_one_report_alone(open311, town, key):
    named = {"Idempotency-Key": "report-1"}
    first = open311.post("v2/requests.json", key=key, headers=named, **HOLE)
    with clock.at(clock.now() + dt.timedelta(days=2)):
        assert open311.post("v2/requests.json", key=key, headers=named, **HOLE).json() == first.json()
        operations.move_pin(ServiceRequest.objects.get(), lon=0.6, lat=0.6, by=town.ada)
        assert open311.post("v2/requests.json", key=key, headers=named, **HOLE).json() == first.json()
        for other in ({"lat": "0.7"}, {"description": "Otherwise"}):
            answer = open311.post("v2/requests.json", key=key, headers=named, **HOLE | other)
            assert answer.status_code == 409
    assert ServiceRequest.objects.count() == 1
