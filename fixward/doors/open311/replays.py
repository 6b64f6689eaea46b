"""The same sent again: a client that got no answer sends again; the same words a minute later are something new."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from fixward.foundation import clock

WITHIN_S = 60


def minutes() -> tuple[int, int]:
    """The present window and the one before it, which may have just ended."""
    now = int(clock.now().timestamp() // WITHIN_S)
    return now, now - 1


def digest(request: HttpRequest, files: Iterable[UploadedFile] = ()) -> str:
    """SHA-256 of everything that was sent, but the key: another one of the same program makes nothing else of it."""
    found = hashlib.sha256()
    for name, values in sorted(request.POST.lists()):
        if name != "api_key":
            found.update(repr((name, values)).encode())
    for file in files:
        for piece in file.chunks():
            found.update(piece)
        found.update(b"|")
    return found.hexdigest()
