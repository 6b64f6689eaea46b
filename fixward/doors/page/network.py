"""The network address that a request comes from, also behind proxies."""

from __future__ import annotations

import ipaddress
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_HOUSEHOLD = 64  # of IPv6: a provider gives each customer at least as many addresses as that leaves open


def client(request: HttpRequest) -> str:
    """Whom the last of our own proxies has seen; for IPv6 the network of the household, such as `2001:db8::/64`."""
    nearest = request.META.get("REMOTE_ADDR", "")
    before = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    # Each proxy adds at the end whom it has seen. What stands before, anybody may have written.
    while before and _is_ours(nearest):
        nearest = before.pop()
    return _household(nearest)


@lru_cache(maxsize=1000)
def _is_ours(text: str) -> bool:
    """Whether it is one of TRUSTED_PROXIES; a socket of this machine has no address."""
    address = _read(text)
    if address is None:
        return not text
    return any(address in ipaddress.ip_network(network, strict=False) for network in settings.TRUSTED_PROXIES)


def _household(text: str) -> str:
    address = _read(text)
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, _HOUSEHOLD), strict=False))
    return str(address or text)


def _read(text: str) -> _Address | None:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
