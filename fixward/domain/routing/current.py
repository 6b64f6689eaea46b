"""The table in use: compiled once a process, and again within a second of any change of a rule or boundary."""

from __future__ import annotations

import datetime as dt
import math
import threading
import time

from fixward.domain.places.ground import Ground
from fixward.domain.routing.compiling import NoSteward, compile_table
from fixward.domain.routing.models import RoutingVersion
from fixward.domain.routing.route import Route
from fixward.domain.routing.rows import Answers
from fixward.domain.routing.table import RoutingTable
from fixward.foundation import clock

# Half a second, so that a change is in use within one second, at one small query each half second and process.
CHECK_EVERY_S = 0.5
_NEVER = -math.inf  # and not 0, which a machine that has just started was at a moment ago


class _Holder:
    """Keeps the table and the ground it was made on; one thread at a time renews them, the others use what is there."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._table: RoutingTable | None = None
        self._ground: tuple[object, Ground] | None = None
        self._checked = _NEVER

    def table(self) -> RoutingTable:
        if self._table is not None and time.monotonic() - self._checked < CHECK_EVERY_S:
            return self._table
        if not self._lock.acquire(blocking=self._table is None):
            assert self._table is not None
            return self._table
        try:
            return self._renewed()
        finally:
            self._lock.release()

    def _renewed(self) -> RoutingTable:
        # The version is read first: a change that comes in while compiling is then found by the next check.
        version = RoutingVersion.objects.get()
        if self._table is None or self._table.version != version.rules:
            if self._ground is None or self._ground[0] != version.ground:
                self._ground = (version.ground, Ground.load())
            self._table = compile_table(version.rules, self._ground[1])
        self._checked = time.monotonic()
        return self._table

    def forget(self) -> None:
        self._checked = _NEVER


_holder = _Holder()


def current() -> RoutingTable:
    """The table in use in this process, at most half a second behind the database."""
    return _holder.table()


def is_set_up() -> bool:
    """Whether there is a steward, without whom some points would have no owner."""
    try:
        current()
    except NoSteward:
        return False
    return True


def refresh() -> None:
    """Lets the next call look at the database at once: for whoever just changed a rule and shows its effect."""
    _holder.forget()


def decide(service: str, *, lon: float, lat: float, answers: Answers, at: dt.datetime | None = None) -> Route:
    """Who gets a request for the service with this code at this point now; see `RoutingTable.decide`."""
    return current().decide(service, lon=lon, lat=lat, answers=answers, at=at or clock.now())


def changed_at() -> dt.datetime:
    """When anything last changed that the table is made from: services, questions, offerings, rules, ground."""
    return RoutingVersion.objects.values_list("changed_at", flat=True).get()
