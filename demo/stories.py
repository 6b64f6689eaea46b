"""A few hundred made-up requests over the last six months, in every state; the same ones for the same moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from random import Random
from zoneinfo import ZoneInfo

from shapely.geometry import Point

from demo import answering, catalog, ground, rules, spots, voices
from demo.cast import RESIDENTS
from demo.lives import Life, tell
from demo.organizations import COUNTY, FDOT, ORGANIZATIONS, organization
from demo.owners import holder_of, owner_of
from demo.records import Department, Offering, Organization, Step, Story
from demo.rules import road_owners
from demo.seed import seed_stories

ZONE = ZoneInfo("America/New_York")
_DAYS = 182
_TRIES = 50
# How often each service is asked for; the others count 2.
_OFTEN = {
    "pothole": 12,
    "streetlight": 9,
    "missed_collection": 7,
    "street_flooding": 6,
    "illegal_dumping": 6,
    "traffic_signal": 5,
    "storm_drain": 5,
    "sidewalk": 5,
    "fallen_tree": 4,
    "high_grass": 4,
    "beach_cleaning": 4,
    "park_maintenance": 4,
    "bulk_pickup": 4,
    "overgrown_roadside": 3,
    "graffiti": 3,
}


def stories(now: dt.datetime, *, count: int = 400, seed: int = 311) -> tuple[Story, ...]:
    """About `count` stories before `now` (aware), oldest first; nothing in them lies after `now`."""
    chance = Random(seed)
    told = [*seed_stories(now), *_one_for_each_place(now, chance), *_one_for_each_department(now, chance)]
    told += [_story(f"demo-{number:03}", now, chance) for number in range(count - len(told) - count // 25)]
    told += _reported_again(told, now, chance, wanted=count // 25)
    return tuple(sorted(told, key=lambda story: (story.submitted_at, story.key)))


def _one_for_each_place(now: dt.datetime, chance: Random) -> Iterator[Story]:
    for place in ground.places()[1:]:
        services = [service.code for service in catalog.SERVICES if service.group in ("drainage", "parks", "waste")]
        yield _story(
            f"place-{place.code}", now, chance, at=spots.spot_in(place, chance), service=chance.choice(services)
        )


def _one_for_each_department(now: dt.datetime, chance: Random) -> Iterator[Story]:
    """So that no inbox is empty; not where another government still does the work."""
    outlines = {place.code: place for place in ground.places()}
    working = [one for one in ORGANIZATIONS if one.place and not one.handled_by]
    for one in working:
        for department in one.departments:
            offered = [offer.service for offer in rules.offerings() if _is_done_by(offer, one, department)]
            for _attempt in range(_TRIES if offered else 0):
                service, at = chance.choice(offered), spots.spot_in(outlines[one.place], chance)
                if owner_of(service, *at, {}) == one.code:
                    yield _story(f"desk-{one.code}-{department.code}", now, chance, at=at, service=service)
                    break


def _is_done_by(offer: Offering, one: Organization, department: Department) -> bool:
    return (offer.organization, offer.department, offer.hidden) == (one.code, department.code, False)


def _story(
    key: str, now: dt.datetime, chance: Random, *, at: tuple[float, float] | None = None, service: str = ""
) -> Story:
    service = service or _a_service(chance)
    lon, lat = at or _a_spot(service, chance)
    submitted_at = _a_moment(now, chance)
    language: voices.Language = "es" if chance.random() < 0.22 else "en"
    contact = _a_contact(service, chance)
    answers = answering.answers_for(service, language, submitted_at, chance)
    holder = holder_of(owner_of(service, lon, lat, answers))
    life = Life(
        service, language, holder, _somebody_else(holder, lon, lat, chance), bool(contact), chance, now - submitted_at
    )
    return Story(
        key=key,
        service=service,
        lon=lon,
        lat=lat,
        description=voices.description(service, language, chance),
        language=language,
        submitted_at=submitted_at,
        contact=contact,
        address=spots.address_near(lon, lat),
        answers=answers,
        steps=until(now, submitted_at, tell(life)),
    )


def until(now: dt.datetime, submitted_at: dt.datetime, steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """The steps that have happened by now."""
    return tuple(step for step in steps if submitted_at + step.after < now)


def _a_spot(service: str, chance: Random) -> tuple[float, float]:
    """Mostly where a partner works: what an agency outside of the platform gets is open as long as it says nothing."""
    at = spots.spot_for(service, chance)
    is_outside = organization(owner_of(service, *at, {})).standing == "external"
    return spots.spot_for(service, chance) if is_outside and chance.random() < 0.7 else at


def _a_service(chance: Random) -> str:
    codes = [service.code for service in catalog.SERVICES]
    return chance.choices(codes, [_OFTEN.get(code, 2) for code in codes])[0]


def _a_moment(now: dt.datetime, chance: Random) -> dt.datetime:
    """Some daytime of the last months, the last two weeks more often, so that much is still open."""
    days = chance.randint(0, 14) if chance.random() < 0.25 else chance.randint(0, _DAYS)
    day = now.astimezone(ZONE).date() - dt.timedelta(days=days)
    local = dt.datetime.combine(day, dt.time(chance.randint(6, 21), chance.randint(0, 59)), ZONE)
    moment = local.astimezone(dt.UTC)
    return moment if moment < now else now - dt.timedelta(minutes=chance.randint(5, 400))


def _a_contact(service: str, chance: Random) -> str:
    wanted = catalog.service(service).identity_required or chance.random() < 0.7
    return chance.choice(RESIDENTS[:18]) if wanted else ""


def _somebody_else(holder: str, lon: float, lat: float, chance: Random) -> str:
    """Whom the holder may think to be responsible: the nearest road's owner, the city, the county."""
    city = ground.municipality_at(lon, lat)
    guesses = [COUNTY, *([holder_of(road_owners()[city.name])] if city else [_nearest_city(lon, lat)])]
    if (road := ground.road_at(lon, lat)) and road.owner == "Florida DOT":
        guesses.append(FDOT)
    return chance.choice([guess for guess in guesses if guess != holder] or ["st-petersburg"])


