"""Making the next thing while the last one is used."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

from django.db import connections

_Item = TypeVar("_Item")


def ahead(items: Iterator[_Item]) -> Iterator[_Item]:
    """The items in their order, each made in another thread, with a database connection of its own, one ahead."""
    context = copy_context()  # the clock and the language are those of the caller

    def make() -> _Item | None:
        return context.run(lambda: next(items, None))

    with ThreadPoolExecutor(1) as thread:
        try:
            coming = thread.submit(make)
            while (item := coming.result()) is not None:
                coming = thread.submit(make)
                yield item
        finally:
            thread.submit(connections.close_all)
