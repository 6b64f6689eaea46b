"""Mails as files, one each, where there is no mail server."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone


class FileBackend(BaseEmailBackend):
    """Writes each mail to its own .eml file in EMAIL_FILE_PATH; sorted by name they stand in the order of sending."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            _write(folder, message.message().as_bytes(linesep="\r\n"))
        return len(email_messages)


def _write(folder: Path, data: bytes) -> None:
    """Under its name only when it is whole and on the disk, as a mail server says yes only then."""
    name = f"{timezone.now():%Y%m%dT%H%M%S.%fZ}-{secrets.token_hex(3)}"
    unfinished = folder / f".{name}"
    with unfinished.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(folder / f"{name}.eml")
