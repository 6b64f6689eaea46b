"""The map over 1,000,000 requests at every zoom, with and without filters, and what was reported near a point."""

import datetime as dt
import http.client
import random
import sys
import time
from urllib.parse import urlencode

import numpy as np
import psycopg

from bench.server import serving
from bench.stage import Target, filling, fresh_database, quantile, say, timed

REQUESTS = 1_000_000
SERVICES, GROUPS, ORGANIZATIONS, PLACES, WORDS, TOWNS = 40, 8, 25, 30, 2_000, 60
DAYS = 3_650
WEST, SOUTH, EAST, NORTH = -82.85, 27.6, -82.55, 28.17  # about where the founding county lies
# How wide a view of 1,200 by 700 pixels is, in degrees, by zoom: from the whole umbrella to one street.
VIEWS = {zoom: 1200 / 512 * 360 / 2**zoom for zoom in range(9, 20)}
EACH = 12  # views of each query at each zoom
QUERIES: tuple[dict[str, str], ...] = (
    {},
    {"state": "all"},
    {"state": "closed"},
    {"state": "all", "service": "s1"},
    {"state": "all", "service": "s30"},
    {"state": "all", "group": "g2"},
    {"state": "all", "organization": "o3"},
    {"place": "p4"},
    {"state": "all", "place": "p4", "group": "g1"},
    {"state": "all", "since": "2021-01-01", "until": "2021-03-31"},
    {"state": "closed", "service": "s5", "organization": "o7"},
    {"text": "w40"},
    {"state": "all", "text": "w150 w30"},
)
# What a view of a town costs in SQL alone: the open requests of one tile of zoom 13, gathered in tiles of zoom 16.
_CLUSTERS = (
    "SELECT count(*), avg(lon), avg(lat) FROM service_requests_servicerequest"
    " WHERE NOT is_private AND hidden_at IS NULL AND status <> 'closed'"
    " AND cell BETWEEN %s AND %s GROUP BY cell >> 30"
)
VIEWPORT, NEARBY = Target(40e-3, reference=1e-3), Target(20e-3, reference=1e-3)
_COLUMNS = (
    "number, source, source_id, key, service_id, description, language, answers, lon, lat, cell, address, place_id,"
    " status, organization_id, route, submitted_at, updated_at, closed_at, resolution, is_private, version"
)


def main() -> int:
    url = fresh_database("bench_viewport")
    fill(url, np.random.default_rng(1))
    with psycopg.connect(url, autocommit=True) as connection:
        limit = quantile(timed(lambda: connection.execute(_CLUSTERS, _tile()).fetchall(), times=200), 0.5)
    say("limit: clusters of the open requests of a town, in SQL, median", f"{limit * 1e3:.1f} ms")
    with serving(url) as (port, _pid):
        _views(port, limit)
    _nearby(limit)
    return 0


def _tile() -> tuple[int, int]:
    """The cells of one tile of zoom 13 somewhere in the umbrella."""
    from fixward.foundation import grid  # noqa: PLC0415

    below = 2 * (grid.ZOOM - 13)
    tile = grid.cell(random.uniform(WEST, EAST), random.uniform(SOUTH, NORTH)) >> below
    return tile << below, ((tile + 1) << below) - 1


def _views(port: int, limit: float) -> None:
    lot = np.random.default_rng(2)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    everything: list[float] = []
    for query in QUERIES:
        seconds: list[float] = []
        slowest = (0.0, 0)
        for zoom, width in VIEWS.items():
            for _ in range(EACH):
                took = _asked(connection, query, zoom, width, lot)
                seconds.append(took)
                slowest = max(slowest, (took, zoom))
        name = urlencode(query) or "open, without a filter"
        figures = f"{quantile(seconds, 0.5) * 1e3:.0f} / {quantile(seconds, 0.95) * 1e3:.0f} ms"
        say(f"{name}: median / p95", figures, target=f"slowest at zoom {slowest[1]}")
        everything += seconds
    VIEWPORT.judge(f"viewport, {REQUESTS:,} requests, all of these: p95", quantile(everything, 0.95), limit=limit)


