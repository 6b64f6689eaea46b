"""Asking addresses that somebody typed: never one inside our own network, never further on, never without an end.

The address is looked up here, checked, and connected to as it was checked, so that a name cannot lead elsewhere
between the two.
"""

from __future__ import annotations

import io
import ipaddress
import socket
import time
from contextvars import ContextVar
from http.client import HTTPResponse
from typing import Any
from urllib.parse import SplitResult, urlsplit

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError
from urllib3.exceptions import TimeoutError as TooLate
from urllib3.poolmanager import PoolManager
from urllib3.util import connection as sockets

SECONDS = 5
LARGEST = 1_000_000
_until: ContextVar[float] = ContextVar("until")
# https://www.iana.org/assignments/ipv6-address-space and https://www.iana.org/assignments/iana-ipv6-special-registry
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_GIVEN_OUT = ipaddress.ip_network("2000::/3")
_FOR_EXAMPLES = ipaddress.ip_network("3fff::/20")
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Forbidden(requests.RequestException):
    """The address is one that is not asked."""


class NoSuchHost(requests.ConnectionError):
    """No address is known for the name."""


class TooLarge(requests.RequestException):
    """More came than anything that we ask for is long."""


class Outbound(requests.Session):
    """Follows no redirect, uses no proxy, reads no more than `largest` bytes, and is done within `seconds`."""

    def __init__(self, *, seconds: float | None = None, largest: int = LARGEST) -> None:
        super().__init__()
        self.seconds, self.largest = seconds or SECONDS, largest
        self.trust_env = False
        for scheme in ("https://", "http://"):
            self.mount(scheme, _Guarded())

    def request(self, method: str, url: str, **options: Any) -> requests.Response:  # type: ignore[override]
        """Raises Forbidden before anything is sent; else what requests raises."""
        begun = _until.set(time.monotonic() + self.seconds)
        try:
            must_be_allowed(url)
            options = {"timeout": self.seconds} | options | {"allow_redirects": False, "stream": True}
            with super().request(method, url, **options) as response:
                body = _body(response, self.largest)
        except requests.ConnectionError as error:
            raise _refusal(error) or error from None
        finally:
            _until.reset(begun)
        if len(body) > self.largest:
            raise TooLarge(url)
        response._content, response._content_consumed = body, True
        return response


def _refusal(error: BaseException) -> Forbidden | NoSuchHost | None:
    """What was refused while the connection was made: it comes wrapped into what the library makes of it."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, Forbidden | NoSuchHost):
        cause = cause.__cause__ or cause.__context__
    return cause


def _body(response: requests.Response, largest: int) -> bytes:
    """Raises what requests raises, as if it had read it."""
    try:
        read: bytes = response.raw.read(largest + 1, decode_content=True)
    except TooLate as error:
        raise requests.ReadTimeout(error) from error
    except HTTPError as error:
        raise requests.ConnectionError(error) from error
    return read


def _left() -> float:
    """Seconds until the whole answer has to be there; raises TimeoutError."""
    left = _until.get() - time.monotonic()
    if left <= 0:
        raise TimeoutError("The time for the whole answer is over.")
    return left


def read(url: str) -> SplitResult | None:
    """The parts of an address of the web; none where it is no such address, or holds a name and a password."""
    try:
        parts = urlsplit(url)
        is_one = parts.scheme in ("https", "http") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return parts if is_one and not (parts.username or parts.password) else None


def must_be_allowed(url: str) -> None:
    """Raises Forbidden or NoSuchHost. Without TLS only networks are asked that OUTBOUND_NETWORKS names."""
    parts = read(url)
    if parts is None or not parts.hostname:
        raise Forbidden(url)
    found = _looked_up(parts.hostname, parts.port or (443 if parts.scheme == "https" else 80))
    if parts.scheme == "http" and not all(_is_named(ipaddress.ip_address(one)) for one in found):
        raise Forbidden(url)


def _looked_up(host: str, port: int) -> list[str]:
    """The addresses of a name, all of them allowed. Raises Forbidden or NoSuchHost."""
    try:
        rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NoSuchHost(host) from None
    found = list(dict.fromkeys(str(row[4][0]).partition("%")[0] for row in rows))
    if not all(_is_allowed(ipaddress.ip_address(one)) for one in found):
        raise Forbidden(host)
    return found


def _is_allowed(address: _Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address):
        address = _inside(address) or address
    return _is_named(address) or (address.is_global and not address.is_multicast and not _is_unused(address))


def _inside(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The address that is reached by it, where a network without IPv4 writes that so (RFC 4291, RFC 6052)."""
    if address in _NAT64:
        return ipaddress.IPv4Address(address.packed[-4:])
    return address.ipv4_mapped


def _is_unused(address: _Address) -> bool:
    """Outside what is given out for the public internet, or leading through a tunnel to what nobody has looked at."""
    if isinstance(address, ipaddress.IPv4Address):
        return False
    return address not in _GIVEN_OUT or bool(address.sixtofour or address.teredo) or address in _FOR_EXAMPLES


def _is_named(address: _Address) -> bool:
    """Whether the operator allows its network although it is not public."""
    return any(address in ipaddress.ip_network(network, strict=False) for network in settings.OUTBOUND_NETWORKS)


class _InTime(io.RawIOBase):
    """What comes over a socket, as long as there is time: one that sends a byte now and then cannot hold us."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket) -> None:
        self._raw, self._sock = raw, sock

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int | None:
        self._sock.settimeout(_left())
        read: int | None = self._raw.readinto(buffer)
        return read

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Answer(HTTPResponse):
    """Its first line and its headers are read in time too."""

    def __init__(self, sock: socket.socket, *given: Any, **more: Any) -> None:
        super().__init__(sock, *given, **more)
        self.fp = io.BufferedReader(_InTime(self.fp.detach(), sock))


class _Connecting:
    """A connection to an address that was checked, under the name that its certificate has to bear."""

    response_class: Any = _Answer

    def _new_conn(self) -> socket.socket:
        this: Any = self
        for address in (found := _looked_up(this._dns_host, this.port)):
            try:
                made = sockets.create_connection((address, this.port), _left(), None, this.socket_options)
                made.settimeout(_left())  # for what the two agree on about TLS, which counts as one step
                return made
            except TimeoutError:
                raise ConnectTimeoutError(this, "It does not answer in time.") from None
            except OSError as error:
                if address == found[-1]:
                    raise NewConnectionError(this, str(error)) from error
        raise NewConnectionError(this, "It has no address.")


class _Http(_Connecting, HTTPConnection):
    pass


class _Https(_Connecting, HTTPSConnection):
    pass


class _HttpPool(HTTPConnectionPool):
    ConnectionCls = _Http


class _HttpsPool(HTTPSConnectionPool):
    ConnectionCls = _Https


class _Guarded(HTTPAdapter):
    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **options: Any) -> None:
        self.poolmanager = PoolManager(num_pools=connections, maxsize=maxsize, block=block, **options)
        self.poolmanager.pool_classes_by_scheme = {"http": _HttpPool, "https": _HttpsPool}
