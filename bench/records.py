"""Public records of 5,000 requests, each with its story, beside reading the same rows and zipping them; and memory."""

import io
import json
import resource
import sys
import tempfile
import uuid
import zipfile
from datetime import date

from bench.stage import fresh_database, resident_mb, say, stopwatch

ROWS = 5_000
FEW = 1_000
_REQUESTS = """
INSERT INTO service_requests_servicerequest (number, source, source_id, key, service_id, description, language, answers,
    lon, lat, cell, address, place_id, status, organization_id, department_id, route, submitted_at, updated_at,
    closed_at, resolution, is_private, version)
SELECT 'B' || n, 'bench', n::text, gen_random_uuid(), %(service)s,
    'A deep hole before the house with the number ' || n || ', call 727-555-' || lpad((n %% 10000)::text, 4, '0'), 'en',
    '{}', 0.5, 0.5, 0, n || ' Long Street', %(place)s, 'closed', %(organization)s, %(department)s, '[]',
    now() - n * interval '1 minute', now(), now(), 'fixed', false, 1
FROM generate_series(1, %(rows)s) AS n
"""
_STORY = """
INSERT INTO service_requests_custody (service_request_id, organization_id, how, reason, started_at, ended_at, unit,
    used)
    SELECT id, organization_id, 'submitted', '', submitted_at, closed_at, 'days', interval '1 hour'
    FROM service_requests_servicerequest;
INSERT INTO service_requests_reporter (service_request_id, name, phone, language)
    SELECT id, 'Caller ' || id, '(727) 555-0100', 'en' FROM service_requests_servicerequest;
INSERT INTO service_requests_event (service_request_id, kind, at, audience, organization_id, member_id, data)
    SELECT id, kind, submitted_at, 'public', %(organization)s, %(member)s, '{"text": "Filled and rolled by the crew"}'
    FROM service_requests_servicerequest, unnest(ARRAY['submitted', 'acknowledged', 'replied', 'closed']) AS kind;
INSERT INTO conversations_message (service_request_id, organization_id, member_id, text, key, written_at)
    SELECT id, %(organization)s, %(member)s, 'Thank you, the crew comes on Monday morning.', gen_random_uuid(),
        submitted_at
    FROM service_requests_servicerequest, generate_series(1, 2);
"""


def main() -> int:
    fresh_database("bench_records")
    from django.db import connection  # noqa: PLC0415

    from fixward.domain.governments.models import Role  # noqa: PLC0415
    from tests import town as towns  # noqa: PLC0415

    town = towns.build()
    head = town.member("head", town.alder, Role.ADMINISTRATOR)
    known = {
        "service": town.pothole_service.pk,
        "place": town.places["alder"].pk,
        "organization": town.alder.pk,
        "department": town.alder_streets.pk,
        "member": head.pk,
        "rows": ROWS,
    }
    with connection.cursor() as cursor:
        cursor.execute(_REQUESTS, known)
        for statement in filter(str.strip, _STORY.split(";\n")):
            cursor.execute(statement, known)
        cursor.execute("ANALYZE")
    bare = _bare(connection)
    few, many = _weigh(head, FEW), _weigh(head, ROWS)
    say(f"limit: the same rows read and zipped, {ROWS:,} requests", f"{ROWS / bare:,.0f} requests/s")
    say(f"a package of {ROWS:,} requests, masked", f"{ROWS / many[0]:,.0f} requests/s")
    say("it reaches of the limit", f"{bare / many[0]:.0%}")
    say(
        f"memory gained from {FEW:,} to {ROWS:,} requests",
        f"{many[1] - few[1]:.0f} MB",
        target="<= 20 MB",
        ok=many[1] - few[1] <= 20,
    )
    return 0


def _bare(connection) -> float:
    """Seconds to read every row as JSON and to pack it, without masks, hashes, tables or pages."""
    tables = ("service_requests_servicerequest", "service_requests_event", "conversations_message")
    with (
        stopwatch() as seconds,
        tempfile.TemporaryFile() as file,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for table in tables:
            with connection.cursor() as cursor, made.open(table, "w") as written:
                cursor.execute(f"SELECT to_jsonb({table}) FROM {table} ORDER BY id")  # noqa: S608
                while rows := cursor.fetchmany(1000):
                    text = io.StringIO()
                    text.writelines(json.dumps(row) + "\n" for (row,) in rows)
                    written.write(text.getvalue().encode())
    return seconds()


def _weigh(head, count: int) -> tuple[float, float]:
    """Seconds, and the most memory that the process has had until then, in MB."""
    from fixward.domain.records import operations, production  # noqa: PLC0415
    from fixward.domain.records.models import Export  # noqa: PLC0415
    from fixward.domain.records.selection import Selection  # noqa: PLC0415
    from fixward.domain.service_requests.models import ServiceRequest  # noqa: PLC0415

    chosen = tuple(ServiceRequest.objects.order_by("pk").values_list("pk", flat=True)[:count]) if count < ROWS else ()
    period = Selection(since=date(2000, 1, 1), until=date(2100, 1, 1), requests=chosen)
    export = operations.prepare(period, title=str(count), key=uuid.uuid4(), by=head)
    operations.produce(export, by=head)
    with stopwatch() as seconds:
        production.produce(export.pk)
    export = Export.objects.get(pk=export.pk)
    assert export.counts["released"]["requests"] == count
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    say(f"{count:,} requests: package {export.size / 1e6:.1f} MB", f"{seconds():.1f} s, {resident_mb():.0f} MB now")
    return seconds(), most


if __name__ == "__main__":
    sys.exit(main())
