"""The ID token: signed by the issuer, for us, now, and about this very log-in."""

from __future__ import annotations

from typing import Any

import jwt
from allauth.socialaccount.providers.oauth2.client import OAuth2Error

# With a key of its own on the issuer's side: nothing that the client secret could sign, and never none at all.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
_CLOCKS_DIFFER_BY_S = 60


def claims(token: str, *, keys: list[jwt.PyJWK], issuer: str, client_id: str) -> dict[str, Any]:
    """What the token says; raises OAuth2Error where it is not to be believed."""
    try:
        kid = jwt.get_unverified_header(token).get("kid")
        found: dict[str, Any] = jwt.decode(
            token,
            _key(keys, kid),
            algorithms=list(ALGORITHMS),
            issuer=issuer,
            audience=client_id,
            leeway=_CLOCKS_DIFFER_BY_S,
            options={"require": ["exp", "iat", "iss", "aud", "sub"]},
        )
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        raise OAuth2Error(f"ID token refused: {type(error).__name__}") from None
    if found.get("azp", client_id) != client_id or (isinstance(found["aud"], list) and len(found["aud"]) > 1):
        raise OAuth2Error("ID token refused: it is for somebody else too")
    return found


def _key(keys: list[jwt.PyJWK], kid: str | None) -> jwt.PyJWK:
    signing = [key for key in keys if key.public_key_use in (None, "sig")]
    named = [key for key in signing if key.key_id == kid] if kid else signing
    if len(named) != 1:
        raise OAuth2Error("ID token refused: its key is not one of the issuer's")
    return named[0]
