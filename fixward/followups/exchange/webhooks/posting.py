"""One message to one address: what came back, or why nothing did."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass

import requests

from fixward.followups.exchange.webhooks import signing
from fixward.followups.exchange.webhooks.models import Delivery, Trouble
from fixward.foundation import clock, outbound, sealing

SECONDS = 10
LONGEST_REST_S = 3_600
_GONE = 410
_TOO_MANY = 429


@dataclass(frozen=True, slots=True)
class Answer:
    """`rest_s` is how long the receiver asks to be left alone; 0 where it says nothing of it."""

    trouble: str = ""
    code: int | None = None
    took_ms: int | None = None
    rest_s: int = 0

    @property
    def is_taken(self) -> bool:
        return not self.trouble

    @property
    def is_gone(self) -> bool:
        """It asks never to be told anything again."""
        return self.code == _GONE

    @property
    def is_down(self) -> bool:
        """The matter is the receiver as a whole, not this one message."""
        return not self.is_taken and (self.code is None or self.code == _TOO_MANY or self.code >= 500)


def line() -> outbound.Outbound:
    """For several messages one after the other: the connection is kept as long as the receiver keeps it."""
    return outbound.Outbound(seconds=SECONDS)


def post(delivery: Delivery, line: outbound.Outbound) -> Answer:
    """Raises nothing: whatever goes wrong is in the answer."""
    begun = time.monotonic()
    try:
        signed = signing.headers(delivery, at=clock.now())
        headers = {"Content-Type": "application/json", "User-Agent": "Fixward-Webhooks/1"} | signed
        response = line.post(delivery.webhook.url, data=delivery.body.encode(), headers=headers)
    except sealing.Unreadable:
        return Answer(Trouble.UNREADABLE)
    except (requests.RequestException, OSError) as error:
        return Answer(_trouble(error), took_ms=_ms(begun))
    return Answer(_of_status(response), response.status_code, _ms(begun), _rest(response))


def _of_status(response: requests.Response) -> str:
    if 200 <= response.status_code < 300:
        return ""
    return Trouble.ELSEWHERE if response.is_redirect else Trouble.STATUS


def _trouble(error: Exception) -> str:
    kinds: tuple[tuple[type[Exception], Trouble], ...] = (
        (outbound.Forbidden, Trouble.FORBIDDEN),
        (outbound.NoSuchHost, Trouble.NO_HOST),
        (outbound.TooLarge, Trouble.ENDLESS),
        (requests.exceptions.SSLError, Trouble.TLS),
        (requests.Timeout, Trouble.LATE),
        (TimeoutError, Trouble.LATE),
    )
    return next((trouble for kind, trouble in kinds if isinstance(error, kind)), Trouble.UNREACHED)


def _rest(response: requests.Response) -> int:
    """RFC 9110, 10.2.3; a date instead of seconds is not looked at."""
    with suppress(ValueError):
        return max(0, min(int(response.headers.get("Retry-After", "0")), LONGEST_REST_S))
    return 0


def _ms(begun: float) -> int:
    return int((time.monotonic() - begun) * 1000)
