"""`decide` over every county and place of the United States, 200 services, and a rule for each place."""

import random
import sys

from bench.stage import DATA, Target, fresh_database, quantiles, resident_mb, say, stopwatch, timed

DECIDE = Target(40e-6, reference=10e-6)


def main() -> int:
    if not DATA.exists():
        print("Left out: the real boundaries are not here.")
        return 0
    fresh_database("bench_routing")
    from fixward.domain.places import imports  # noqa: PLC0415
    from fixward.foundation import clock  # noqa: PLC0415

    counties, places = DATA / "us_counties_3221_valid.geojson", DATA / "us_places_simplified.ndjson.gz"
    with stopwatch() as seconds:
        imports.import_boundaries(counties, kind="county", name_field="NAME", code_field="GEO_ID")
        imports.import_boundaries(places, kind="municipality", name_field="NAMELSAD", code_field="GEOID")
    say("import of 3,221 counties and 29,678 places", f"{seconds():.1f} s")
    _rules()
    from fixward.domain.routing import current  # noqa: PLC0415

    before = resident_mb()
    with stopwatch() as seconds:
        table = current.current()
    took = seconds()
    say("table load", f"{took:.2f} s", target="<= 2 s", ok=took <= 2)
    say("memory of the table", f"{resident_mb() - before:.0f} MB")
    calls = _calls()
    now = clock.now()
    lookups = [timed(lambda: table.ground.covering(lon, lat, now.date()), times=1)[0] for _, lon, lat in calls]  # noqa: B023
    limit, _ = quantiles(lookups[2000:])
    say("limit: the bare lookup of the places at a point: median", f"{limit * 1e6:.1f} µs")
    for answers, what in (({}, "no answers"), ({"pole": "city"}, "with an answer")):
        spent = [
            timed(lambda: table.decide(code, lon=lon, lat=lat, answers=answers, at=now), times=1)[0]  # noqa: B023
            for code, lon, lat in calls
        ]
        median, p99 = quantiles(spent[2000:])
        DECIDE.judge(f"decide, {what}: median", median, limit=limit)
        say(f"decide, {what}: 99th percentile", f"{p99 * 1e6:.1f} µs")
    return 0


def _rules() -> None:
    """An organization for each state's counties, all services in each place, 200 services, some rules for answers."""
    from fixward.domain.catalog.models import Service, ServiceGroup  # noqa: PLC0415
    from fixward.domain.governments.models import Organization  # noqa: PLC0415
    from fixward.domain.places.models import Place  # noqa: PLC0415
    from fixward.domain.routing.models import Responsibility  # noqa: PLC0415

    steward = Organization.objects.create(code="steward", name="Steward", is_steward=True)
    others = [Organization(code=f"o{number}", name=f"Organization {number}") for number in range(300)]
    organizations = [steward, *Organization.objects.bulk_create(others)]
    groups = ServiceGroup.objects.bulk_create(ServiceGroup(code=f"g{n}", name={"en": f"Group {n}"}) for n in range(20))
    services = Service.objects.bulk_create(
        Service(code=f"s{n}", name={"en": f"Service {n}"}, group=groups[n % 20]) for n in range(200)
    )
    places = list(Place.objects.order_by("pk"))
    rules = [Responsibility(place=place, organization=organizations[n % 301]) for n, place in enumerate(places)]
    rules += [
        Responsibility(place=place, service=services[n % 200], organization=steward, question="pole", answer="city")
        for n, place in enumerate(places[::10])
    ]
    Responsibility.objects.bulk_create(rules, batch_size=5000)


def _calls() -> list[tuple[str, float, float]]:
    """Where people live: points in and around places taken by lot, so the places are hit as real reports would."""
    from fixward.domain.places.models import Boundary  # noqa: PLC0415

    lot = random.Random(311)
    boxes = list(Boundary.objects.values_list("west", "south", "east", "north"))
    boxes = [box for box in boxes if box[2] - box[0] < 10]
    calls = []
    for _ in range(22_000):
        west, south, east, north = lot.choice(boxes)
        calls.append((f"s{lot.randrange(200)}", lot.uniform(west, east), lot.uniform(south, north)))
    return calls


if __name__ == "__main__":
    sys.exit(main())
