"""`fixward serve` on a free port for a benchmark, and what its processes weigh."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from tests.ports import free_port

_COMMAND = [sys.executable, "-m", "fixward.cli"]


@contextmanager
def serving(url: str, *, workers: int = 2) -> Iterator[tuple[int, int]]:
    """The site on this database, without the worker for jobs; gives its port and process id."""
    port = free_port()
    environment = os.environ | {"DATABASE_URL": url, "BASE_URL": f"http://127.0.0.1:{port}"}
    subprocess.run([*_COMMAND, "collectstatic"], env=environment, check=True, capture_output=True)
    log = Path(os.environ["FIXWARD_VAR"]) / "serve.log"
    serve = [*_COMMAND, "serve", "--port", str(port), "--workers", str(workers), "--no-worker"]
    with log.open("wb") as output, subprocess.Popen(serve, env=environment, stdout=output, stderr=output) as server:
        try:
            _wait(port, log)
            yield port, server.pid
        finally:
            server.terminate()
            server.wait(60)


def get(port: int, path: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path)
    answer = connection.getresponse()
    return answer.status, answer.read()


def heaviest_mb(pid: int) -> float:
    """Resident memory of the largest process below this one: a web process that has its table loaded."""
    family = psutil.Process(pid).children(recursive=True)
    return max(process.memory_info().rss for process in family) / 1e6


def _wait(port: int, log: Path) -> None:
    for _ in range(300):
        try:
            if get(port, "/readyz")[0] == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise RuntimeError(f"The server does not get ready.\n{log.read_text()[-3000:]}")
