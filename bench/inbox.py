"""The inbox over 1,000,000 requests, 40 organizations, 300 departments: every view, filters, words, many, files.

`REQUESTS=20000 python -m bench inbox` looks at it with fewer.
"""

import os
import sys
import time
import uuid

from bench.stage import fresh_database, quantile, resident_mb, say, stopwatch, timed

REQUESTS = int(os.environ.get("REQUESTS", "1000000"))
ORGANIZATIONS, DEPARTMENTS = 40, 300
MANY = 1000
_TARGET_S, _MANY_A_SECOND, _ROWS_A_SECOND = 0.150, 200, 20_000

# Some desks are full and some are not: the first one holds a fifth of everything. One in five is open.
_FILL = """
WITH made AS (
    INSERT INTO service_requests_servicerequest (
        number, source, source_id, key, service_id, description, language, answers, lon, lat, cell, address, place_id,
        status, organization_id, department_id, assignee_id, route, submitted_at, updated_at, closed_at, resolution,
        is_private, version, due_at
    )
    SELECT 'b' || n, (ARRAY['web','web','phone','old'])[1 + n %% 4], '', gen_random_uuid(),
           (%(services)s::bigint[])[1 + n %% 2],
           'A ' || (ARRAY['deep','broken','dark','flooded','loud'])[1 + n %% 5] || ' thing near the ' ||
           (ARRAY['school','bridge','market','harbor','library','station','playground'])[1 + n %% 7] || ' number ' || n,
           'en', '{}', random() * 4, random() * 4, (random() * 1e15)::bigint, n %% 900 || ' Main Street', %(place)s,
           CASE WHEN n %% 5 <> 0 THEN 'closed' WHEN n %% 10 = 0 THEN 'submitted' ELSE 'acknowledged' END,
           desk.organization, desk.departments[1 + n %% cardinality(desk.departments)],
           CASE WHEN n %% 15 = 0 THEN %(member)s END, '[]',
           now() - n * interval '1 minute', now() - n * interval '1 minute',
           CASE WHEN n %% 5 <> 0 THEN now() - n * interval '40 seconds' END,
           CASE WHEN n %% 5 <> 0 THEN 'fixed' ELSE '' END, n %% 50 = 0, 1,
           CASE WHEN n %% 5 = 0 THEN now() + (500 - n %% 1000) * interval '1 hour' END
    FROM generate_series(1, %(count)s) AS n
    JOIN LATERAL (SELECT CASE WHEN n %% 5 = 1 OR n %% 25 = 0 THEN 1 ELSE 1 + n %% %(desks)s END AS at) AS which ON true
    JOIN bench_desk AS desk ON desk.id = which.at
    RETURNING id, submitted_at, closed_at, organization_id, department_id, due_at
), held AS (
    INSERT INTO service_requests_custody (
        service_request_id, organization_id, department_id, how, reason, started_at, ended_at, used, unit, due_at
    )
    SELECT id, organization_id, department_id, CASE WHEN id %% 12 = 0 THEN 'transferred' ELSE 'submitted' END, '',
           submitted_at, closed_at, CASE WHEN closed_at IS NULL THEN NULL ELSE interval '1 day' END, 'days', due_at
    FROM made
), reported AS (
    INSERT INTO service_requests_reporter (service_request_id, name, phone, language)
    SELECT id, 'Reporter ' || id, '', 'en' FROM made
)
INSERT INTO conversations_message (service_request_id, person_id, text, key, written_at)
SELECT id, %(person)s, 'It is still there, past the ' || (ARRAY['bakery','church','kiosk'])[1 + id %% 3],
       gen_random_uuid(), submitted_at FROM made WHERE id %% 4 = 0
"""
_PAGES = (
    *(f"view={view}" for view in ("new", "mine", "department", "unassigned", "arriving", "returned", "soon")),
    *(f"view={view}" for view in ("overdue", "waiting", "active", "closed", "all")),
    "view=new&sort=due",
    "view=all&department=all&service=light&source=phone&private=yes",
    "view=all&department=all&place=alder&submitted_since=2025-01-01&submitted_until=2026-06-30",
    "view=all&department=all&resolution=fixed&closed_since=2026-01-01",
    "view=all&department=all&supporters=1&state=open",
    "view=unassigned&department=all&target=late&group=roads",
    "view=all&department=all&q=bridge",
    "view=all&department=all&q=flooded+harbor",
    "view=all&department=all&q=bakery",
    "view=all&department=all&q=Reporter+4711",
    "view=all&department=all&q=b4710",
    "view=all&department=all&show=both&q=library&state=open",
)


