"""A mail as it came in, made out of what somebody sent: whatever is in it, nothing of it is believed or run."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses, parseaddr
from html.parser import HTMLParser

from django.utils.translation import gettext_noop
from mailparser_reply.parser import EmailMessage as Conversation

from fixward.followups.exchange.connectors.words import told, without_quotes
from fixward.foundation.files import documents, pictures
from fixward.foundation.text import clean

LARGEST = 30_000_000
LARGEST_HEAD = 100_000
LONGEST = 20_000
MOST_FILES = 5
# The parser looks from each `On ` for its `wrote:`, and goes far in a long line: both can be made to take minutes.
_MOST_BEGINNINGS = 50
_LONGEST_LINE = 500
_FOLD = "\ue000\n"
# A logo below a signature is no photo of a hole.
_LEAST_OF_A_PHOTO = 20_000
_TO = ("delivered-to", "x-original-to", "envelope-to", "to", "cc")
_AUTOMATIC = ("x-autoreply", "x-autorespond", "x-autoresponder", "list-id")
_BULK = ("bulk", "junk", "list", "auto_reply")


class Unreadable(Exception):
    """Carries why, fit to be shown."""


@dataclass(frozen=True, slots=True)
class Bounce:
    """That a mail of ours did not arrive: what their server says, and which mail it was, where it names it."""

    said: str
    message_id: str


@dataclass(frozen=True, slots=True)
class Mail:
    """What is needed of it. `key` is its own id, or one made of what is in it."""

    key: str
    recipients: list[str]
    sender: str
    text: str
    files: list[documents.Document]
    left_out: list[str]
    bounce: Bounce | None
    is_automatic: bool


def read(data: bytes) -> Mail:
    """Raises Unreadable for what is no mail, or so broken that nothing can be known of it."""
    if len(data) > LARGEST:
        raise Unreadable(gettext_noop("It is larger than 30 MB."))
    try:
        message = message_from_bytes(data, policy=policy.default)
        assert isinstance(message, EmailMessage)
        return _read(message, data)
    except Exception as error:
        raise Unreadable(gettext_noop("It cannot be read as a mail.")) from error


def head(data: bytes) -> str:
    """The lines before its text, as they stand."""
    return data[:LARGEST_HEAD].partition(b"\r\n\r\n")[0].partition(b"\n\n")[0].decode("latin-1")


def key_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _read(message: EmailMessage, data: bytes) -> Mail:
    files, left_out = _files(message)
    return Mail(
        key=(clean(str(message.get("message-id") or "")) or key_of(data))[:300],
        recipients=_addresses(message, *_TO),
        sender=parseaddr(str(message.get("from", "")))[1].lower(),
        text=_latest(_words(message)),
        files=files,
        left_out=left_out,
        bounce=_bounce(message),
        is_automatic=_is_automatic(message),
    )


def _addresses(message: EmailMessage, *names: str) -> list[str]:
    lines = [str(line) for name in names for line in message.get_all(name, [])]
    return [address for _name, address in getaddresses(lines) if address]


def _is_automatic(message: EmailMessage) -> bool:
    """RFC 3834, 2: what a machine wrote is never answered, nor taken for somebody's words.

    X-Auto-Response-Suppress says nothing of it: Outlook writes it on what people send.
    """
    submitted = str(message.get("auto-submitted", "no")).partition(";")[0].strip().lower()
    is_bulk = str(message.get("precedence", "")).strip().lower() in _BULK
    from_nobody = str(message.get("return-path", "")).strip() == "<>"
    return submitted != "no" or is_bulk or from_nobody or any(name in message for name in _AUTOMATIC)


def _bounce(message: EmailMessage) -> Bounce | None:
    """RFC 3464: that it failed for good; that it is late is no news."""
    report = str(message.get_param("report-type", "")).lower()
    if message.get_content_type() != "multipart/report" or report != "delivery-status":
        return None
    said, original = "", ""
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            said = said or _failure(part)
        elif kind in ("message/rfc822", "text/rfc822-headers"):
            found = re.search(r"^message-id:\s*(<[^>\s]+>)", part.as_string(), re.IGNORECASE | re.MULTILINE)
            original = original or (found[1] if found else "")
    return Bounce(clean(said), clean(original)) if said else None


def _failure(part: object) -> str:
    """What their server says of it; empty where it has not failed."""
    text = str(part)
    if not re.search(r"^action:\s*failed", text, re.IGNORECASE | re.MULTILINE):
        return ""
    found = re.search(r"^diagnostic-code:\s*(.+(?:\n[ \t].+)*)", text, re.IGNORECASE | re.MULTILINE)
    found = found or re.search(r"^status:\s*(.+)", text, re.IGNORECASE | re.MULTILINE)
    return " ".join(found[1].split()) if found else "failed"


def _words(message: EmailMessage) -> str:
    """The plain text, or what can be read of the HTML where there is none."""
    body = message.get_body(("plain", "html"))
    if body is None:
        return ""
    text = str(body.get_content())
    return _of_html(text) if body.get_content_type() == "text/html" else text


def _latest(text: str) -> str:
    """What was written now: without the mails before it that are quoted below, and without the signature."""
    lines = [line.strip() for line in clean(text[:LONGEST]).splitlines()]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()  # long runs of empty lines take the parser minutes
    if text.count("On ") > _MOST_BEGINNINGS:
        return told(re.split(r"^>", text, maxsplit=1, flags=re.MULTILINE)[0])
    return told(_first(without_quotes(text)))


def _first(text: str) -> str:
    """The latest of the mails that stand one below the other."""
    if not text:
        return ""
    folded = "\n".join(_folded(line) for line in text.replace(_FOLD[0], "").split("\n"))
    found = Conversation(text=folded, languages=["en", "es"], keep_hyphen_lists=True).read().replies
    return _unfolded(found[0].body or found[0].content) if found else text


def _folded(line: str) -> str:
    return _FOLD.join(line[at : at + _LONGEST_LINE] for at in range(0, len(line), _LONGEST_LINE))


def _unfolded(text: str) -> str:
    return text.replace(_FOLD, "").replace(_FOLD[0], "").strip()


class _Text(HTMLParser):
    """The words of HTML: without what is quoted, hidden in the head, or run."""

    _BLOCKS = ("p", "div", "br", "li", "tr", "h1", "h2", "h3", "table")
    _NOT_READ = ("script", "style", "head", "title", "blockquote")

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._inside = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._inside += tag in self._NOT_READ
        if tag in self._BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._inside = max(0, self._inside - (tag in self._NOT_READ))
        if tag in ("p", "div"):
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self.parts.append(re.sub(r"\s+", " ", data))


def _of_html(html: str) -> str:
    reader = _Text()
    reader.feed(html[: LONGEST * 10])
    return "".join(reader.parts)


def _files(message: EmailMessage) -> tuple[list[documents.Document], list[str]]:
    """Those that can be kept, and the names of the others."""
    kept: list[documents.Document] = []
    left_out: list[str] = []
    for name, data, is_inline in _parts(message):
        if is_inline and len(data) < _LEAST_OF_A_PHOTO:
            continue
        if len(kept) == MOST_FILES:
            left_out.append(name)
            continue
        try:
            kept.append(documents.read(io.BytesIO(data), name=name))
        except (documents.DocumentRefused, pictures.PictureRefused):
            left_out.append(name)
    return kept, left_out


def _parts(message: EmailMessage) -> Iterator[tuple[str, bytes, bool]]:
    """Name, content, and whether it stands inside the text."""
    for part in message.walk():
        if part.is_multipart() or not (part.get_filename() or part.get_content_maintype() == "image"):
            continue
        data = part.get_payload(decode=True)
        if isinstance(data, bytes):
            is_inline = part.get_content_disposition() != "attachment"
            yield part.get_filename() or f"file.{part.get_content_subtype()}", data, is_inline
