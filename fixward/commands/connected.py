"""What nearly every command begins with."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import django
from django.conf import settings

from fixward.foundation import database


@contextmanager
def connected() -> Iterator[None]:
    """Django set up, and the embedded database running where it is the one."""
    django.setup()
    if os.environ.get("DATABASE_URL"):
        yield
        return
    with database.running(settings.VAR):
        yield
