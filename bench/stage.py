"""What the benchmarks stand on: a fresh database by name, figures, and a line for each result."""

import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import django
import psutil
import psycopg
from psycopg import sql

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


def fresh_database(name: str) -> str:
    """Make an empty migrated database, connect Django to it, and give its URL for psycopg and other processes."""
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection, connections  # noqa: PLC0415

    where = connection.settings_dict
    url = f"postgresql://{where['USER']}@/%s?host={where['HOST']}&port={where['PORT']}"
    with psycopg.connect(url % "postgres", autocommit=True) as maintenance:
        maintenance.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        maintenance.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    connections.close_all()
    where["NAME"] = name
    call_command("migrate", verbosity=0)
    return url % name


@contextmanager
def filling(url: str, *tables: str) -> Iterator[psycopg.Connection]:
    """A connection for writing millions of rows into these tables: without triggers, and with the indexes made anew
    afterwards, which takes a fraction of the time; what the bulk wrote is as the application would have written it."""
    with psycopg.connect(url, autocommit=True) as connection:
        for setting in ("session_replication_role = replica", "synchronous_commit = off", "work_mem = '256MB'"):
            connection.execute(f"SET {setting}")
        # One process and little memory for each index would take minutes longer.
        connection.execute("SET maintenance_work_mem = '1GB'")
        connection.execute("SET max_parallel_maintenance_workers = 2")
        made = connection.execute(_INDEXES, [list(tables)]).fetchall()
        for name, _definition in made:
            connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
        yield connection
        for _name, definition in made:
            connection.execute(definition)
        for table in tables:
            connection.execute(sql.SQL("VACUUM ANALYZE {}").format(sql.Identifier(table)))


_INDEXES = """
SELECT indexname, indexdef FROM pg_indexes
WHERE tablename = ANY(%s) AND NOT EXISTS (SELECT FROM pg_constraint WHERE conname = indexname)
"""


def timed(work: Callable[[], object], *, times: int) -> list[float]:
    """Seconds of each call."""
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return seconds


def quantiles(seconds: list[float]) -> tuple[float, float]:
    """The median and the 99th percentile."""
    return statistics.median(seconds), quantile(seconds, 0.99)


def quantile(seconds: list[float], share: float) -> float:
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def say(what: str, figure: str, *, target: str = "", ok: bool | None = None) -> None:
    verdict = {True: "ok", False: "MISSED", None: ""}[ok]
    print(f"{what:<62} {figure:>22}  {target:<34} {verdict}", flush=True)


# What no page of requests can be faster than: a hundred of them, by an index, written as JSON by PostgreSQL itself.
_PAGE = """
SELECT json_agg(page) FROM (
    SELECT request.number, request.status, request.description, request.address, request.lon, request.lat,
           request.submitted_at, request.updated_at, request.due_at, request.expected_at,
           service.code AS service, organization.name AS organization, department.name AS department,
           place.name AS place
    FROM service_requests_servicerequest AS request
    JOIN catalog_service AS service ON service.id = request.service_id
    JOIN governments_organization AS organization ON organization.id = request.organization_id
    LEFT JOIN governments_department AS department ON department.id = request.department_id
    LEFT JOIN places_place AS place ON place.id = request.place_id
    WHERE request.organization_id = %s AND request.status <> 'closed'
    ORDER BY request.due_at, request.id LIMIT 100
) AS page
"""
# 3,000 a second where the targets of pages were set.
PAGE_REFERENCE = 1 / 3000


def page_limit(url: str, organization: int) -> float:
    """Seconds that a page of JSON takes, the median; said."""
    with psycopg.connect(url, autocommit=True) as connection:
        took = timed(lambda: connection.execute(_PAGE, [organization], prepare=True).fetchall(), times=200)
    limit = quantile(took, 0.5)
    say("limit: a page of 100 requests as JSON in SQL, median", f"{limit * 1e3:.1f} ms")
    return limit


@dataclass(frozen=True)
class Target:
    """Seconds that were asked for on a machine that did the limit in `reference` seconds.

    On another machine, or a busy one, the same share of its own limit is asked for: see docs/adr, "Speed is a ratio".
    """

    seconds: float
    reference: float

    def judge(self, what: str, seconds: float, *, limit: float) -> None:
        most = self.seconds / self.reference
        asked = f"<= {_short(self.seconds)} or {most:.0f} x the limit"
        ok = seconds <= self.seconds or seconds <= most * limit
        say(what, f"{_short(seconds)}, {seconds / limit:.1f} x", target=asked, ok=ok)


def _short(seconds: float) -> str:
    return f"{seconds * 1e6:.1f} µs" if seconds < 1e-3 else f"{seconds * 1e3:.1f} ms"


def resident_mb(pid: int | None = None) -> float:
    """Memory of a process and its children that nobody else uses (USS where the system tells it), in MB."""
    process = psutil.Process(pid or os.getpid())
    family = [process, *process.children(recursive=True)]
    return sum(member.memory_full_info().uss for member in family) / 1e6


@contextmanager
def stopwatch() -> Iterator[Callable[[], float]]:
    """Seconds since the block began, and after it how long it took."""
    start, end = time.perf_counter(), 0.0
    try:
        yield lambda: (end or time.perf_counter()) - start
    finally:
        end = time.perf_counter()
