"""The whole of Fixward as processes of their own."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests import clones
from tests.mailbox import Mailbox
from tests.ports import free_port

SECONDS_TO_GET_READY = 240  # on a machine that has much else to do


@pytest.fixture(scope="session")
def static_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of collected static files, made once."""
    var = tmp_path_factory.mktemp("static")
    subprocess.run(fixward("collectstatic"), env=environment(var), check=True, capture_output=True)
    return var / "static"


class Site(NamedTuple):
    """A running site: its address, its database by name, and where its mails go."""

    address: str
    database: str
    mail: Mailbox


@pytest.fixture(scope="session")
def site(
    django_db_setup: None, django_db_blocker: Any, static_files: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """Web and worker, started once for all tests of this process: that alone takes as long as a journey."""
    var = tmp_path_factory.mktemp("site")
    (var / "static").symlink_to(static_files)
    mailbox = Mailbox()
    mailbox.start()
    with (
        django_db_blocker.unblock(),
        clones.clone() as database,
        serving(var, DATABASE_URL=clones.url(database), EMAIL_URL=mailbox.url) as (address, _),
    ):
        yield Site(address, database, mailbox)
    mailbox.stop()


@pytest.fixture
def server(site: Site, django_db_blocker: Any) -> Iterator[str]:
    """The address of a site in whose database nothing is yet.

    What the test commits with Django's models, the server sees, and the other way round.
    """
    with django_db_blocker.unblock():
        clones.empty(site.database)
        with clones.connected_to(site.database):
            yield site.address


@pytest.fixture
def mail(site: Site) -> Mailbox:
    """The mailbox that the server sends to, empty."""
    site.mail.messages.clear()
    return site.mail


@contextmanager
def serving(var: Path, **variables: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """`fixward serve` on a free port, ready to answer; stopped as by Ctrl-C."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    log = var / "serve.log"
    command = fixward("serve", "--port", str(port), "--workers", "1")
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, env=environment(var, BASE_URL=address, **variables), stdout=output, stderr=output
        )
    try:
        _wait_until_ready(address, process, log)
        yield address, process
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)


def fixward(*arguments: str) -> list[str]:
    """The command line of a `fixward` command."""
    return [sys.executable, "-m", "fixward.cli", *arguments]


def environment(var: Path, **variables: str) -> dict[str, str]:
    """The environment of a process with its own VAR folder."""
    settings = {"FIXWARD_VAR": str(var), "DJANGO_SETTINGS_MODULE": "fixward.settings"}
    return os.environ | settings | variables


def _wait_until_ready(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_GET_READY
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"The server does not get ready:\n{log.read_text()[-4000:]}")
