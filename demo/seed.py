"""The five stories that the demonstration is shown by: the ones Fixward began with."""

from __future__ import annotations

import datetime as dt

from demo.organizations import COUNTY
from demo.records import Step, Story

_STORMWATER = "st-petersburg.stormwater.worker@example.org"


def seed_stories(now: dt.datetime) -> tuple[Story, ...]:
    return (
        _pothole_in_the_city(now),
        _pothole_on_a_county_road(now),
        _pothole_beyond_the_limit(now),
        *_in_the_town_that_will_stand_alone(now),
        _misdirected_and_returned(now),
    )


def _hours(number: float) -> dt.timedelta:
    return dt.timedelta(hours=number)


def _pothole_in_the_city(now: dt.datetime) -> Story:
    """Inside St. Petersburg, on a street of its own: the city's pavement desk gets it at once."""
    return Story(
        key="seed-city-pothole",
        service="pothole",
        lon=-82.6605,
        lat=27.7851,
        description="Pothole at the corner, about two feet wide. The edge is sharp.",
        language="en",
        submitted_at=now - dt.timedelta(days=9, hours=3),
        contact="resident1@example.org",
        address="17th Ave N and 20th St N, St. Petersburg",
        answers={"size": "tire"},
        steps=(
            Step("acknowledge", _hours(2)),
            Step("assign", _hours(2.5), to="stormwater", person=_STORMWATER),
            Step("reply", _hours(20), text="Thank you. The crew comes by on its Thursday round."),
            Step("close", _hours(52), text="Filled this morning.", resolution="fixed"),
            Step("rate", _hours(60), by="reporter", text="Quick, thank you.", stars=5),
            Step(
                "comment",
                _hours(70),
                by="resident",
                text="If it opens again, call our club at 727-555-0142, we keep a list.",
                person="resident9@example.org",
            ),
            Step("flag", _hours(75), by="resident", text="A number in the comment", person="resident10@example.org"),
        ),
    )


def _pothole_on_a_county_road(now: dt.datetime) -> Story:
    """Inside St. Petersburg too, but 49th St N is the county's: it goes to the county without a detour."""
    return Story(
        key="seed-county-road-pothole",
        service="pothole",
        lon=-82.7001,
        lat=27.785,
        description="Deep pothole in the northbound lane of 49th St.",
        language="en",
        submitted_at=now - dt.timedelta(days=4, hours=6),
        contact="resident2@example.org",
        address="49th St N, St. Petersburg",
        answers={"size": "larger"},
        steps=(
            Step("acknowledge", _hours(5)),
            Step("reply", _hours(26), text="Our paving crew has it on the list for this week."),
        ),
    )


def _pothole_beyond_the_limit(now: dt.datetime) -> Story:
    """Unincorporated Lealman: the letters say St. Petersburg, the ground is the county's."""
    return Story(
        key="seed-lealman-pothole",
        service="pothole",
        lon=-82.6905,
        lat=27.8163,
        description="Hay un hueco frente a la iglesia, ya se dañó una llanta.",
        language="es",
        submitted_at=now - dt.timedelta(days=2, hours=5),
        contact="resident3@example.org",
        address="46th Ave N, St. Petersburg, FL 33714",
        answers={"size": "tire"},
        steps=(Step("acknowledge", _hours(18)),),
    )


def _in_the_town_that_will_stand_alone(now: dt.datetime) -> tuple[Story, ...]:
    """Kenneth City, handled by the county: these are open when the town takes over, and can be adopted."""
    reports = (
        ("streetlight", -82.7166, 27.8148, "Streetlight out in front of the town hall.", 12),
        ("storm_drain", -82.7187, 27.8127, "Leaves block the drain, the corner floods.", 6),
        ("sidewalk", -82.7205, 27.8165, "Sidewalk slab lifted by a root.", 1),
    )
    return tuple(
        Story(
            key=f"seed-kenneth-city-{service.replace('_', '-')}",
            service=service,
            lon=lon,
            lat=lat,
            description=description,
            language="en",
            submitted_at=now - dt.timedelta(days=days, hours=2),
            contact="resident4@example.org",
            address="Kenneth City",
            steps=(Step("acknowledge", _hours(20)),) if days > 3 else (),
        )
        for service, lon, lat, description, days in reports
    )


def _misdirected_and_returned(now: dt.datetime) -> Story:
    """The city gives it to the county by mistake, gets it back with the reason, and fixes it. One thread."""
    return Story(
        key="seed-returned",
        service="storm_drain",
        lon=-82.6664,
        lat=27.8052,
        description="The ditch is full of sand and the whole corner stands under water after rain.",
        language="en",
        submitted_at=now - dt.timedelta(days=20, hours=7),
        contact="resident5@example.org",
        address="37th Ave N, St. Petersburg",
        steps=(
            Step("acknowledge", _hours(3)),
            Step("transfer", _hours(4), text="This ditch drains the county road, so it is the county's.", to=COUNTY),
            Step("support", _hours(9), by="resident", person="resident8@example.org"),
            Step("note", _hours(22), text="Our map ends at the south bank, 30 ft from the pin.", shared=True),
            Step("return", _hours(23), text="The city took this ditch over with the plat; our part ends at the road."),
            Step("comment", _hours(30), by="reporter", text="Thank you for sorting out whose it is!"),
            Step("reply", _hours(48), text="You are right, it is ours. We will dig it out on Monday."),
            Step("close", _hours(120), text="Dug out and the inlet is clear.", resolution="fixed"),
            Step("rate", _hours(130), by="reporter", text="It took two tries.", stars=4),
        ),
    )
