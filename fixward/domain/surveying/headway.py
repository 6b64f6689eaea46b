"""Telling how far a file has come, while the transaction that brings it in is still open."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.db import connections

from fixward.domain.surveying.models import Headway
from fixward.foundation.progress import Progress


@contextmanager
def told(file: int) -> Iterator[Progress]:
    """Writes on a connection of its own, so that others see it before the end; nobody waits for it."""
    with ThreadPoolExecutor(1) as thread:

        def write(doing: str, done: int, total: int) -> None:
            Headway.objects.filter(file=file).update(doing=doing[:40], done=done, total=total)

        def tell(doing: str, done: int, total: int) -> None:
            thread.submit(write, str(doing), done, total)

        try:
            yield tell
        finally:
            thread.submit(connections.close_all)
