"""Several processes that live and die together."""

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import structlog

logger = structlog.get_logger(__name__)

SECONDS_TO_STOP = 30


def web(host: str, port: int, workers: int) -> list[str]:
    """The command that serves the pages."""
    command = [sys.executable, "-m", "granian", "fixward.wsgi:application", "--interface", "wsgi", "--no-ws"]
    command += ["--host", host, "--port", str(port), "--workers", str(workers)]
    # Every thread keeps a connection to the database, for as long as it lives.
    command += ["--blocking-threads", "4", "--blocking-threads-idle-timeout", "600"]
    return [*command, "--respawn-failed-workers", "--workers-kill-timeout", "20", "--log-level", "warning"]


def share_figures(folder: Path) -> None:
    """The processes that are started from here on put their figures together there; those of before are gone."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


def run_together(commands: Mapping[str, list[str]]) -> int:
    """Run these until one ends or this process is interrupted, then stop all; gives the exit status.

    None of them, and none that they started, is left when this returns; if this process is killed
    outright, they get a SIGTERM (on Linux).
    """
    asked_to_stop = _requests_to_stop()
    processes = {name: _start(command) for name, command in commands.items()}
    try:
        while not asked_to_stop and all(process.poll() is None for process in processes.values()):
            time.sleep(0.1)
        if asked_to_stop:
            return 0
        for name, process in processes.items():
            if process.poll() is not None:
                logger.error("process_ended", process=name, status=process.returncode)
        return 1
    finally:
        _stop(list(processes.values()))


def _requests_to_stop() -> list[int]:
    """From here on a signal is only written down: an exception in the middle of `poll` would leave its lock held."""
    signals: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, _frame: signals.append(number))
    return signals


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C reaches this process alone, which then stops them in order.
    return subprocess.Popen(command, start_new_session=True, preexec_fn=_follow_parent_into_death())


def _stop(processes: list[subprocess.Popen[bytes]]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an impatient second Ctrl-C must not leave any behind
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + SECONDS_TO_STOP
    for process in processes:
        try:
            process.wait(timeout=max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            logger.error("process_killed", command=process.args)
        _kill_session(process)


def _kill_session(process: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)  # its children too, whose parent may be dead already
    except (ProcessLookupError, PermissionError):
        return
    process.wait()


def _follow_parent_into_death() -> Callable[[], object] | None:
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl
    return lambda: prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG of linux/prctl.h
