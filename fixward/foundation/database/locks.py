"""Locks between processes that the kernel releases when their holder dies."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self


def is_free(path: Path) -> bool:
    """Whether nobody holds this lock alone."""
    with Lock(path) as lock:
        return lock.try_together()


class Lock:
    """A lock on a file, held together with others or alone."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def together(self) -> None:
        fcntl.flock(self._descriptor, fcntl.LOCK_SH)

    def try_together(self) -> bool:
        return self._try(fcntl.LOCK_SH)

    def try_alone(self) -> bool:
        """Take the lock alone, or hold nothing at all afterwards."""
        return self._try(fcntl.LOCK_EX)

    @contextmanager
    def alone(self, *, patience: float) -> Iterator[None]:
        """Hold the lock alone; TimeoutError after `patience` seconds of waiting."""
        deadline = time.monotonic() + patience
        while not self.try_alone():
            if time.monotonic() > deadline:
                raise TimeoutError("Another process of Fixward is busy with the database.")
            time.sleep(0.02)
        try:
            yield
        finally:
            self.release()

    def release(self) -> None:
        fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        os.close(self._descriptor)  # and with it whatever is held

    def _try(self, kind: int) -> bool:
        try:
            fcntl.flock(self._descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
