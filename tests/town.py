"""The town that all tests play in: one county, a city with a hole, a village that the county handles, a state road.

Squares on a plain near the equator and Greenwich, in degrees: the county is 0..10 both ways, Alder 0..4 with an
enclave at 1..2, Birch 4..8 by 0..4, Elm 0..2 by 6..8. The state road runs along latitude 3 from 0 to 10.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
import shapely

from fixward.domain.catalog.models import Offering, Question, Service, ServiceGroup
from fixward.domain.governments.models import Department, Member, Organization, Role
from fixward.domain.people.models import Person
from fixward.domain.places.models import Asset, AssetLayer, Boundary, Place
from fixward.domain.routing import current
from fixward.domain.routing.models import Responsibility
from fixward.domain.service_requests.models import ServiceRequest
from fixward.domain.service_requests.operations import Contact, Report, submit

IN_ALDER, IN_HOLE, IN_BIRCH, IN_ELM, IN_COUNTY, ON_ROAD = (0.5, 0.5), (1.5, 1.5), (6, 2), (1, 7), (8, 8), (2.5, 3.0)


@dataclass
class Town:
    """Everybody and everything by name; `report` makes a request."""

    county: Organization
    alder: Organization
    birch: Organization
    elm: Organization
    state: Organization
    pothole_service: Service
    light_service: Service
    places: dict[str, Place]
    layer: AssetLayer
    alder_streets: Department
    alder_desk: Department
    county_works: Department
    county_desk: Department
    ada: Member
    abel: Member
    carla: Member
    cora: Member
    vera: Member
    rosa: Person
    fred: Person
    _made: dict[str, ServiceRequest] = field(default_factory=dict)

    def report(self, at: tuple[float, float] = IN_ALDER, **fields: Any) -> ServiceRequest:
        """A pothole reported by Rosa in Alder, where nothing else is said."""
        fields.setdefault("service", self.pothole_service)
        fields.setdefault("description", "A deep hole")
        fields.setdefault("contact", Contact(email=self.rosa.email, name="Rosa"))
        by = fields.pop("by", None)
        return submit(Report(lon=at[0], lat=at[1], **fields), by=by)

    def member(self, name: str, organization: Organization, role: Role) -> Member:
        """Somebody more."""
        return _member(name, organization, role)

    @property
    def pothole(self) -> ServiceRequest:
        """One pothole in Alder, the same one each time."""
        if "pothole" not in self._made:
            self._made["pothole"] = self.report()
        return self._made["pothole"]


@pytest.fixture
def town(db: None) -> Town:
    return build()


def build() -> Town:
    """Writes the town into the database in use."""
    places = _places()
    layer = AssetLayer.objects.create(code="roads", name="Main roads", distance_m=50)
    _asset(layer, "SR 3", "State", shapely.LineString([(0, 3), (10, 3)]))
    organizations = _organizations()
    services = _services()
    departments = _departments(organizations)
    _responsibilities(organizations, places)
    _offerings(organizations, departments, services)
    current.refresh()
    return Town(places=places, layer=layer, **organizations, **services, **departments, **_people(organizations))


def _places() -> dict[str, Place]:
    shapes = {
        "county": ("Cedar County", "county", shapely.box(0, 0, 10, 10)),
        "alder": ("Alder", "municipality", shapely.box(0, 0, 4, 4) - shapely.box(1, 1, 2, 2)),
        "birch": ("Birch", "municipality", shapely.box(4, 0, 8, 4)),
        "elm": ("Elm", "municipality", shapely.box(0, 6, 2, 8)),
    }
    return {code: place(code, name, kind, shape) for code, (name, kind, shape) in shapes.items()}


def place(code: str, name: str, kind: str, shape: shapely.Geometry) -> Place:
    """A place whose area is counted in square degrees: only the order of the areas matters here."""
    west, south, east, north = shape.bounds
    made = Place.objects.create(code=code, name=name, kind=kind)
    Boundary.objects.create(
        place=made, wkb=shape.wkb, west=west, south=south, east=east, north=north, area=shape.area, digest=code
    )
    return made


def _asset(layer: AssetLayer, name: str, owner: str, shape: shapely.Geometry) -> Asset:
    west, south, east, north = shape.bounds
    return Asset.objects.create(
        layer=layer, code=name, name=name, owner=owner, wkb=shape.wkb, west=west, south=south, east=east, north=north
    )


def _organizations() -> dict[str, Organization]:
    """The county is the steward and works for Elm; the state is not on the platform."""
    county = Organization.objects.create(
        code="county", name="Cedar County", is_steward=True, email="county@example.org"
    )
    return {
        "county": county,
        "alder": Organization.objects.create(code="alder", name="City of Alder", email="alder@example.org"),
        "birch": Organization.objects.create(code="birch", name="City of Birch", email="birch@example.org"),
        "elm": Organization.objects.create(code="elm", name="Village of Elm", handled_by=county),
        "state": Organization.objects.create(
            code="state", name="State Roads", standing="external", email="roads@example.com"
        ),
    }


def _services() -> dict[str, Service]:
    """Two, one of them with a question."""
    roads = ServiceGroup.objects.create(code="roads", name={"en": "Roads", "es": "Calles"})
    pothole = _service(roads, "pothole", {"en": "Pothole", "es": "Bache"}, close_amount=3)
    light = _service(roads, "light", {"en": "Street light out", "es": "Farola apagada"}, close_amount=5)
    Question.objects.create(
        service=light,
        code="pole",
        datatype="singlevaluelist",
        text={"en": "Who owns the pole?", "es": "¿De quién es el poste?"},
        values=[{"key": "city", "name": {"en": "The city"}}, {"key": "utility", "name": {"en": "The utility"}}],
    )
    return {"pothole_service": pothole, "light_service": light}


def _service(group: ServiceGroup, code: str, name: dict[str, str], **fields: Any) -> Service:
    return Service.objects.create(code=code, group=group, name=name, acknowledge_amount=1, **fields)


def _department(organization: Organization, code: str, name: str, **fields: Any) -> Department:
    email = f"{code}.{organization.code}@example.org"
    return Department.objects.create(organization=organization, code=code, name=name, email=email, **fields)


def _departments(organizations: dict[str, Organization]) -> dict[str, Department]:
    county, alder = organizations["county"], organizations["alder"]
    return {
        "county_works": _department(county, "works", "Public Works"),
        "county_desk": _department(county, "desk", "County desk", is_front_desk=True),
        "alder_streets": _department(alder, "streets", "Streets"),
        "alder_desk": _department(alder, "desk", "City desk", is_front_desk=True),
    }


def _responsibilities(organizations: dict[str, Organization], places: dict[str, Place]) -> None:
    """Each government answers for its own place; `claim` is not asked, which looks for a conflict that is not there."""
    Responsibility.objects.bulk_create(
        Responsibility(organization=organizations[code], place=ground) for code, ground in places.items()
    )


def _offerings(
    organizations: dict[str, Organization], departments: dict[str, Department], services: dict[str, Service]
) -> None:
    """In the county and in Alder a department does both services; elsewhere nobody is named."""
    for code, department in (("county", "county_works"), ("alder", "alder_streets")):
        for service in services.values():
            Offering.objects.create(
                organization=organizations[code], service=service, department=departments[department]
            )


def _people(organizations: dict[str, Organization]) -> dict[str, Any]:
    """Ada, Abel and Vera work for Alder, Carla and Cora for the county; Rosa and Fred live there."""
    county, alder = organizations["county"], organizations["alder"]
    return {
        "ada": _member("ada", alder, Role.WORKER),
        "abel": _member("abel", alder, Role.MANAGER),
        "vera": _member("vera", alder, Role.VIEWER),
        "carla": _member("carla", county, Role.WORKER),
        "cora": _member("cora", county, Role.MANAGER),
        "rosa": Person.objects.create_user("rosa@example.net"),
        "fred": Person.objects.create_user("fred@example.net", name="Fred"),
    }


def _member(name: str, organization: Organization, role: Role) -> Member:
    person = Person.objects.create_user(f"{name}@example.org", "correct horse battery", name=name.title())
    return Member.objects.create(person=person, organization=organization, role=role)
