"""Asking an issuer what it says of itself, and saying in plain sentences what is wrong with the answer."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import jwt
import requests
from django.core.cache import cache
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fixward.foundation import outbound

_WELL_KNOWN = "/.well-known/openid-configuration"
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_MORE_ENDPOINTS = ("userinfo_endpoint",)
_KEPT_S = 5 * 60
_LEFT_ALONE_S = 20  # an issuer that failed: each that asks it waits as long as we wait for it


class Unusable(Exception):
    """Carries a sentence that says why nobody can log in through this issuer."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `is_good` is None for what need not be wrong."""

    is_good: bool | None
    sentence: str


def address(issuer: str) -> str:
    return issuer.rstrip("/") + _WELL_KNOWN


def configuration(issuer: str) -> dict[str, Any]:
    """What the issuer says of itself, checked; raises Unusable."""
    found = _json(
        address(issuer), _("There is no discovery document at %(address)s. Is this an OpenID Connect issuer?")
    )
    missing = [name for name in ("issuer", *_ENDPOINTS) if not isinstance(found.get(name), str)]
    if missing:
        raise Unusable(_("The discovery document lacks: %(names)s.") % {"names": ", ".join(missing)})
    if found["issuer"] != issuer:
        raise Unusable(
            _("It calls itself “%(named)s”, which is not the issuer's address that you gave. Both have to be the same.")
            % {"named": found["issuer"][:200]}
        )
    for name in (*_ENDPOINTS, *_MORE_ENDPOINTS):
        _must_be_safe(name, found.get(name) or issuer)
    return found


def known_configuration(issuer: str) -> dict[str, Any]:
    """As it was read some minutes ago at most, since everybody who wants to log in asks for it; raises Unusable."""
    key = f"discovery:{hashlib.sha256(issuer.encode()).hexdigest()}"
    found: dict[str, Any] | str | None = cache.get(key)
    if found is None:
        try:
            found = configuration(issuer)
        except Unusable as problem:
            cache.set(key, str(problem), _LEFT_ALONE_S)
            raise
        cache.set(key, found, _KEPT_S)
    if isinstance(found, str):
        raise Unusable(found)
    return found


def keys(configured: dict[str, Any]) -> list[jwt.PyJWK]:
    """The keys that the issuer signs with; raises Unusable."""
    where = configured["jwks_uri"]
    found = _json(where, _("The issuer's keys cannot be read at %(address)s."))
    try:
        return list(jwt.PyJWKSet.from_dict(found).keys)
    except (jwt.PyJWTError, KeyError, TypeError, AttributeError) as error:
        raise Unusable(_("The issuer names no key that signatures can be checked with.")) from error


def look(issuer: str) -> list[Finding]:
    """Everything that can be said of an issuer without logging in; stops at what makes the rest useless."""
    try:
        configured = configuration(issuer)
        findings = [Finding(True, _("The discovery document was read, and names this issuer."))]
        count = len(keys(configured))
        said = ngettext("It signs with one key.", "It signs with %(count)d keys.", count) % {"count": count}
        findings.append(Finding(True, said))
    except Unusable as problem:
        return [Finding(False, str(problem))]
    return [*findings, _code_flow(configured), _pkce(configured), _email(configured)]


def _code_flow(configured: dict[str, Any]) -> Finding:
    if "code" in configured.get("response_types_supported", ["code"]):
        return Finding(True, _("It offers the authorization code flow."))
    return Finding(False, _("It does not offer the authorization code flow, the only one that is used here."))


def _pkce(configured: dict[str, Any]) -> Finding:
    if "S256" in configured.get("code_challenge_methods_supported", []):
        return Finding(True, _("It protects the code with PKCE (S256)."))
    return Finding(None, _("It does not say that it knows PKCE (S256). It is used all the same."))


def _email(configured: dict[str, Any]) -> Finding:
    if {"email", "email_verified"} <= set(configured.get("claims_supported", [])):
        return Finding(True, _("It can tell the e-mail address, and that it is verified."))
    return Finding(
        None,
        _(
            "It does not say that it tells a verified e-mail address (email, email_verified). Without it nobody "
            "comes in."
        ),
    )


def _json(where: str, otherwise: str) -> dict[str, Any]:
    host = urlsplit(where).hostname or where
    answer = _asked(where, host)
    if answer.is_redirect:
        raise Unusable(_("%(host)s sends us on to another address. Write the one that it leads to.") % {"host": host})
    try:
        found = answer.json() if answer.status_code == 200 else None
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Unusable(otherwise % {"address": where})
    return found


def _asked(where: str, host: str) -> requests.Response:
    named = {"host": host}
    try:
        return outbound.Outbound().get(where, headers={"Accept": "application/json"})
    except outbound.Forbidden:
        raise Unusable(
            _(
                "%(host)s is not asked: the address has to begin with https:// and lie in the public network. Who runs "
                "the platform can allow others (OUTBOUND_NETWORKS)."
            )
            % named
        ) from None
    except outbound.NoSuchHost:
        raise Unusable(_("There is no host of the name %(host)s.") % named) from None
    except requests.exceptions.SSLError:
        raise Unusable(
            _("The connection to %(host)s is not safe: its certificate has run out, is for another name, or unknown.")
            % named
        ) from None
    except requests.Timeout:
        raise Unusable(_("%(host)s does not answer in time.") % named) from None
    except requests.RequestException:
        raise Unusable(_("Nothing answers at %(host)s.") % named) from None


def _must_be_safe(name: str, where: str) -> None:
    try:
        outbound.must_be_allowed(where)
    except requests.RequestException:
        raise Unusable(
            _("The discovery document leads to an address that is not asked (%(name)s: %(address)s).")
            % {"name": name, "address": where[:200]}
        ) from None
