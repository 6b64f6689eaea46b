"""Who is responsible for what, and how each government does it inside."""

from __future__ import annotations

from collections.abc import Iterator

from shapely.geometry import box
from shapely.geometry.base import BaseGeometry

from demo import ground
from demo.catalog import SERVICES
from demo.organizations import COUNTY, DUKE, FDOT, ORGANIZATIONS, TRANSIT, municipalities, organization
from demo.records import AssignmentRule, Claim, Offering, Organization, Service, Target, Text, Zone

# What the owner of a main road does on it: the whole group of roads, and these.
ROAD_SERVICES = ("traffic_signal", "street_sign", "pavement_marking", "overgrown_roadside")
# What the county does in every city too.
COUNTYWIDE = ("mosquitoes", "stray_animal")


def claims() -> tuple[Claim, ...]:
    return (
        Claim(COUNTY, "The county is responsible for its unincorporated ground.", place="12103"),
        *(Claim(one.code, "A city does its own work inside its limits.", place=one.place) for one in municipalities()),
        *_road_claims(),
        *_countywide_claims(),
        Claim(
            DUKE,
            "Duke Energy keeps the lights on its own poles.",
            service="streetlight",
            place="12103",
            question="pole_owner",
            answer="duke",
        ),
    )


def road_owners() -> dict[str, str]:
    """The owner as the streets name it, and the organization that it is."""
    names = {place.code: place.name for place in ground.places()}
    cities = {names[one.place]: one.code for one in municipalities()}
    return {"Florida DOT": FDOT, "Pinellas County": COUNTY, **cities}


def _road_claims() -> Iterator[Claim]:
    used = {street.owner for street in ground.streets()}
    for owner, code in road_owners().items():
        if owner not in used:
            continue
        reason = f"{owner} maintains this road."
        on_it = {"layer": ground.ROADS_LAYER, "owner": owner}
        yield Claim(code, reason, group="roads", **on_it)
        if code in (FDOT, COUNTY):
            yield from (Claim(code, reason, service=service, **on_it) for service in ROAD_SERVICES)


def _countywide_claims() -> Iterator[Claim]:
    for city in municipalities():
        for service in COUNTYWIDE:
            yield Claim(COUNTY, "The county does this in the cities too.", service=service, place=city.place)
        yield Claim(TRANSIT, "Bus stops belong to the transit authority.", service="bus_stop", place=city.place)
    yield Claim(TRANSIT, "Bus stops belong to the transit authority.", service="bus_stop", place="12103")


def offerings() -> tuple[Offering, ...]:
    """One for each service that a department of a partner does; the rest goes to the front desk."""
    return tuple(
        _offering(one, service, department)
        for one in ORGANIZATIONS
        for service in SERVICES
        if (department := department_for(one, service))
    )


def department_for(one: Organization, service: Service) -> str:
    """The code of the department that does the service: by its own name before by its group; empty if none does."""
    for wanted in (service.code, service.group):
        for department in one.departments:
            if wanted in department.does:
                return department.code
    return ""


def _offering(one: Organization, service: Service, department: str) -> Offering:
    return _SPECIAL.get((one.code, service.code)) or Offering(
        one.code,
        service.code,
        department,
        identity_required=service.group == "property" and service.identity_required,
        hidden=service.group == "beaches" and one.code in _WITHOUT_BEACHES,
    )


def is_private(organization: str, service: Service) -> bool:
    """Whether requests for the service are private where this organization works them."""
    special = _SPECIAL.get((organization, service.code))
    return service.private or (special is not None and special.private)


_WITHOUT_BEACHES = ("pinellas-park", "kenneth-city", "seminole")

_SPECIAL = {
    (offering.organization, offering.service): offering
    for offering in (
        Offering(
            "st-petersburg",
            "pothole",
            "stormwater",
            notice=Text(
                "Our crews fill most potholes within three working days.",
                "Nuestras cuadrillas tapan la mayoría de los baches en tres días hábiles.",
            ),
            acknowledge=Target(1, "working_days"),
            close=Target(3, "working_days"),
        ),
        Offering(
            "st-petersburg",
            "bulk_pickup",
            "sanitation",
            name=Text("Special pickup by appointment", "Recogida especial con cita"),
            close=Target(10, "working_days"),
        ),
        Offering("st-petersburg", "high_grass", "codes", private=True, identity_required=True),
        Offering(
            "clearwater",
            "beach_cleaning",
            "beach",
            name=Text("Clearwater Beach cleaning", "Limpieza de Clearwater Beach"),
            acknowledge=Target(4, "hours"),
            close=Target(24, "hours"),
        ),
        Offering(
            "clearwater",
            "abandoned_vehicle",
            "code-compliance",
            private=True,
            close=Target(5, "working_days"),
        ),
        Offering("largo", "sidewalk", "public-works", close=Target(45, "days")),
        Offering("dunedin", "graffiti", "parks", close=Target(2, "working_days")),
        Offering(
            COUNTY,
            "street_flooding",
            "public-works",
            notice=Text(
                "After storms we look at the deepest water first.",
                "Después de una tormenta revisamos primero donde hay más agua.",
            ),
            acknowledge=Target(2, "hours"),
            close=Target(5, "working_days"),
        ),
        Offering(COUNTY, "high_grass", "code-enforcement", private=True, identity_required=True),
        Offering(COUNTY, "homeless_outreach", "human-services", private=True),
        Offering(
            "tarpon-springs",
            "beach_access",
            "sponge-docks",
            name=Text("Sponge Docks and boat ramps", "Muelles de esponjas y rampas de botes"),
        ),
    )
}

ZONES = (
    Zone("st-petersburg-south", "St. Petersburg south of Central Ave", (-82.80, 27.60, -82.53, 27.771)),
    Zone("clearwater-beach", "Clearwater Beach and Sand Key", (-82.90, 27.90, -82.812, 28.06)),
    Zone("pinellas-county-north", "North county", (-82.90, 28.0, -82.60, 28.20)),
)
_GROUND_OF_ZONE = {
    "st-petersburg-south": "st-petersburg",
    "clearwater-beach": "clearwater",
    "pinellas-county-north": COUNTY,
}


def zone_outline(zone: Zone) -> BaseGeometry:
    """The zone's rectangle, as far as it lies in its own government's place."""
    place = organization(_GROUND_OF_ZONE[zone.code]).place
    outline = next(drawn.outline for drawn in ground.places() if drawn.code == place)
    return outline.intersection(box(*zone.box))


ASSIGNMENT_RULES = (
    AssignmentRule("st-petersburg", "pavement-south", group="roads", zone="st-petersburg-south"),
    AssignmentRule("clearwater", "beach", group="waste", zone="clearwater-beach"),
    AssignmentRule(COUNTY, "public-works-north", group="roads", zone="pinellas-county-north"),
    AssignmentRule(
        COUNTY,
        "environment",
        service="derelict_vessel",
        question="leaking",
        answer="yes",
        member="pinellas-county.environment.worker@example.org",
        notice=Text(
            "Because fuel comes out, somebody is sent today.",
            "Como sale combustible, se envía a alguien hoy mismo.",
        ),
    ),
    AssignmentRule(
        "st-petersburg",
        "stormwater",
        service="sidewalk",
        question="wheelchair",
        answer="no",
        notice=Text(
            "Where a wheelchair cannot get past, we come first.",
            "Donde no puede pasar una silla de ruedas, vamos primero.",
        ),
    ),
)
