"""The governments and agencies: real ones by name, with departments named for what they do."""

from __future__ import annotations

from demo.records import Department, Organization

COUNTY, FDOT, DUKE, TRANSIT = "pinellas-county", "fdot-district-seven", "duke-energy", "psta"

# Of the project's own choosing, so that the front pages show that each can wear its own.
COLOURS = {"st-petersburg": "#005a9c", "clearwater": "#00707a", "largo": "#7a2e3a", "dunedin": "#c8d400"}


def _town(
    code: str,
    name: str,
    place: str,
    *,
    departments: tuple[Department, ...] = (),
    steward: bool = False,
    handled_by: str = "",
    stand_alone_in_days: int | None = None,
    website: str = "",
) -> Organization:
    return Organization(
        code,
        name,
        f"{code}@example.org",
        place,
        steward=steward,
        handled_by=handled_by,
        stand_alone_in_days=stand_alone_in_days,
        departments=departments,
        website=website,
    )


def _small_city(hall: str = "City Hall") -> tuple[Department, ...]:
    """A city with few desks."""
    return (
        Department("city-hall", hall, ("animals", "other"), front_desk=True),
        Department("public-works", "Public Works", ("roads", "signals", "drainage", "waste")),
        Department("parks", "Parks and Recreation", ("parks", "beaches")),
        Department("code-compliance", "Code Compliance", ("property",)),
    )


_PINELLAS_COUNTY = _town(
    COUNTY,
    "Pinellas County",
    "12103",
    steward=True,
    website="https://pinellas.gov",
    departments=(
        Department("customer-service", "Customer Service", ("other",), front_desk=True),
        Department("public-works", "Public Works: Roads and Drainage", ("roads", "drainage", "overgrown_roadside")),
        Department("public-works-north", "Public Works: North County Crews", ()),
        Department("traffic", "Public Works: Traffic Operations", ("signals",)),
        Department("utilities", "Utilities", ("water_leak", "sewer_overflow")),
        Department("solid-waste", "Solid Waste", ("waste",)),
        Department("parks", "Parks and Conservation Resources", ("parks", "beach_access")),
        Department("environment", "Environmental Management", ("beaches", "illicit_discharge")),
        Department("code-enforcement", "Code Enforcement", ("property",)),
        Department("animal-services", "Animal Services", ("animals",)),
        Department("mosquito-control", "Mosquito Control", ("mosquitoes",)),
        Department("human-services", "Human Services", ("homeless_outreach",)),
    ),
)

_LARGE = (
    _town(
        "st-petersburg",
        "City of St. Petersburg",
        "1263000",
        website="https://www.stpete.org",
        departments=(
            Department("action-center", "Mayor's Action Center", ("animals", "other"), front_desk=True),
            Department("stormwater", "Stormwater, Pavement and Traffic Operations", ("roads", "signals", "drainage")),
            Department("pavement-south", "Pavement Crew South", ()),
            Department("water-resources", "Water Resources", ("water_leak", "sewer_overflow")),
            Department("sanitation", "Sanitation", ("waste", "graffiti", "dead_animal")),
            Department("parks", "Parks and Recreation", ("parks", "beaches")),
            Department("codes", "Codes Compliance Assistance", ("property",)),
            Department("parking", "Transportation and Parking Management", ("parking", "speeding")),
        ),
    ),
    _town(
        "clearwater",
        "City of Clearwater",
        "1212875",
        website="https://www.myclearwater.com",
        departments=(
            Department("city-manager", "Customer Care", ("animals", "other"), front_desk=True),
            Department("public-works", "Public Works", ("roads", "signals", "drainage")),
            Department("public-utilities", "Public Utilities", ("water_leak", "sewer_overflow")),
            Department("solid-waste", "Solid Waste and Recycling", ("waste", "dead_animal")),
            Department("parks", "Parks and Recreation", ("parks",)),
            Department("beach", "Beach Operations", ("beaches",)),
            Department("code-compliance", "Code Compliance", ("property",)),
        ),
    ),
    _town(
        "largo",
        "City of Largo",
        "1239425",
        website="https://www.largo.com",
        departments=(
            Department("city-hall", "Office of the City Manager", ("animals", "other"), front_desk=True),
            Department("engineering", "Engineering Services", ("speeding", "bridge")),
            Department("public-works", "Public Works", ("roads", "signals", "drainage", "waste")),
            Department("parks", "Recreation, Parks and Arts", ("parks", "beaches")),
            Department("community-standards", "Community Standards", ("property",)),
        ),
    ),
    _town(
        "pinellas-park",
        "City of Pinellas Park",
        "1256975",
        departments=(
            Department("city-hall", "City Hall", ("animals", "other"), front_desk=True),
            Department("transportation-stormwater", "Transportation and Stormwater", ("roads", "signals", "drainage")),
            Department("public-utilities", "Public Utilities", ("water_leak", "sewer_overflow", "waste")),
            Department("leisure-services", "Leisure Services", ("parks", "beaches")),
            Department("neighborhood-services", "Neighborhood Services", ("property",)),
        ),
    ),
    _town(
        "dunedin",
        "City of Dunedin",
        "1218575",
        departments=(
            Department("city-hall", "City Hall", ("animals", "other"), front_desk=True),
            Department("public-works", "Public Works and Utilities", ("roads", "signals", "drainage")),
            Department("solid-waste", "Solid Waste", ("waste",)),
            Department("parks", "Parks and Recreation", ("parks", "beaches")),
            Department("community-development", "Community Development", ("property",)),
        ),
    ),
    _town(
        "tarpon-springs",
        "City of Tarpon Springs",
        "1271150",
        departments=(
            Department("city-hall", "City Hall", ("animals", "other"), front_desk=True),
            Department("public-services", "Public Services", ("roads", "signals", "drainage", "waste", "parks")),
            Department("sponge-docks", "Sponge Docks and Waterfront", ("beaches",)),
            Department("code-enforcement", "Code Enforcement", ("property",)),
        ),
    ),
)

