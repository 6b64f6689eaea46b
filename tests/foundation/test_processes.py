"""Processes that live and die together."""

import os
import signal
import subprocess
import sys
import time

import pytest

from fixward.foundation.processes import run_together

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


@pytest.fixture(autouse=True)
def own_signals():
    """What the process does about signals afterwards is what it did before."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_that_comes_while_they_are_looked_after_stops_them_in_order(number, monkeypatch):
    looked_after = []
    poll = subprocess.Popen.poll

    def interrupted(process):
        os.kill(os.getpid(), number)
        time.sleep(0)  # here the handler runs: an exception would leave through this line
        looked_after.append(process)
        return poll(process)

    monkeypatch.setattr(subprocess.Popen, "poll", interrupted)
    assert run_together({"one": SLEEP, "other": SLEEP}) == 0
    assert looked_after
    assert all(process.returncode is not None for process in looked_after)


def test_where_one_ends_the_others_are_stopped_too(monkeypatch):
    started = []
    init = subprocess.Popen.__init__

    def noted(process, *arguments, **named):
        init(process, *arguments, **named)
        started.append(process)

    monkeypatch.setattr(subprocess.Popen, "__init__", noted)
    assert run_together({"one": [sys.executable, "-c", ""], "other": SLEEP}) == 1
    assert [process.returncode for process in started] == [0, -signal.SIGTERM]
