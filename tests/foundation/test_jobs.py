"""Jobs: done after the commit, at least once, whatever dies meanwhile."""

import contextlib
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from fixward.foundation import jobs
from fixward.foundation.jobs.definition import ATTEMPTS, Patience, wait_after
from tests.servers import environment

SLEEPER = """
import django, sys, time
django.setup()
from procrastinate.exceptions import AlreadyEnqueued

from fixward.foundation import jobs
@jobs.task("tests.sleep")
def sleep():
    print("begun", flush=True)
    time.sleep(60)
jobs.run_worker()
"""


@pytest.fixture
def done(cloned):
    """What the task `tests.note` was called with."""
    calls = []
    jobs.task("tests.note")(lambda **arguments: calls.append(arguments))
    yield calls
    del app.tasks["tests.note"]


def states():
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, status::text FROM procrastinate_jobs WHERE task_name LIKE 'tests.%%'")
        return dict(cursor.fetchall())


def test_a_job_is_done_once_its_transaction_is_committed(done):
    with transaction.atomic():
        jobs.defer("tests.note", number=1)
        jobs.run_jobs()
        assert done == []
    jobs.run_jobs()
    jobs.run_jobs()
    assert done == [{"number": 1}]


def test_a_job_of_a_transaction_that_is_rolled_back_is_never_done(done):
    with transaction.atomic():
        jobs.defer("tests.note", number=1)
        transaction.set_rollback(True)
    jobs.run_jobs()
    assert done == []
    assert states() == {}


def test_jobs_with_the_same_lock_are_done_in_order(done):
    for number in range(20):
        jobs.defer("tests.note", lock="one thread", number=number)
    jobs.run_jobs()
    assert done == [{"number": number} for number in range(20)]


def test_a_job_that_fails_keeps_those_behind_its_lock_waiting(cloned, done):
    @jobs.task("tests.fail")
    def fail():
        raise OSError("The mail server is down")

    jobs.defer("tests.fail", lock="one thread")
    jobs.defer("tests.note", lock="one thread", number=1)
    jobs.run_jobs()
    assert done == []
    assert states() == {"tests.fail": "todo", "tests.note": "todo"}


def test_patience_begins_with_seconds_and_lasts_for_more_than_three_days():
    assert [wait_after(n).total_seconds() for n in range(4)] == [5, 10, 20, 40]
    assert max(map(wait_after, range(ATTEMPTS))) == timedelta(minutes=30)
    assert sum(map(wait_after, range(ATTEMPTS)), timedelta()) > timedelta(days=3)
    assert wait_after(10_000) == timedelta(minutes=30)


def test_a_job_that_finally_failed_is_kept_shown_and_can_be_run_again(done):
    number = jobs.defer("tests.unheard_of", number=1)
    jobs.run_jobs()
    [failure] = jobs.failures()
    assert (failure.id, failure.name, failure.arguments) == (number, "tests.unheard_of", {"number": 1})

    calls = []
    jobs.task("tests.unheard_of")(lambda **arguments: calls.append(arguments))
    jobs.retry(number)
    jobs.run_jobs()
    assert calls == [{"number": 1}]
    assert list(jobs.failures()) == []
    with pytest.raises(LookupError):
        jobs.retry(number)


def test_patience_ends(cloned):
    job = app.configure_task("tests.any").job.evolve(attempts=ATTEMPTS)
    assert Patience().get_retry_decision(exception=OSError(), job=job) is None
    assert Patience().get_retry_decision(exception=OSError(), job=job.evolve(attempts=0)) is not None


@pytest.mark.slow
def test_the_job_of_a_worker_that_was_killed_is_done_by_another(cloned, tmp_path):
    jobs.defer("tests.sleep")
    worker = subprocess.Popen(
        [sys.executable, "-c", SLEEPER],
        env=environment(tmp_path, DATABASE_URL=cloned),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert worker.stdout.readline() == "begun\n"
    worker.kill()
    worker.wait()
    assert states()["tests.sleep"] == "doing"
    with connection.cursor() as cursor:  # as if the silence had lasted long enough
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'")

    calls = []
    jobs.task("tests.sleep")(lambda: calls.append("done"))
    with contextlib.suppress(AlreadyEnqueued):  # by the worker that was killed
        app.configure_task("jobs.rescue").defer(timestamp=0)
    jobs.run_jobs()
    jobs.run_jobs()
    assert calls == ["done"]