def main() -> int:
    fresh_database("bench_inbox")
    from django.conf import settings  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from tests import town as towns  # noqa: PLC0415

    settings.ALLOWED_HOSTS = ["*"]
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    town = towns.build()
    with stopwatch() as filling:
        _fill(town)
    say(f"{REQUESTS:,} requests written", f"{filling():.0f} s")
    town.abel.departments.add(town.alder_streets)
    staff = Client()
    staff.force_login(town.abel.person)
    _pages(staff)
    _many(town)
    _files(staff)
    return 0


def _fill(town: object) -> None:
    from django.db import connection  # noqa: PLC0415

    from fixward.domain.governments.models import Department, Organization  # noqa: PLC0415

    desks = [town.alder]  # type: ignore[attr-defined]
    desks += [Organization.objects.create(code=f"o{n}", name=f"Town {n}") for n in range(ORGANIZATIONS - 5)]
    for n in range(DEPARTMENTS - 4):
        Department.objects.create(organization=desks[n % len(desks)], code=f"d{n}", name=f"Department {n}")
    values = {
        "services": [town.pothole_service.pk, town.light_service.pk],  # type: ignore[attr-defined]
        "place": town.places["alder"].pk,  # type: ignore[attr-defined]
        "member": town.abel.pk,  # type: ignore[attr-defined]
        "person": town.rosa.pk,  # type: ignore[attr-defined]
        "desks": len(desks),
        "count": REQUESTS,
    }
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_desk (id int, organization bigint, departments bigint[])")
        for number, desk in enumerate(desks, start=1):
            departments = list(desk.departments.values_list("pk", flat=True))
            cursor.execute("INSERT INTO bench_desk VALUES (%s, %s, %s)", [number, desk.pk, departments])
        cursor.execute(_FILL, values)
        cursor.execute("VACUUM ANALYZE")


def _pages(staff: object) -> None:
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    counts = set()
    for asked in _PAGES:
        path = f"/staff/?{asked}"
        with CaptureQueriesContext(connection) as queries:
            assert staff.get(path).status_code == 200, path  # type: ignore[attr-defined]
        counts.add(len(queries))
        seconds = timed(lambda: staff.get(path), times=22)[2:]  # type: ignore[attr-defined]  # noqa: B023
        p95 = quantile(seconds, 0.95)
        say(f"p95 of {path}", f"{p95 * 1e3:.0f} ms", target="<= 150 ms", ok=p95 <= _TARGET_S)
    say("queries of a page, fewest and most", f"{min(counts)} and {max(counts)}")


def _many(town: object) -> None:
    from fixward.domain.desks import many  # noqa: PLC0415
    from fixward.domain.desks.models import Act, Item, Outcome  # noqa: PLC0415
    from fixward.domain.service_requests.models import ServiceRequest, Status  # noqa: PLC0415

    new = ServiceRequest.objects.filter(organization=town.alder, status=Status.SUBMITTED)  # type: ignore[attr-defined]
    chosen = list(new.values_list("pk", flat=True)[:MANY])
    by = town.abel  # type: ignore[attr-defined]
    batch = many.begin(Act.ACKNOWLEDGE, chosen, given={}, by=by, key=uuid.uuid4())
    start = time.perf_counter()
    many.go_on(batch.pk)
    rate = len(chosen) / (time.perf_counter() - start)
    assert not Item.objects.filter(batch=batch).exclude(outcome=Outcome.DONE).exists()
    say(f"many at once, {len(chosen)} acknowledged", f"{rate:.0f}/s", target=">= 200/s", ok=rate >= _MANY_A_SECOND)


def _files(staff: object) -> None:
    for form in ("csv", "geojson", "xlsx"):
        before, most, size = resident_mb(), 0.0, 0
        start = time.perf_counter()
        answer = staff.get(f"/staff/requests.{form}?view=all&department=all")  # type: ignore[attr-defined]
        for number, packet in enumerate(answer.streaming_content):
            size += len(packet)
            if number % 50 == 0:
                most = max(most, resident_mb())
        seconds = time.perf_counter() - start
        rows = _rows()
        say(
            f"{form} of {rows:,} requests",
            f"{rows / seconds:,.0f} rows/s",
            target=">= 20,000 rows/s",
            ok=rows / seconds >= _ROWS_A_SECOND,
        )
        say(f"{form}: memory taken for {size / 1e6:.0f} MB", f"{max(most - before, 0):.0f} MB")


def _rows() -> int:
    from fixward.domain.service_requests.models import ServiceRequest  # noqa: PLC0415

    return ServiceRequest.objects.filter(organization__code="alder").count()


if __name__ == "__main__":
    sys.exit(main())
