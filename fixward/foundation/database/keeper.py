"""The process that keeps the embedded server: runs it while somebody uses it, then stops it.

Everybody who uses the server holds a shared lock on one file, which the kernel takes away from
the dead, even from those killed with -9. The keeper stops the server when it gets the lock alone.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from .cluster import Cluster
from .locks import Lock

SECONDS_BETWEEN_LOOKS = 0.1


def main() -> None:
    cluster = Cluster(Path(sys.argv[1]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the users; the keeper follows them
    with (
        Lock(cluster.var / "postgres.users") as users,
        Lock(cluster.var / "postgres.keeper") as keeper,
        keeper.alone(patience=10),
    ):
        _stop_orphan(cluster)
        _keep(cluster, users)


def _keep(cluster: Cluster, users: Lock) -> None:
    server = cluster.start()
    while not users.try_alone():
        time.sleep(SECONDS_BETWEEN_LOOKS)
        if server.poll() is not None:
            # Killed, or refused while the last of its killed children still hold its memory.
            time.sleep(1)
            _stop_orphan(cluster)
            server = cluster.start()
    _stop(server)


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.send_signal(signal.SIGINT)  # fast shutdown: ends the sessions, writes a checkpoint
    try:
        server.wait(timeout=60)
    except subprocess.TimeoutExpired:
        server.send_signal(signal.SIGQUIT)  # recovers at the next start
        server.wait()


def _stop_orphan(cluster: Cluster) -> None:
    """Stop a server whose keeper was killed, and forget the process id of one that is dead."""
    pid_file = cluster.data / "postmaster.pid"
    if not pid_file.exists():
        return
    pid = int(pid_file.read_text().split("\n", 1)[0])
    deadline = time.monotonic() + 60
    while _is_server(pid, cluster) and time.monotonic() < deadline:
        os.kill(pid, signal.SIGINT)
        time.sleep(0.2)
    # A number that now belongs to another process would keep PostgreSQL from starting.
    pid_file.unlink(missing_ok=True)


def _is_server(pid: int, cluster: Cluster) -> bool:
    listing = subprocess.run(["ps", "-ww", "-o", "args=", "-p", str(pid)], capture_output=True, text=True)
    return "postgres" in listing.stdout and str(cluster.data) in listing.stdout


if __name__ == "__main__":
    main()
