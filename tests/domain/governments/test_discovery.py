"""What is said of an issuer, good or wrong; and addresses that are not asked at all."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest

from fixward.domain.governments import discovery
from fixward.foundation import outbound
from tests import issuer as issuers
from tests.issuer import Issuer
from tests.ports import free_port


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with issuers.answering() as made:
        yield made


def _wrong(address: str) -> str:
    findings = discovery.look(address)
    assert [finding.is_good for finding in findings] == [False]
    return findings[0].sentence


def test_a_good_one_is_said_to_be_so(issuer: Issuer):
    findings = discovery.look(issuer.address)
    assert findings[0].sentence == "The discovery document was read, and names this issuer."
    assert [finding.is_good for finding in findings] == [True, True, True, None, None]


@pytest.mark.parametrize(
    ("says", "why"),
    [
        ({"issuer": "https://other.example.org"}, "It calls itself “https://other.example.org”"),
        ({"token_endpoint": None}, "lacks: token_endpoint"),
        ({"jwks_uri": "http://10.0.0.1/keys"}, "leads to an address that is not asked"),
        ({"token_endpoint": "http://169.254.169.254/latest"}, "leads to an address that is not asked"),
        ({"authorization_endpoint": "javascript:alert(1)"}, "leads to an address that is not asked"),
    ],
)
def test_a_discovery_document_that_is_not_right(says: dict[str, Any], why: str, issuer: Issuer):
    issuer.says = says
    assert why in _wrong(issuer.address)


def test_what_is_no_issuer_leads_elsewhere_or_never_ends(issuer: Issuer, monkeypatch: pytest.MonkeyPatch):
    for answer, why in (
        (None, "Is this an OpenID Connect issuer?"),
        (b"<html>", "Is this an OpenID Connect issuer?"),
        (b"[]", "Is this an OpenID Connect issuer?"),
        ("http://169.254.169.254/", "sends us on to another address"),
        (b" " * (outbound.LARGEST + 1), "Nothing answers"),
    ):
        monkeypatch.setattr(issuer, "answer", lambda path, answer=answer: answer)
        assert why in _wrong(issuer.address)


def test_nobody_there_no_such_host_and_no_tls(issuer: Issuer):
    assert "Nothing answers at 127.0.0.1" in _wrong(f"http://127.0.0.1:{free_port()}")
    assert "There is no host of the name nowhere.invalid" in _wrong("https://nowhere.invalid")
    assert "is not safe" in _wrong(issuer.address.replace("http://", "https://"))


@pytest.mark.parametrize("start", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"], ids=["headers", "body"])
def test_one_that_sends_a_byte_now_and_then_holds_nobody(start: bytes, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(outbound, "SECONDS", 0.6)
    begun = time.monotonic()
    with _dripping(start) as address:
        assert "127.0.0.1 does not answer in time." in _wrong(address)
    assert time.monotonic() - begun < 5


@contextmanager
def _dripping(start: bytes) -> Iterator[str]:
    """Sends this, and then a byte each tenth of a second for ten seconds."""

    def drip() -> None:
        with suppress(OSError):
            taken, _address = listening.accept()
            with taken:
                taken.sendall(start)
                for _tenth in range(100):
                    time.sleep(0.1)
                    taken.sendall(b"H")

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=drip, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:1",
        "https://127.0.0.1",
        "https://10.1.2.3",
        "https://192.168.0.1",
        "https://169.254.169.254",
        "https://[::1]",
        "https://[fd00::1]",
        "https://[::ffff:10.0.0.1]",
        "https://[64:ff9b::a00:1]",
        "https://[64:ff9b::7f00:1]",
        "https://[64:ff9b:1::a00:1]",
        "https://[::10.0.0.1]",
        "https://[::93.184.215.14]",
        "https://[fec0::1]",
        "https://[100::1]",
        "https://[5f00::1]",
        "https://[3fff::1]",
        "https://[2002:a00:1::]",
        "https://[2002:5db8:d70e::]",
        "https://[",
        "https://93.184.215.14:99999",
        "https://0.0.0.0",
        "https://2130706433",
        "https://100.64.0.1",
        "https://localhost",
        "https://me@93.184.215.14",
        "http://93.184.215.14",
        "file:///etc/passwd",
    ],
)
def test_addresses_inside_are_not_asked(address: str, settings):
    settings.OUTBOUND_NETWORKS = []
    with pytest.raises(outbound.Forbidden):
        outbound.Outbound().get(address)


@pytest.mark.parametrize(
    "address", ["https://[2606:4700::1111]", "https://[64:ff9b::5db8:d70e]", "https://93.184.215.14"]
)
def test_addresses_of_the_public_internet_are_asked(address: str, settings):
    settings.OUTBOUND_NETWORKS = []
    outbound.must_be_allowed(address)


def test_a_name_that_leads_elsewhere_the_second_time_is_not_followed(
    issuer: Issuer, settings, monkeypatch: pytest.MonkeyPatch
):
    settings.OUTBOUND_NETWORKS = []
    answers = iter(["93.184.215.14", "127.0.0.1"])

    def look_up(host: str, port: int, **_options: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with pytest.raises(Exception, match=r"rebinds\.example"):
        outbound.Outbound().get(f"https://rebinds.example:{issuer.address.rpartition(':')[2]}/")
    assert issuer.asked == []
