"""The inbox over 1,000,000 requests, 40 organizations, 300 departments: every view, filters, words, many, files.

`REQUESTS=20000 python -m bench inbox` looks at it with fewer; `LONGER_THAN_MS=150` explains what is slower than that.
"""

import os
import sys
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg

from bench.desks import ORGANIZATIONS, staged
from bench.stage import PAGE_REFERENCE, Target, page_limit, quantile, resident_mb, say, timed

LONGER_THAN_MS = float(os.environ.get("LONGER_THAN_MS", "0"))
MANY = 1000
TIMES = int(os.environ.get("TIMES", "10"))
_ROWS_A_SECOND = 20_000

PAGE = Target(0.150, reference=PAGE_REFERENCE)
# Durable transactions a second where 200 acts a second were asked for.
MANY_A_SECOND, DURABLE_A_SECOND = 200, 4_700
_ACKNOWLEDGED = """
WITH changed AS (
    UPDATE service_requests_servicerequest SET status = 'acknowledged', acknowledged_at = now(), updated_at = now(),
           version = version + 1 WHERE id = %s RETURNING id
), event AS (
    INSERT INTO service_requests_event (service_request_id, kind, at, audience, data)
    SELECT id, 'acknowledged', now(), 'public', '{}' FROM changed RETURNING id
)
INSERT INTO procrastinate_jobs (queue_name, task_name, priority, lock, args)
SELECT 'default', 'bench', 0, 'r' || changed.id, jsonb_build_object('event_id', event.id) FROM changed, event
"""
_VIEWS = ("new", "mine", "department", "unassigned", "arriving", "returned", "soon", "overdue", "waiting", "active")
_EVERY_VIEW = tuple(f"view={view}" for view in (*_VIEWS, "closed", "all"))
_ALL = "view=all&department=all"
_FILTERS = (
    "view=new&sort=due",
    "view=new&sort=oldest&department=none",
    f"{_ALL}&sort=oldest&page=40",
    f"{_ALL}&state=open",
    f"{_ALL}&service=light&source=phone&private=yes",
    f"{_ALL}&group=roads&source=other",
    f"{_ALL}&assignee=me",
    f"{_ALL}&assignee=none&state=acknowledged",
    f"{_ALL}&place=alder&submitted_since=2025-01-01&submitted_until=2026-06-30",
    f"{_ALL}&place=birch",
    f"{_ALL}&behalf=elm",
    f"{_ALL}&resolution=fixed&closed_since=2026-01-01",
    f"{_ALL}&resolution=no_work",
    f"{_ALL}&due_since=2026-01-01&due_until=2030-01-01",
    f"{_ALL}&supporters=1&state=open",
    f"{_ALL}&supporters=2",
    "view=unassigned&department=all&target=late&group=roads",
    f"{_ALL}&target=none&state=open",
    f"{_ALL}&show=both&state=open",
)
_WORDS = (
    f"{_ALL}&q=bridge",
    f"{_ALL}&q=flooded+harbor",
    f"{_ALL}&q=%22811+Main+Street%22",
    f"{_ALL}&q=bakery",
    f"{_ALL}&q=bridge+market",  # never in one text
    f"{_ALL}&q=nowhere",
    f"{_ALL}&q=b4711",
    f"{_ALL}&q=Chen+4710+of",
    f"{_ALL}&q=of+4711",
    "view=new&q=library+-dark&show=both",
)


@dataclass(frozen=True)
class Who:
    """Somebody at a desk, logged in."""

    name: str
    browser: Any
    pages: tuple[str, ...]


def main() -> int:
    url, town = staged("bench_inbox")
    limit = page_limit(url, town.alder.pk)
    everybody = list(_everybody(town))
    _pages(everybody, limit)
    _files(everybody[0].browser)
    _many(url, town)
    return 0


def _everybody(town: Any) -> Iterator[Who]:
    """At a full desk with saved views, at an empty one, by a grant, and the steward."""
    from django.test import Client  # noqa: PLC0415

    from fixward.domain.desks.operations import MOST_OWN, keep_view  # noqa: PLC0415
    from fixward.domain.governments.models import Grant, Organization, Role  # noqa: PLC0415

    saving = town.member("saving", town.alder, Role.MANAGER)
    for member in (town.abel, saving):
        member.departments.add(town.alder_streets)
    few = town.member("few", Organization.objects.get(code=f"o{ORGANIZATIONS - 6}"), Role.WORKER)
    granted = town.member("granted", Organization.objects.get(code="o3"), Role.WORKER)
    Grant.objects.create(
        organization=town.alder, to=granted.organization, least_role=Role.WORKER, service_codes=["light"]
    )
    there = tuple(f"desk=alder&{asked}" for asked in (*_EVERY_VIEW, _FILTERS[3], _WORDS[0], _WORDS[3]))
    steward = (*_EVERY_VIEW, "view=unsettled&department=all", _FILTERS[2], _WORDS[0])
    known = (
        ("a full desk", town.abel, (*_EVERY_VIEW, *_FILTERS, *_WORDS)),
        ("a desk with next to nothing", few, (*_EVERY_VIEW, *_FILTERS[:6], *_WORDS)),
        ("by a grant", granted, there),
        ("the steward", town.cora, steward),
        ("a full desk with saved views", saving, ("view=new", _FILTERS[3], _WORDS[0])),
    )
    for name, member, pages in known:
        browser = Client()
        browser.force_login(member.person)
        if "saved" in name:
            for n, asked in enumerate((*_FILTERS, *_WORDS)[:MOST_OWN]):
                keep_view(f"View {n}", asked=dict(part.split("=") for part in asked.split("&")), words={}, by=member)
        yield Who(name, browser, pages)


