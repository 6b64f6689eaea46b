"""The list pages over 200,000 requests: how long, and how many queries, with a page of 5 rows and with a full one."""

import sys

from bench.stage import fresh_database, quantiles, say, timed

REQUESTS = 200_000

# Written straight into the tables: the pages are measured here, not the submission.
_FILL = """
WITH made AS (
    INSERT INTO service_requests_servicerequest (
        number, source, source_id, key, service_id, description, language, answers, lon, lat, cell, address, place_id,
        status, organization_id, department_id, route, submitted_at, updated_at, closed_at, resolution, is_private,
        version, due_at
    )
    SELECT 'b' || n, 'bench', '', gen_random_uuid(), %(service)s, 'Request ' || n, 'en', '{}',
           random() * 4, random() * 4, (random() * 1e15)::bigint, 'Main Street ' || n, %(place)s,
           CASE WHEN n %% 5 = 0 THEN 'submitted' ELSE 'closed' END, %(organization)s, %(department)s, '[]',
           now() - n * interval '1 minute', now() - n * interval '1 minute',
           CASE WHEN n %% 5 = 0 THEN NULL ELSE now() END, CASE WHEN n %% 5 = 0 THEN '' ELSE 'fixed' END, false, 1,
           CASE WHEN n %% 5 = 0 THEN now() - n * interval '1 minute' END
    FROM generate_series(1, %(count)s) AS n
    RETURNING id, submitted_at, closed_at, organization_id, department_id
)
INSERT INTO service_requests_custody (
    service_request_id, organization_id, department_id, how, reason, started_at, ended_at, used, unit, due_at
)
SELECT id, organization_id, department_id, 'submitted', '', submitted_at, closed_at,
       CASE WHEN closed_at IS NULL THEN NULL ELSE interval '1 day' END, 'days', submitted_at + interval '1 second'
FROM made
"""


def main() -> int:
    fresh_database("bench_pages")
    from django.conf import settings  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from tests import town as towns  # noqa: PLC0415

    settings.ALLOWED_HOSTS = ["*"]
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    town = towns.build()
    names = {
        "service": town.pothole_service.pk,
        "place": town.places["alder"].pk,
        "organization": town.alder.pk,
        "department": town.alder_streets.pk,
    }
    staff = Client()
    staff.force_login(town.abel.person)
    pages = {"/": Client(), "/?state=closed": Client(), "/staff/": staff, "/staff/?view=overdue": staff}
    _fill(connection, {**names, "count": 5})
    few = {path: _queries(client, path) for path, client in pages.items()}
    _fill(connection, {**names, "count": REQUESTS})
    for path, client in pages.items():
        many = _queries(client, path)
        median, p99 = quantiles(timed(lambda: client.get(path), times=60)[10:])  # noqa: B023
        say(
            f"{path}: queries, 5 rows and {REQUESTS:,}",
            f"{few[path]} and {many}",
            target="no more",
            ok=many <= few[path],
        )
        say(f"{path}: median and 99th percentile", f"{median * 1e3:.0f} ms, {p99 * 1e3:.0f} ms")
    return 0


def _fill(connection: object, values: dict[str, int]) -> None:
    with connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("DELETE FROM service_requests_custody")
        cursor.execute("DELETE FROM service_requests_servicerequest")
        cursor.execute(_FILL, values)
        cursor.execute("ANALYZE")


def _queries(client: object, path: str) -> int:
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    client.get(path)  # type: ignore[attr-defined]  (the first visit loads the routing table)
    counts = []
    for _ in range(3):  # every half second one visit also looks whether the rules are still the same
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(path)  # type: ignore[attr-defined]
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        counts.append(len(queries))
    return min(counts)


if __name__ == "__main__":
    sys.exit(main())
