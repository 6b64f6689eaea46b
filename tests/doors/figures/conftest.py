"""January 2026 in the town, as docs/MEASURES.md tells it, looked at in February."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from fixward.domain.catalog.models import Offering
from fixward.domain.governments.models import Member, Role
from fixward.domain.routing import current
from fixward.domain.service_requests import operations
from fixward.domain.service_requests.models import ServiceRequest
from fixward.followups.insights.making import renewing
from fixward.foundation import clock
from tests.town import IN_BIRCH, Town

ZONE = ZoneInfo("America/New_York")
JANUARY = "period=days&from=2026-01-01&to=2026-01-31"


def on(day: int, hour: int, month: int = 1):
    return clock.at(dt.datetime(2026, month, day, hour, tzinfo=ZONE).astimezone(dt.UTC))


@pytest.fixture
def january(town: Town) -> Iterator[Town]:
    """Alder fixes two, hands one to the county, which fixes it, and has a private one open; Birch has one."""
    with on(5, 9):
        first, second, handed = town.report(), town.report(), town.report()
        privately(town)
        town.report(IN_BIRCH)
    with on(6, 9):
        operations.close(first, resolution="fixed", by=town.ada)
        operations.close(second, resolution="fixed", by=town.ada)
        operations.transfer(handed, to=town.county, reason="A county road", by=town.ada)
    with on(9, 9):
        operations.close(handed, resolution="fixed", by=town.carla)
    with on(10, 12, month=2):
        count()
        yield town


def privately(town: Town) -> ServiceRequest:
    """A street light in Alder, which keeps them private from now on."""
    Offering.objects.filter(organization=town.alder, service=town.light_service).update(is_private=True)
    current.refresh()
    return town.report(service=town.light_service)


def count() -> None:
    renewing.of_requests(list(ServiceRequest.objects.values_list("pk", flat=True)), zone=ZONE.key)


@pytest.fixture
def comes_as(client: Client) -> Callable[[Member], Client]:
    def come(member: Member) -> Client:
        client.force_login(member.person)
        return client

    return come


def staffed(town: Town) -> None:
    """Four people in each of Alder's departments, so that the public may be told of them."""
    for department in (town.alder_streets, town.alder_desk):
        for number in range(4):
            member = town.member(f"{department.code}{number}", town.alder, Role.WORKER)
            member.departments.add(department)
