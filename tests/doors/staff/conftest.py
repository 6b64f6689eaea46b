import pytest
from django.test import Client

from fixward.domain.governments.models import Member, Role
from tests.doors.staff.browsers import browser_of
from tests.town import Town


class Desk:
    """A member's browser: reads pages and sends forms, with or without htmx."""

    def __init__(self, member: Member):
        self.client = Client()
        self.client.force_login(member.person)

    def get(self, path: str, **data):
        return self.client.get(path, data)

    def desk(self, service_request):
        return self.client.get(f"/staff/requests/{service_request.number}")

    def send(self, service_request, name: str, *, htmx: bool = False, **data):
        headers = {"HX-Request": "true"} if htmx else {}
        return self.client.post(f"/staff/requests/{service_request.number}/{name}", data, headers=headers)


@pytest.fixture
def ada(town: Town) -> Desk:
    """At Alder's desk, a worker."""
    return Desk(town.ada)


@pytest.fixture
def abel(town: Town) -> Desk:
    """At Alder's desk, a manager."""
    return Desk(town.abel)


@pytest.fixture
def carla(town: Town) -> Desk:
    """At the county's desk, a worker."""
    return Desk(town.carla)


@pytest.fixture
def cora(town: Town) -> Desk:
    """At the county's desk, a manager of the steward."""
    return Desk(town.cora)


@pytest.fixture
def vera(town: Town) -> Desk:
    """At Alder's desk, a viewer."""
    return Desk(town.vera)


@pytest.fixture
def chief(town: Town) -> Client:
    """Alder's administrator."""
    return browser_of(town.member("chief", town.alder, Role.ADMINISTRATOR))


@pytest.fixture
def head(town: Town) -> Client:
    """The steward's administrator."""
    return browser_of(town.member("head", town.county, Role.ADMINISTRATOR))
