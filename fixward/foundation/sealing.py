"""Short secrets that the database keeps sealed: whoever reads a backup without SECRET_KEY cannot read them."""

from __future__ import annotations

import base64
import hmac

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class Unreadable(Exception):
    """Sealed with another SECRET_KEY, or changed since."""


def sealed(text: str) -> str:
    return _sealer().encrypt(text.encode()).decode()


def opened(token: str) -> str:
    """Raises Unreadable. What was sealed under one of SECRET_KEY_FALLBACKS is read too."""
    try:
        return _sealer().decrypt(token.encode()).decode()
    except InvalidToken:
        raise Unreadable from None


def mark(token: str) -> str:
    """Tells one sealed text from another, and nothing of what is in it."""
    return hmac.digest(settings.SECRET_KEY.encode(), f"sealing.mark:{token}".encode(), "sha256").hex()[:6]


def dots(token: str) -> str:
    """What is shown in its place: that there is one, and one from another."""
    return f"•••••• ({mark(token)})" if token else ""


def _sealer() -> MultiFernet:
    return MultiFernet([Fernet(_key(secret)) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str) -> bytes:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"fixward.sealing").derive(secret.encode())
    return base64.urlsafe_b64encode(derived)
