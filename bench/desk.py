"""One request's desk over 1,000,000 requests: open and closed ones, of all organizations, with all that it shows."""

import sys
import uuid
from typing import Any

import numpy as np

from bench.desks import REQUESTS, staged
from bench.stage import PAGE_REFERENCE, Target, page_limit, quantile, say, timed

DESKS = 400
DESK = Target(0.100, reference=PAGE_REFERENCE)


def main() -> int:
    url, town = staged("bench_desk")
    limit = page_limit(url, town.alder.pk)
    desks = _desks(np.random.default_rng(3))
    counted = [_queries(*desk) for desk in desks[:: DESKS // 40]]
    seconds = [timed(lambda: _open(*desk), times=1)[0] for desk in desks]  # noqa: B023
    for name, some in (("open", seconds[: DESKS // 2]), ("closed", seconds[DESKS // 2 :])):
        say(f"a desk of what is {name}: median", f"{quantile(some, 0.5) * 1e3:.0f} ms")
    DESK.judge(f"the desk over {REQUESTS:,} requests: p95", quantile(seconds, 0.95), limit=limit)
    say("the desk: most queries", str(max(counted)), target="<= 45", ok=max(counted) <= 45)
    return 0


def _desks(lot: np.random.Generator) -> list[tuple[Any, str]]:
    """A browser at the desk of each organization, and requests that it holds: half of them open."""
    from django.test import Client  # noqa: PLC0415

    from fixward.domain.governments.models import Member, Organization, Role  # noqa: PLC0415
    from fixward.domain.people.models import Person  # noqa: PLC0415
    from fixward.domain.service_requests import numbers  # noqa: PLC0415
    from fixward.domain.service_requests.models import ServiceRequest  # noqa: PLC0415

    browsers = {}
    for organization in Organization.objects.all():
        person = Person.objects.create_user(f"{uuid.uuid4().hex}@example.org", name="A member")
        Member.objects.create(person=person, organization=organization, role=Role.MANAGER)
        browsers[organization.pk] = Client()
        browsers[organization.pk].force_login(person)
    found: list[tuple[Any, str]] = []
    for status in ("submitted", "closed"):
        rows = ServiceRequest.objects.filter(status=status).order_by("pk").values_list("organization", "number")
        # What reads as one of our own numbers is not looked for as it stands.
        several = [row for row in rows[: 40 * DESKS] if numbers.read(row[1]) is None]
        chosen = lot.choice(len(several), DESKS // 2, replace=False)
        found += [(browsers[several[n][0]], several[n][1]) for n in chosen]
    return found


def _open(browser: Any, number: str) -> None:
    answer = browser.get(f"/staff/requests/{number}")
    assert answer.status_code == 200, f"{number}: {answer.status_code}"


def _queries(browser: Any, number: str) -> int:
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    with CaptureQueriesContext(connection) as queries:
        _open(browser, number)
    return len(queries)


if __name__ == "__main__":
    sys.exit(main())
