"""Mail, by SMTP or, without a server, into files."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.utils import translation

from fixward.domain.service_requests.models import Photo
from fixward.followups.notifications.channels import NotNow, Undeliverable
from fixward.followups.notifications.letters import Letter

NAME = "email"

# RFC 5321, 3.8: the server is about to close the channel, whoever the recipient is.
_CLOSING = 421
# Many servers refuse mails above 10 MB, which photos reach a third sooner by their encoding.
_LARGEST_PHOTOS = 6_000_000


def new_message_id() -> str:
    return f"<{uuid4().hex}@{urlsplit(settings.BASE_URL).hostname or 'localhost'}>"


@contextmanager
def opened() -> Iterator[BaseEmailBackend]:
    """A connection for several mails; raises OSError where the server cannot be reached."""
    connection = mail.get_connection()
    connection.open()
    try:
        yield connection
    finally:
        # What was said yes to is sent, however the server takes leave.
        with suppress(OSError):
            connection.close()


def send(
    connection: BaseEmailBackend,
    letter: Letter,
    *,
    to: str,
    message_id: str,
    thread: Sequence[str] = (),
    answers: str = "",
) -> None:
    """Send one letter to one address; raises Undeliverable, NotNow, or OSError where the server itself is the matter.

    `thread` are the ids of the mails before it, oldest first; `answers` is the address that answers, and what the
    receiving server sends back, go to.
    """
    try:
        with translation.override(letter.language):
            connection.send_messages([_message(letter, to=to, message_id=message_id, thread=thread, answers=answers)])
    except smtplib.SMTPRecipientsRefused as refusal:
        code, _words = next(iter(refusal.recipients.values()))
        raise _meaning(code) from refusal
    except smtplib.SMTPDataError as refusal:
        raise _meaning(refusal.smtp_code) from refusal
    except (smtplib.SMTPNotSupportedError, ValueError) as refusal:
        raise Undeliverable("The address cannot be written in a mail.") from refusal


def _meaning(code: int) -> Exception:
    """RFC 5321, 4.2.1: 4xx may pass, 5xx stays."""
    if code == _CLOSING:
        return smtplib.SMTPServerDisconnected("The server closes the connection.")
    if code >= 500:
        return Undeliverable(f"The server refused it for good ({code}).")
    return NotNow(f"The server refused it for now ({code}).")


def _message(
    letter: Letter, *, to: str, message_id: str, thread: Sequence[str], answers: str
) -> mail.EmailMultiAlternatives:
    message = mail.EmailMultiAlternatives(
        subject=letter.subject,
        body=render_to_string("notifications/letter.txt", {"letter": letter}),
        to=[to],
        headers=_headers(letter, message_id, thread),
    )
    if answers:
        # The sender on the envelope, to whom mails come back, is not the one whom people read.
        message.extra_headers["From"], message.from_email = message.from_email, answers
        message.reply_to = [answers]
    message.attach_alternative(render_to_string("notifications/letter.html", {"letter": letter}), "text/html")
    for name, data in _files(letter.photos):
        message.attach(name, data, "image/jpeg")
    return message


def _headers(letter: Letter, message_id: str, thread: Sequence[str]) -> dict[str, str]:
    # RFC 3834, 5: so that no absence notice answers it.
    headers = {"Message-ID": message_id, "Auto-Submitted": "auto-generated", "Content-Language": letter.language}
    if thread:
        headers |= {"In-Reply-To": thread[-1], "References": " ".join(thread)}
    if letter.stop:
        # RFC 8058: the mail program's own button stops it, with one POST to that address.
        headers |= {"List-Unsubscribe": f"<{letter.stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return headers


def _files(photos: Sequence[Photo]) -> Iterator[tuple[str, bytes]]:
    """As many photos as a mail can carry; one whose file is gone is left out."""
    room = _LARGEST_PHOTOS
    for count, photo in enumerate(photos, start=1):
        try:
            with photo.file.open("rb") as file:
                data = file.read()
        except FileNotFoundError:
            continue
        if len(data) <= room:
            room -= len(data)
            yield f"{count}.jpg", data