def _pages(everybody: list[Who], limit: float) -> None:
    """Each page some times, after two that do not count."""
    for who in everybody:
        slowest: list[tuple[float, str]] = []
        seconds, counts = [], set()
        for asked in who.pages:
            path = f"/staff/?{asked}"
            counts.add(_looked_at(who.browser, path))
            took = timed(lambda: who.browser.get(path), times=TIMES)  # noqa: B023
            seconds += took
            slowest.append((quantile(took, 0.95), path))
        for p95, path in sorted(slowest, reverse=True)[:8]:
            say(f"  {path[8:]}"[:62], f"{p95 * 1e3:.0f} ms")
            if LONGER_THAN_MS and p95 * 1e3 > LONGER_THAN_MS:
                _statements(who.browser, path)
        PAGE.judge(f"{who.name}: {len(who.pages)} pages, p95", quantile(seconds, 0.95), limit=limit)
        say(f"{who.name}: queries, fewest and most", f"{min(counts)} and {max(counts)}")


def _looked_at(browser: Any, path: str) -> int:
    """How many queries it takes, once its caches are warm."""
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    assert browser.get(path).status_code == 200, path
    with CaptureQueriesContext(connection) as queries:
        browser.get(path)
    return len(queries)


def _statements(browser: Any, path: str) -> None:
    """The slowest statement of a page, with what PostgreSQL does for it."""
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    with CaptureQueriesContext(connection) as queries:
        browser.get(path)
    worst = max(queries.captured_queries, key=lambda query: float(query["time"]))
    of_all = sum(float(query["time"]) for query in queries.captured_queries)
    print(f"    {worst['time']} s of {of_all:.3f} s: {worst['sql']}")
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {worst['sql']}")
        print("\n".join(f"    {line}" for (line,) in cursor.fetchall()), flush=True)


def _many(url: str, town: Any) -> None:
    from fixward.domain.desks import many  # noqa: PLC0415
    from fixward.domain.desks.models import Act, Item, Outcome  # noqa: PLC0415
    from fixward.domain.service_requests.models import ServiceRequest, Status  # noqa: PLC0415

    new = ServiceRequest.objects.filter(organization=town.alder, status=Status.SUBMITTED)
    ids = list(new.values_list("pk", flat=True)[: 2 * MANY])
    chosen, others = ids[:MANY], ids[MANY:]
    with psycopg.connect(url, autocommit=True) as connection:
        limit = len(others) / sum(timed(lambda: connection.execute(_ACKNOWLEDGED, [others.pop()]), times=len(others)))
    say("limit: bare psycopg writing the same rows, one by one", f"{limit:.0f}/s")
    batch = many.begin(Act.ACKNOWLEDGE, chosen, given={}, by=town.abel, key=uuid.uuid4())
    start = time.perf_counter()
    many.go_on(batch.pk)
    rate = len(chosen) / (time.perf_counter() - start)
    assert not Item.objects.filter(batch=batch).exclude(outcome=Outcome.DONE).exists()
    figure = f"{rate:.0f}/s, {rate / limit:.0%} of it"
    asked = f">= {MANY_A_SECOND}/s or {MANY_A_SECOND / DURABLE_A_SECOND:.0%} of it"
    ok = rate >= MANY_A_SECOND or rate / limit >= MANY_A_SECOND / DURABLE_A_SECOND
    say(f"many at once, {len(chosen)} acknowledged", figure, target=asked, ok=ok)


def _files(staff: Any) -> None:
    from fixward.domain.service_requests.models import ServiceRequest  # noqa: PLC0415

    rows = ServiceRequest.objects.filter(organization__code="alder").count()
    for form in ("csv", "geojson", "xlsx"):
        before, most, size = resident_mb(), 0.0, 0
        start = time.perf_counter()
        answer = staff.get(f"/staff/requests.{form}?view=all&department=all")
        for number, packet in enumerate(answer.streaming_content):
            size += len(packet)
            if number % 50 == 0:
                most = max(most, resident_mb())
        rate = rows / (time.perf_counter() - start)
        say(
            f"{form} of {rows:,} requests",
            f"{rate:,.0f} rows/s",
            target=">= 20,000 rows/s",
            ok=rate >= _ROWS_A_SECOND,
        )
        say(f"{form}: memory taken for {size / 1e6:.0f} MB", f"{max(most - before, 0):.0f} MB")


if __name__ == "__main__":
    sys.exit(main())