_SMALL = tuple(
    _town(code, name, place, departments=_small_city(hall))
    for code, name, place, hall in (
        ("seminole", "City of Seminole", "1264975", "City Hall"),
        ("safety-harbor", "City of Safety Harbor", "1262425", "City Hall"),
        ("oldsmar", "City of Oldsmar", "1251350", "City Hall"),
        ("gulfport", "City of Gulfport", "1228175", "City Hall"),
        ("south-pasadena", "City of South Pasadena", "1267675", "City Hall"),
        ("st-pete-beach", "City of St. Pete Beach", "1262885", "City Hall"),
        ("treasure-island", "City of Treasure Island", "1272325", "City Hall"),
        ("madeira-beach", "City of Madeira Beach", "1242400", "City Hall"),
        ("indian-rocks-beach", "City of Indian Rocks Beach", "1233625", "City Hall"),
        ("belleair", "Town of Belleair", "1205075", "Town Hall"),
    )
)

# Made up for the demonstration: who is handled by the county, and that one of them is about to stand alone.
_HANDLED = tuple(
    _town(code, name, place, handled_by=COUNTY)
    for code, name, place in (
        ("belleair-beach", "City of Belleair Beach", "1205100"),
        ("belleair-bluffs", "City of Belleair Bluffs", "1205125"),
        ("belleair-shore", "Town of Belleair Shore", "1205150"),
        ("indian-shores", "Town of Indian Shores", "1233675"),
        ("redington-beach", "Town of Redington Beach", "1259725"),
        ("north-redington-beach", "Town of North Redington Beach", "1249725"),
        ("redington-shores", "Town of Redington Shores", "1259750"),
    )
)
_STANDING_ALONE_SOON = _town(
    "kenneth-city",
    "Town of Kenneth City",
    "1236175",
    handled_by=COUNTY,
    stand_alone_in_days=14,
    departments=_small_city("Town Hall"),
)

_AGENCIES = (
    Organization(FDOT, "Florida DOT District Seven", "fdot-d7@example.org", standing="external"),
    Organization(DUKE, "Duke Energy (street lights)", "streetlights@example.com", standing="external"),
    Organization(
        TRANSIT,
        "Pinellas Suncoast Transit Authority",
        "psta@example.org",
        departments=(
            Department("customer-service", "Customer Service", ("other",), front_desk=True),
            Department("stops", "Stops and Shelters", ("bus_stop",)),
        ),
    ),
)

ORGANIZATIONS: tuple[Organization, ...] = (
    _PINELLAS_COUNTY,
    *_LARGE,
    *_SMALL,
    _STANDING_ALONE_SOON,
    *_HANDLED,
    *_AGENCIES,
)


def organization(code: str) -> Organization:
    """Raises KeyError for a code that is nobody's."""
    return _BY_CODE[code]


def municipalities() -> tuple[Organization, ...]:
    return tuple(one for one in ORGANIZATIONS if one.place and not one.steward)


_BY_CODE = {one.code: one for one in ORGANIZATIONS}
