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

import pytest

from tests.mailbox import Mailbox
from tests.ports import free_port

SECONDS_TO_GET_READY = 240  # on a machine that has much else to do


@pytest.fixture(scope="session")
def static_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of collected static files, made once."""
    var = tmp_path_factory.mktemp("static")
    subprocess.run(fixward("collectstatic"), env=environment(var), check=True, capture_output=True)
    return var / "static"


@pytest.fixture
def server(committed: str, mail: Mailbox, static_files: Path, tmp_path: Path) -> Iterator[str]:
    """Web and worker on a database of their own, sending to `mail`; gives the address of the site.

    What the test commits with Django's models, the server sees, and the other way round.
    """
    (tmp_path / "static").symlink_to(static_files)
    with serving(tmp_path, DATABASE_URL=committed, EMAIL_URL=mail.url) as (address, _):
        yield address


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
