"""Webhooks: what an event costs where nobody listens, and how many a worker delivers, against bare signed POSTs."""

import datetime as dt
import os
import subprocess
import sys
import time

import requests
from standardwebhooks import Webhook as Signer

from bench.stage import fresh_database, quantiles, say, timed
from tests.receiver import Receiver, receiving

MESSAGES = 400
_WORKER = [sys.executable, "-m", "fixward.cli", "worker"]


def main() -> int:
    os.environ["OUTBOUND_NETWORKS"] = "127.0.0.0/8"
    url = fresh_database("bench_webhooks")
    from fixward.domain.governments.models import Role  # noqa: PLC0415
    from fixward.domain.service_requests.models import Event  # noqa: PLC0415
    from fixward.followups.exchange.webhooks import sending, setup  # noqa: PLC0415
    from fixward.followups.exchange.webhooks.models import Webhook  # noqa: PLC0415
    from tests import town as towns  # noqa: PLC0415

    town = towns.build()
    event = Event.objects.get(service_request=town.pothole)
    limit, _late = quantiles(timed(lambda: Webhook.objects.filter(pk=0).first(), times=300)[50:])
    median, _late = quantiles(timed(lambda: sending.tell(event), times=300)[50:])
    figure = f"{median * 1e6:.0f} µs, {median / limit:.1f} x"
    say("an event where nobody listens, against one query by key", figure, target="<= 4 x", ok=median <= 4 * limit)
    chief = town.member("chief", town.alder, Role.ADMINISTRATOR)
    with receiving() as receiver:
        values = {"name": "Bench", "url": receiver.url, "kinds": ["submitted"], "is_on": True}
        webhook = setup.change(Webhook(organization=town.alder), by=chief, **values)
        events = [Event.objects.get(service_request=town.report()) for _number in range(MESSAGES)]
        _without_their_own_jobs()
        median, _late = quantiles([_told(sending, one) for one in events])
        say("an event that one webhook hears of, written down: median", f"{median * 1e3:.2f} ms")
        limit = _bare(receiver, setup.reveal(webhook, by=chief))
        say("limit: bare signed POSTs, one after the other, one connection", f"{limit:,.0f} /s")
        receiver.came.clear()
        rate = _delivered(url, receiver)
    figure = f"{rate:,.0f} /s, {rate / limit:.0%}"
    say(
        f"{MESSAGES} messages by `fixward worker`, written down and kept",
        figure,
        target=">= 25 %",
        ok=rate >= limit / 4,
    )
    return 0


def _without_their_own_jobs() -> None:
    """The worker is to find the messages alone, and no mails."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def _told(sending: object, event: object) -> float:
    begun = time.perf_counter()
    sending.tell(event)  # type: ignore[attr-defined]
    return time.perf_counter() - begun


def _bare(receiver: Receiver, secret: str) -> float:
    signer, body = Signer(secret), '{"type": "test", "data": {}}'
    with requests.Session() as session:
        session.trust_env = False
        begun = time.perf_counter()
        for number in range(MESSAGES):
            now = dt.datetime.now(dt.UTC)
            headers = {"webhook-id": str(number), "webhook-signature": signer.sign(str(number), now, body)}
            session.post(receiver.url, data=body, headers=headers, timeout=10)
        return MESSAGES / (time.perf_counter() - begun)


def _delivered(url: str, receiver: Receiver) -> float:
    """Messages a second from the first that came until the last."""
    worker = subprocess.Popen(_WORKER, env=os.environ | {"DATABASE_URL": url})
    try:
        first = 0.0
        end = time.monotonic() + 120
        while len(receiver.came) < MESSAGES and time.monotonic() < end:
            if receiver.came and not first:
                first = time.perf_counter()
            time.sleep(0.005)
        if len(receiver.came) < MESSAGES:
            raise RuntimeError(f"Only {len(receiver.came)} of {MESSAGES} messages came.")
        return MESSAGES / (time.perf_counter() - first)
    finally:
        worker.terminate()
        worker.wait(60)


if __name__ == "__main__":
    sys.exit(main())