def _asked(
    connection: http.client.HTTPConnection, query: dict[str, str], zoom: int, width: float, lot: np.random.Generator
) -> float:
    lon, lat = lot.uniform(WEST, EAST), lot.uniform(SOUTH, NORTH)
    high = width * 700 / 1200 * 0.88  # a degree of latitude is longer there, in pixels
    box = (lon - width / 2, lat - high / 2, lon + width / 2, lat + high / 2)
    asked = query | {"zoom": str(zoom), "bbox": ",".join(f"{degrees:.5f}" for degrees in box)}
    start = time.perf_counter()
    connection.request("GET", f"/requests/viewport.geojson?{urlencode(asked)}")
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{answer.status} for {asked}")
    return time.perf_counter() - start


def _nearby(limit: float) -> None:
    from fixward.domain.service_requests.models import ServiceRequest  # noqa: PLC0415
    from fixward.domain.service_requests.nearby import near_point  # noqa: PLC0415

    some = list(ServiceRequest.objects.public().open().select_related("service")[:400])
    seconds = [timed(lambda: near_point(one.service, one.lon, one.lat, None), times=1)[0] for one in some]  # noqa: B023
    NEARBY.judge("already reported nearby: p95", quantile(seconds[50:], 0.95), limit=limit)


def fill(url: str, lot: np.random.Generator) -> None:
    """Towns of different size, services and words as unequal as in life, ten years, the newest mostly open."""
    from fixward.foundation import grid  # noqa: PLC0415

    services, organizations, places = _catalog()
    town = lot.integers(0, TOWNS, REQUESTS)
    middles = lot.uniform((WEST, SOUTH), (EAST, NORTH), (TOWNS, 2))
    points = middles[town] + lot.normal(0, 0.03, (REQUESTS, 2))
    cells = grid.cells(points[:, 0], points[:, 1])
    service = np.array(services)[lot.choice(SERVICES, REQUESTS, p=_unequal(SERVICES))]
    words = lot.choice(WORDS, (REQUESTS, 8), p=_unequal(WORDS))
    age = np.sort(lot.uniform(0, DAYS, REQUESTS))[::-1]
    is_open = lot.random(REQUESTS) < np.where(age < 60, 0.5, 0.02)
    now = dt.datetime.now(dt.UTC)
    copy = f"COPY service_requests_servicerequest ({_COLUMNS}) FROM STDIN"
    filled = filling(url, "service_requests_servicerequest")
    with filled as connection, connection.cursor() as cursor, cursor.copy(copy) as rows:
        for n in range(REQUESTS):
            at = now - dt.timedelta(days=float(age[n]))
            text = " ".join(f"w{word}" for word in words[n])
            state = ("submitted", None, "") if is_open[n] else ("closed", at, "fixed")
            what = (f"b{n}", "bench", "", f"00000000-0000-4000-8000-{n:012x}", int(service[n]), text, "en", "{}")
            where = ("", places[town[n] % PLACES])
            who = (*where, state[0], organizations[town[n] % ORGANIZATIONS], "[]", at, at, *state[1:])
            rows.write_row((*what, *points[n], int(cells[n]), *who, bool(n % 50 == 0), 1))


def _catalog() -> tuple[list[int], list[int], list[int]]:
    from fixward.domain.catalog.models import Service, ServiceGroup  # noqa: PLC0415
    from fixward.domain.governments.models import Organization  # noqa: PLC0415
    from fixward.domain.places.models import Place  # noqa: PLC0415

    groups = [
        ServiceGroup.objects.create(code=f"g{n}", name={"en": f"Group {n}", "es": f"Grupo {n}"}) for n in range(GROUPS)
    ]
    services = [
        Service.objects.create(
            code=f"s{n}", group=groups[n % GROUPS], name={"en": f"Service {n}", "es": f"Servicio {n}"}
        ).pk
        for n in range(SERVICES)
    ]
    organizations = [
        Organization.objects.create(code=f"o{n}", name=f"Government {n}", is_steward=n == 0).pk
        for n in range(ORGANIZATIONS)
    ]
    places = [Place.objects.create(code=f"p{n}", name=f"Town {n}", kind="municipality").pk for n in range(PLACES)]
    return services, organizations, places


def _unequal(count: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Zipf's law: the second is half as frequent as the first."""
    shares = 1 / np.arange(1, count + 1)
    return shares / shares.sum()


if __name__ == "__main__":
    sys.exit(main())