def _nearest_city(lon: float, lat: float) -> str:
    point = Point(lon, lat)
    cities = [place for place in ground.places() if place.kind == "municipality"]
    nearest = min(cities, key=lambda place: place.outline.distance(point))
    return holder_of(road_owners()[nearest.name])


def _reported_again(told: list[Story], now: dt.datetime, chance: Random, *, wanted: int) -> Iterator[Story]:
    """Some open requests come in a second time, and the desk finds the first; in one case it was wrong."""
    open_ones = [story for story in told if _may_be_repeated(story, now)]
    for number, first in enumerate(chance.sample(open_ones, k=min(wanted, len(open_ones)))):
        lon, lat = spots.beside(first.lon, first.lat, chance)
        again = now - dt.timedelta(hours=chance.randint(6, 40))
        step = Step("duplicate", dt.timedelta(hours=chance.randint(1, 5)), to=first.key)
        yield Story(
            key=f"again-{number:02}",
            service=first.service,
            lon=lon,
            lat=lat,
            description=voices.description(first.service, first.language, chance),
            language=first.language,
            submitted_at=max(again, first.submitted_at + dt.timedelta(hours=1)),
            contact=chance.choice([one for one in RESIDENTS if one != first.contact]),
            address=first.address,
            answers=first.answers,
            steps=(step,) if number else (step, _separated(first, step)),
        )


def _separated(first: Story, taken: Step) -> Step:
    """Half an hour later somebody has looked: it is another one."""
    why = {"en": "This is another one, on the other side of the street.", "es": "Es otro, del otro lado de la calle."}
    return Step("separate", taken.after + dt.timedelta(minutes=30), text=why[first.language])


def _may_be_repeated(story: Story, now: dt.datetime) -> bool:
    """Open, untouched by a change of hands, public, older than two days, and with somebody to work it."""
    kinds = {step.kind for step in story.steps}
    return (
        not kinds & {"close", "transfer", "hide", "change_service"}
        and "acknowledge" in kinds
        and not catalog.service(story.service).private
        and story.submitted_at < now - dt.timedelta(days=2)
        and not story.key.startswith("seed-")
    )
