"""The address for answers to one request by one organization: only its signature says whose answer it is.

`reply+<request>.<organization>.<signature>@domain`, made of small letters and figures, since some mail servers write
local parts small, and at most 64 characters (RFC 5321, 4.5.3.1.1).
"""

from __future__ import annotations

import base64
import hmac
import re
from dataclasses import dataclass

from django.conf import settings

# 80 bits, as base32: nobody guesses it by writing mails.
_SIGNATURE_BYTES = 10
_ANYWHERE = re.compile(r"\+[0-9a-z]{1,13}\.[0-9a-z]{1,13}\.[a-z2-7]{16}@", re.IGNORECASE)
_TOKEN = re.compile(r"\+([0-9a-z]{1,13})\.([0-9a-z]{1,13})\.([a-z2-7]{16})$")


@dataclass(frozen=True, slots=True)
class Whose:
    """Ids of the request and of the organization that the address was given to."""

    service_request: int
    organization: int


def reply_address(service_request: int, organization: int) -> str:
    """Empty where no mailbox for answers is set up (REPLY_ADDRESS)."""
    local, at, domain = settings.REPLY_ADDRESS.rpartition("@")
    if not at:
        return ""
    named = f"{_figures(service_request)}.{_figures(organization)}"
    return f"{local}+{named}.{_signature(named, settings.SECRET_KEY)}@{domain}"


def whose(address: str) -> Whose | None:
    """None where we have not given that address to anybody."""
    local = address.strip().strip("<>").rpartition("@")[0].lower()
    found = _TOKEN.search(local)
    if found is None:
        return None
    named = f"{found[1]}.{found[2]}"
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        if hmac.compare_digest(_signature(named, key), found[3]):
            return Whose(int(found[1], 36), int(found[2], 36))
    return None


def named_in(head: str) -> Whose | None:
    """The first address of ours anywhere in the head of a mail, looked for before anything of it is read."""
    return next((found for one in _ANYWHERE.findall(head) if (found := whose(one))), None)


def is_own(address: str) -> bool:
    """Whether it is the mailbox for answers, with or without something after its plus."""
    local, at, domain = settings.REPLY_ADDRESS.lower().rpartition("@")
    there, _at, here = address.lower().strip().rpartition("@")
    return bool(at) and here == domain and there.partition("+")[0] == local


def _signature(named: str, key: str) -> str:
    digest = hmac.digest(key.encode(), f"connectors.reply:{named}".encode(), "sha256")
    return base64.b32encode(digest[:_SIGNATURE_BYTES]).decode().lower()


def _figures(number: int) -> str:
    """In base 36, as `int(text, 36)` reads it."""
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    text = ""
    while number:
        number, rest = divmod(number, 36)
        text = digits[rest] + text
    return text or "0"
