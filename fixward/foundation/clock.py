"""The time, as everything in the domain reads it: now, or the moment that a history being loaded has reached."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_set_to: ContextVar[dt.datetime | None] = ContextVar("clock", default=None)


def now() -> dt.datetime:
    """The present moment, aware, in UTC."""
    return _set_to.get() or dt.datetime.now(dt.UTC)


def rfc3339(moment: dt.datetime) -> str:
    """An aware moment as programs write it: in UTC, to the second."""
    return f"{moment.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"


@contextmanager
def at(moment: dt.datetime) -> Iterator[None]:
    """Within this block, and in this thread, it is that (aware) moment."""
    token = _set_to.set(moment)
    try:
        yield
    finally:
        _set_to.reset(token)
