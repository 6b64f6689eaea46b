"""Submissions over HTTP, everything durable, against bare psycopg writing the same rows; and `submit` by itself."""

import http.client
import re
import sys
import threading
import time
import urllib.parse
import uuid
from collections.abc import Callable
from statistics import median

import psycopg
from psycopg import sql

from bench.server import heaviest_mb, serving
from bench.stage import fresh_database, quantiles, say, timed

CLIENTS = 8
# The two take turns: what else the machine does meanwhile then falls on both.
ROUNDS = 4
SECONDS = 4


def main() -> int:
    url = fresh_database("bench_submission")
    from tests import town as towns  # noqa: PLC0415

    town = towns.build()
    sample = town.report()
    alone, _ = quantiles(timed(lambda: town.report(), times=600)[100:])
    say("submit, called in one process: median", f"{alone * 1e3:.2f} ms")
    statement, values = _same_rows(sample.pk)
    bare, through = _side_by_side(url, lambda: _bare(url, statement, values), town.pothole_service.code)
    say(f"limit: bare psycopg, the same rows, {CLIENTS} connections", f"{median(bare):,.0f} /s")
    say(f"submission over HTTP, {CLIENTS} clients", f"{median(through):,.0f} /s")
    ratio = median(there / limit for there, limit in zip(through, bare, strict=True))
    say("ratio, median of the rounds", f"{ratio:.0%}", target=">= 20 %", ok=ratio >= 0.2)
    return 0


def _side_by_side(url: str, bare: Callable[[], Callable[[], None]], service: str) -> tuple[list[float], list[float]]:
    """Submissions a second in each round, bare and over HTTP."""
    limits, rates = [], []
    with serving(url) as (port, pid):
        _rate(lambda: _client(port, service), seconds=1)  # every process compiles its table
        for _ in range(ROUNDS):
            limits.append(_rate(bare))
            rates.append(_rate(lambda: _client(port, service)))
        say("memory of the larger web process", f"{heaviest_mb(pid):.0f} MB")
    return limits, rates


def _rate(client: Callable[[], Callable[[], None]], *, seconds: float = SECONDS) -> float:
    """Submissions a second by clients that each do one after the other; the first second is not counted."""
    begin = time.monotonic() + 1
    end = begin + seconds
    counts = [0] * CLIENTS
    failures: list[BaseException] = []

    def run(number: int) -> None:
        try:
            act = client()
            while (now := time.monotonic()) < end:
                act()
                counts[number] += now >= begin
        except Exception as failure:  # noqa: BLE001  (told below, by the thread that can end the benchmark)
            failures.append(failure)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return sum(counts) / seconds


def _same_rows(pk: int) -> tuple[sql.Composed, list[object]]:
    """One statement that writes the rows that a submission wrote, with an id, number and key of its own."""
    from django.db import connection  # noqa: PLC0415

    parts: list[sql.Composable] = []
    values: list[object] = []
    tables = ("servicerequest", "custody", "reporter", "follow", "event")
    for table in tables:
        where = "id" if table == "servicerequest" else "service_request_id"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM service_requests_{table} WHERE {where} = %s LIMIT 1", [pk])  # noqa: S608
            columns = [column.name for column in cursor.description][1:]
            row = cursor.fetchone()[1:]
        written: list[sql.Composable] = []
        for column, value in zip(columns, row, strict=True):
            special = {"number": "nextval('service_request_number')::text", "key": "gen_random_uuid()"}
            if column in special:
                written.append(sql.SQL(special[column]))
            elif column == "service_request_id":
                written.append(sql.SQL("servicerequest.id"))
            else:
                written.append(sql.Placeholder())
                values.append(psycopg.types.json.Jsonb(value) if isinstance(value, dict | list) else value)
        source = sql.SQL("") if table == "servicerequest" else sql.SQL(" FROM servicerequest")
        parts.append(
            sql.SQL("{} AS (INSERT INTO {} ({}) SELECT {}{} RETURNING id)").format(
                sql.Identifier(table),
                sql.Identifier(f"service_requests_{table}"),
                sql.SQL(", ").join(map(sql.Identifier, columns)),
                sql.SQL(", ").join(written),
                source,
            )
        )
    job = (
        "INSERT INTO procrastinate_jobs (queue_name, task_name, priority, lock, args)"
        " SELECT 'default', 'bench', 0, 'r' || servicerequest.id, jsonb_build_object('event_id', event.id)"
        " FROM servicerequest, event"
    )
    return sql.SQL("WITH {} {}").format(sql.SQL(", ").join(parts), sql.SQL(job)), values


def _bare(url: str, statement: sql.Composed, values: list[object]) -> Callable[[], None]:
    connection = psycopg.connect(url, autocommit=True)
    text = statement.as_string(connection)
    return lambda: connection.execute(text, values, prepare=True) and None


def _client(port: int, service: str) -> Callable[[], None]:
    """A browser that keeps its connection and cookies, and sends the last step of the form again and again."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", f"/report?lon=0.5&lat=0.5&service={service}")
    answer = connection.getresponse()
    cookies = "; ".join(value.split(";")[0] for name, value in answer.getheaders() if name.lower() == "set-cookie")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', answer.read().decode())
    assert token, "The form has no token."
    form = {"csrfmiddlewaretoken": token[1], "go": "send", "at": "details", "lon": "0.5", "lat": "0.5"}
    form |= {"service": service, "description": "A deep hole", "email": "rosa@example.net", "name": "Rosa"}
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookies}

    def send() -> None:
        body = urllib.parse.urlencode(form | {"key": str(uuid.uuid4())})
        connection.request("POST", "/report", body, headers)
        answer = connection.getresponse()
        page = answer.read()
        if answer.status != 302:
            raise RuntimeError(f"{answer.status}: {page[:2000].decode(errors='replace')}")

    return send


if __name__ == "__main__":
    sys.exit(main())
