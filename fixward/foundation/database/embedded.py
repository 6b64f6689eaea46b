"""The embedded PostgreSQL, for whoever needs it: started with the first user, stopped with the last."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from .binaries import NoPostgres
from .cluster import NAME, PORT, Cluster
from .locks import Lock, is_free

SECONDS_TO_START = 120  # a big database may have much to recover after a crash


@contextmanager
def running(var: Path) -> Iterator[str]:
    """Keep the server of this VAR folder running for the length of the block; gives its address."""
    cluster = Cluster(var.resolve())
    cluster.var.mkdir(mode=0o711, parents=True, exist_ok=True)
    with Lock(cluster.var / "postgres.users") as users:
        users.together()  # waits for a server that is just stopping
        try:
            _ensure_started(cluster)
            yield address(var)
        finally:
            last = users.try_alone()
            stopping = not last and not users.try_together()
    while (last or stopping) and not is_free(cluster.var / "postgres.keeper"):
        time.sleep(0.02)  # seeing the server off, so that no process is left behind


def address(var: Path, *, database: str = NAME) -> str:
    """What libpq needs to connect, whether the server runs or not."""
    return f"host={_quoted(Cluster(var.resolve()).socket_folder)} port={PORT} user={NAME} dbname={database}"


def _ensure_started(cluster: Cluster) -> None:
    keeper = None
    with Lock(cluster.var / "postgres.starting") as starting, starting.alone(patience=SECONDS_TO_START):
        deadline = time.monotonic() + SECONDS_TO_START
        while True:
            # Looked at each time: a keeper that was killed holds its lock for a moment more.
            if keeper is None and is_free(cluster.var / "postgres.keeper"):
                cluster.prepare()
                keeper = _start_keeper(cluster)
            try:
                return _create_database(cluster)
            except psycopg.OperationalError as error:
                if time.monotonic() > deadline or (keeper and keeper.poll() is not None):
                    end = cluster.log.read_text(errors="replace")[-2000:]
                    raise NoPostgres(f"The embedded PostgreSQL does not start ({error}):\n{end}") from error
            time.sleep(0.05)


def _start_keeper(cluster: Cluster) -> subprocess.Popen[bytes]:
    # A session of its own, so that Ctrl-C in the terminal reaches the users and not the server.
    with cluster.log.open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "fixward.foundation.database.keeper", str(cluster.var)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def _create_database(cluster: Cluster) -> None:
    with psycopg.connect(address(cluster.var, database="postgres"), autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
            connection.execute(f"CREATE DATABASE {NAME}")


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("\\", "\\\\").replace("'", "\\'") + "'"
