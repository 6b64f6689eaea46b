"""Work that is shared between two connections to the database: while one waits for it, the other counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import TypeVar

from django.db import connection, connections

Item = TypeVar("Item")
_AT_ONCE = 2


def each(work: Callable[[Item], None], items: Sequence[Item]) -> Iterator[None]:
    """Do the work for each, in any order, and tell after each one; raises what went wrong."""
    if connection.in_atomic_block:  # others would not see what somebody's transaction has made
        yield from map(work, items)
        return
    waiting, done = SimpleQueue[Item](), SimpleQueue[bool]()
    for item in items:
        waiting.put(item)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        helpers = [pool.submit(_help, work, waiting, done) for _ in range(_AT_ONCE)]
        try:
            for _ in items:
                if not done.get():
                    break
                yield
        finally:
            _empty(waiting)
        for helper in helpers:
            helper.result()


def hurry() -> None:
    """On this connection: a commit does not wait for the disk, and there is memory to sort and index in."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off; SET work_mem = '64MB'; SET maintenance_work_mem = '256MB'")


def _help(work: Callable[[Item], None], waiting: SimpleQueue[Item], done: SimpleQueue[bool]) -> None:
    try:
        hurry()
        with suppress(Empty):
            while True:
                work(waiting.get_nowait())
                done.put(True)
    except BaseException:
        _empty(waiting)
        done.put(False)
        raise
    finally:
        connections.close_all()


def _empty(waiting: SimpleQueue[Item]) -> None:
    with suppress(Empty):
        while True:
            waiting.get_nowait()
