"""1,000,000 requests on the desks of 40 organizations with 300 departments, for the benchmarks of the staff's pages."""

from __future__ import annotations

import io
import os
from typing import Any

import numpy as np
import psycopg

from bench.stage import filling, fresh_database, say, stopwatch

REQUESTS = int(os.environ.get("REQUESTS", "1000000"))
ORGANIZATIONS, DEPARTMENTS, FEW, TOWNS = 40, 300, 50, 60

# Some desks are full and some are not: the first one holds a fifth of everything, the last one next to nothing. One in
# five is open, some of them wait for their reporter, some belong to a member, and some came from others.
_REQUESTS = """
INSERT INTO service_requests_servicerequest (
    number, source, source_id, key, service_id, description, language, answers, lon, lat, cell, address, place_id,
    status, organization_id, department_id, assignee_id, route, submitted_at, updated_at, closed_at, resolution,
    is_private, version, due_at, waiting_since, unsettled_at
)
SELECT 'b' || n, (ARRAY['web','web','phone','old'])[1 + n % 4], '', gen_random_uuid(),
       (%(services)s::bigint[])[1 + n % 2],
       'A ' || (ARRAY['deep','broken','dark','flooded','loud'])[1 + n % 5] || ' thing near the ' ||
       (ARRAY['school','bridge','market','harbor','library','station','playground'])[1 + n % 7] || ' number ' || n,
       'en', '{}', point.lon, point.lat, point.cell, n % 900 || ' Main Street', %(place)s,
       CASE WHEN n % 5 <> 0 THEN 'closed' WHEN n % 10 = 0 THEN 'submitted' ELSE 'acknowledged' END,
       desk.organization, desk.departments[1 + n % cardinality(desk.departments)],
       CASE WHEN n % 15 = 0 AND at = 1 THEN %(member)s END, '[]',
       now() - n * interval '1 minute', now() - n * interval '1 minute',
       CASE WHEN n % 5 <> 0 THEN now() - n * interval '40 seconds' END,
       CASE WHEN n % 5 <> 0 THEN 'fixed' ELSE '' END, n % 50 = 0, 1,
       CASE WHEN n % 5 = 0 AND n % 35 <> 0 THEN now() + (500 - n % 1000) * interval '1 hour' END,
       CASE WHEN n % 35 = 0 THEN now() - interval '1 day' END,
       CASE WHEN at = 2 AND n % 25 = 5 THEN now() - interval '1 day' END
FROM (
    SELECT n, CASE WHEN n % 5 = 1 OR n % 25 = 0 THEN 1 WHEN n <= %(few)s THEN %(desks)s
                   ELSE 1 + (n / 5) % (%(desks)s - 1) END AS at
    FROM generate_series(1, %(count)s) AS n
) AS numbered
JOIN bench_desk AS desk ON desk.id = at
JOIN bench_point AS point USING (n)
"""
_AROUND = """
INSERT INTO service_requests_custody (
    service_request_id, organization_id, department_id, how, reason, started_at, ended_at, used, unit, due_at
)
SELECT id, organization_id, department_id,
       CASE WHEN id % 12 = 0 THEN 'transferred' WHEN id % 55 = 0 THEN 'returned' ELSE 'submitted' END, '',
       submitted_at, closed_at, CASE WHEN closed_at IS NULL THEN NULL ELSE interval '1 day' END, 'days', due_at
FROM service_requests_servicerequest;
INSERT INTO service_requests_reporter (service_request_id, name, phone, language)
SELECT id, (ARRAY['Alvarez','Brooks','Chen','Diaz'])[1 + id % 4] || ' ' || id % 5000 || ' of ' || id, '', 'en'
FROM service_requests_servicerequest;
INSERT INTO service_requests_support (service_request_id, browser, at)
SELECT id, gen_random_uuid(), submitted_at FROM service_requests_servicerequest WHERE id % 10 = 0;
INSERT INTO conversations_message (service_request_id, person_id, text, key, written_at)
SELECT id, (SELECT min(id) FROM people_person), 'It is still there, past the ' ||
       (ARRAY['bakery','church','kiosk'])[1 + id % 3], gen_random_uuid(), submitted_at
FROM service_requests_servicerequest WHERE id % 4 = 0;
INSERT INTO service_requests_event (service_request_id, kind, at, audience, data)
SELECT id, 'submitted', submitted_at, 'public', '{}' FROM service_requests_servicerequest;
SELECT setval('service_request_number', 2 * %(count)s)
"""
_TABLES = (
    "service_requests_servicerequest",
    "service_requests_custody",
    "service_requests_reporter",
    "service_requests_support",
    "service_requests_event",
    "conversations_message",
)


def staged(name: str) -> tuple[str, Any]:
    """The URL of a database that is filled with them, and the town in it."""
    url = fresh_database(name)
    from django.conf import settings  # noqa: PLC0415

    from tests import town as towns  # noqa: PLC0415

    settings.ALLOWED_HOSTS = ["*"]
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    town = towns.build()
    with stopwatch() as filled:
        _fill(url, town)
    say(f"{REQUESTS:,} requests written", f"{filled():.0f} s")
    return url, town


def _fill(url: str, town: Any) -> None:
    from fixward.domain.governments.models import Department, Organization  # noqa: PLC0415

    desks = [town.alder, town.county]
    desks += [Organization.objects.create(code=f"o{n}", name=f"Town {n}") for n in range(ORGANIZATIONS - 5)]
    for n in range(DEPARTMENTS - 4):
        Department.objects.create(organization=desks[n % len(desks)], code=f"d{n}", name=f"Department {n}")
    values = {
        "services": [town.pothole_service.pk, town.light_service.pk],
        "place": town.places["alder"].pk,
        "member": town.abel.pk,
        "desks": len(desks),
        "few": FEW,
        "count": REQUESTS,
    }
    with filling(url, *_TABLES) as connection:
        connection.execute("CREATE TABLE bench_desk (id int, organization bigint, departments bigint[])")
        for number, desk in enumerate(desks, start=1):
            departments = list(desk.departments.values_list("pk", flat=True))
            connection.execute("INSERT INTO bench_desk VALUES (%s, %s, %s)", [number, desk.pk, departments])
        _points(connection)
        with psycopg.ClientCursor(connection) as cursor:
            # The client fills the values in: the server takes none where there are several statements.
            cursor.execute(_REQUESTS.replace(" % ", " %% "), values)
            cursor.execute(_AROUND.replace(" % ", " %% "), values)


def _points(connection: psycopg.Connection) -> None:
    """Where people live close together, inside Alder: a county of 50 km."""
    from fixward.foundation import grid  # noqa: PLC0415

    lot = np.random.default_rng(1)
    middles = lot.uniform(0.1, 0.5, (TOWNS, 2))
    points = middles[lot.integers(0, TOWNS, REQUESTS)] + lot.normal(0, 0.02, (REQUESTS, 2))
    cells = grid.cells(points[:, 0], points[:, 1])
    lines = io.StringIO()
    for n, ((lon, lat), cell) in enumerate(zip(points.tolist(), cells.tolist(), strict=True), start=1):
        lines.write(f"{n}\t{lon:.6f}\t{lat:.6f}\t{cell}\n")
    connection.execute("CREATE TABLE bench_point (n int, lon float8, lat float8, cell bigint)")
    with connection.cursor() as cursor, cursor.copy("COPY bench_point FROM STDIN") as copy:
        copy.write(lines.getvalue())
    connection.execute("ANALYZE bench_point")
