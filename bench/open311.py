"""Open311: sending over HTTP against bare psycopg, 60 s from 32 clients, lists against JSON built in SQL.

`OPEN311_SECONDS` and `OPEN311_REQUESTS` make the long parts shorter or the table larger.
"""

import http.client
import json
import os
import sys
import threading
import time
import urllib.parse
from collections.abc import Callable
from statistics import median

import psycopg

from bench.pages import _fill
from bench.server import serving
from bench.stage import fresh_database, say, timed
from bench.submission import CLIENTS, ROUNDS, _bare, _rate, _same_rows

SUSTAINED_S = int(os.environ.get("OPEN311_SECONDS", "60"))
SENDERS = 32
REQUESTS = int(os.environ.get("OPEN311_REQUESTS", "100000"))
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
# The fields of a row of the list, as the database alone would build it.
_IN_SQL = """
SELECT json_agg(row_to_json(made)) FROM (
    SELECT r.number AS service_request_id, CASE WHEN r.status = 'closed' THEN 'closed' ELSE 'open' END AS status,
           r.resolution AS status_notes, s.name ->> 'en' AS service_name, s.code AS service_code, r.description,
           o.name || coalesce(', ' || d.name, '') AS agency_responsible, '' AS service_notice,
           r.submitted_at AS requested_datetime, coalesce(r.closed_at, r.updated_at) AS updated_datetime,
           r.expected_at AS expected_datetime, r.address, NULL AS address_id, NULL AS zipcode, r.lat, r.lon AS long,
           (SELECT p.id FROM service_requests_photo p WHERE p.service_request_id = r.id AND p.hidden_at IS NULL
            ORDER BY p.id LIMIT 1) AS media_url
    FROM service_requests_servicerequest r JOIN catalog_service s ON s.id = r.service_id
    JOIN governments_organization o ON o.id = r.organization_id
    LEFT JOIN governments_department d ON d.id = r.department_id
    WHERE NOT r.is_private AND r.hidden_at IS NULL AND r.submitted_at >= now() - interval '90 days'
    ORDER BY r.submitted_at DESC, r.id DESC LIMIT %s
) AS made
"""


def main() -> int:
    url = fresh_database("bench_open311")
    from tests import town as towns  # noqa: PLC0415
    from tests.programs import key_for  # noqa: PLC0415

    town = towns.build()
    key = key_for(town.county, "report", per_minute=60_000)
    statement, values = _same_rows(town.report().pk)
    keys = [key_for(town.county, "report", name=f"App {number}", per_minute=60_000) for number in range(SENDERS)]
    with serving(url) as (port, _pid):
        _rate(lambda: _client(port, key, "warm"), seconds=1)  # every process compiles its table
        _side_by_side(url, lambda: _bare(url, statement, values), lambda number: _client(port, key, number))
        _sustained(url, port, keys)
        names = {
            "service": town.pothole_service.pk,
            "place": town.places["alder"].pk,
            "organization": town.alder.pk,
            "department": town.alder_streets.pk,
        }
        _lists(url, port, names)
    return 0


def _side_by_side(
    url: str, bare: Callable[[], Callable[[], None]], client: Callable[[str], Callable[[], None]]
) -> None:
    limits, rates = [], []
    for number in range(ROUNDS):
        limits.append(_rate(bare))
        rates.append(_rate(lambda: client(f"round {number}")))  # noqa: B023
    say(f"limit: bare psycopg, the same rows, {CLIENTS} connections", f"{median(limits):,.0f} /s")
    say(f"Open311 POST, everything durable, {CLIENTS} clients", f"{median(rates):,.0f} /s")
    ratio = median(there / limit for there, limit in zip(rates, limits, strict=True))
    say("ratio, median of the rounds", f"{ratio:.0%}", target=">= 20 %", ok=ratio >= 0.2)


def _client(port: int, key: str, who: str) -> Callable[[], None]:
    """A program that keeps its connection, and sends another report each time."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    form = {"api_key": key, "service_code": "pothole", "lat": "0.5", "long": "0.5", "email": "rosa@example.net"}
    me, sent = f"{who} {threading.get_ident()} {time.monotonic_ns()}", [0]

    def send() -> None:
        sent[0] += 1
        body = urllib.parse.urlencode(form | {"description": f"A deep hole {me} {sent[0]}"})
        connection.request("POST", "/open311/v2/requests.json", body, _FORM)
        answer = connection.getresponse()
        told = answer.read()
        if answer.status != 201:
            raise RuntimeError(f"{answer.status}: {told[:500].decode(errors='replace')}")

    return send


def _sustained(url: str, port: int, keys: list[str]) -> None:
    """Every answer is a row, whatever 32 clients do at once for a minute."""
    before = _count(url)
    counts, failures = [0] * SENDERS, []
    end = time.monotonic() + SUSTAINED_S

    def run(number: int) -> None:
        send = _client(port, keys[number], f"sender {number}")
        try:
            while time.monotonic() < end:
                send()
                counts[number] += 1
        except Exception as failure:  # noqa: BLE001  (counted and told below)
            failures.append(failure)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(SENDERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    answers, rows = sum(counts), _count(url) - before
    say(f"Open311 POST, {SENDERS} clients for {SUSTAINED_S} s", f"{answers / SUSTAINED_S:,.0f} /s")
    say("errors", str(len(failures)), target="0", ok=not failures)
    say("answers, and rows that came", f"{answers:,} and {rows:,}", target="as many", ok=answers == rows)
    for failure in failures[:3]:
        print(failure)


def _count(url: str) -> int:
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT count(*) FROM service_requests_servicerequest").fetchone()
        assert found is not None
        return int(found[0])


def _lists(url: str, port: int, names: dict[str, int]) -> None:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE service_requests_event DISABLE TRIGGER USER")
        for table in ("sending", "follow", "reporter", "event", "photo"):
            cursor.execute(f"DELETE FROM service_requests_{table}")  # noqa: S608
    _fill(connection, names | {"count": REQUESTS})
    bare = psycopg.connect(url, autocommit=True)
    for size, asked in ((100, 0.4), (1000, None)):
        limit, json_s, xml_s = _by_turns(
            lambda: bare.execute(_IN_SQL, [size]).fetchone(),  # noqa: B023
            _getter(port, f"requests.json?page_size={size}"),
            _getter(port, f"requests.xml?page_size={size}"),
        )
        say(f"limit: JSON of {size:,} built in SQL, median", f"{limit * 1e3:.1f} ms")
        target, ok = (f">= {asked:.0%} of the rate", limit / json_s >= asked) if asked else ("", None)
        figure = f"{json_s * 1e3:.1f} ms, {limit / json_s:.0%}"
        say(f"Open311 list of {size:,}, JSON, median", figure, target=target, ok=ok)
        say(f"Open311 list of {size:,}, XML, median", f"{xml_s * 1e3:.1f} ms, {limit / xml_s:.0%}")


def _by_turns(*works: Callable[[], object]) -> list[float]:
    """The median seconds of each: what else the machine does meanwhile falls on all of them."""
    for work in works:
        timed(work, times=10)
    rounds = [[timed(work, times=1)[0] for work in works] for _ in range(80)]
    return [median(seconds) for seconds in zip(*rounds, strict=True)]


def _getter(port: int, path: str) -> Callable[[], None]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def get() -> None:
        connection.request("GET", f"/open311/v2/{path}")
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == 200, answer.status
        if ".json" in path:
            assert json.loads(body[:1] + b"]") == []

    return get


if __name__ == "__main__":
    sys.exit(main())
