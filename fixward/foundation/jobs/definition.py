"""Naming work, and asking for it."""

import contextlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import ParamSpec, TypeVar

from django.db import connection, transaction
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued, JobAborted
from procrastinate.jobs import Job
from procrastinate.types import JSONValue

P = ParamSpec("P")
R = TypeVar("R")

FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=30)
# 5 s, 10 s, 20 s ... 30 min, and then every half hour: the last one comes after more than three days.
ATTEMPTS = 155
OWN, OTHERS = "default", "outside"


class Later(Exception):
    """Raised by a task whose time has not come: it is done again then, however often. What waits behind it waits on."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        super().__init__(f"Not before {at:%Y-%m-%d %H:%M:%S}.")


def defer(name: str, *, lock: str | None = None, asks_others: bool = False, **arguments: JSONValue) -> int:
    """Ask for a task in the open transaction; it is done only if that is committed. Gives the job's id.

    Jobs with the same lock are done one after the other, in the order they were asked for. What `asks_others`, on
    other machines, waits in a queue of its own, so that whoever answers slowly holds up no mail.
    """
    # A name unknown here is kept and shows up as failed: what a person asked for is not refused for it.
    queue = OTHERS if asks_others else OWN
    return app.configure_task(name, lock=lock, queue=queue, allow_unknown=True).defer(**arguments)


def defer_once(
    name: str, *, lock: str, asks_others: bool = False, at: datetime | None = None, **arguments: JSONValue
) -> None:
    """The same, now or at a time, unless a job with this lock waits already for then: that one will do.

    What waits for its time holds up nothing that is asked for meanwhile, so it is not done under the lock.
    """
    once = f"{lock} {at.isoformat()}" if at else lock
    if _is_waiting(once):
        return  # the refusal below would stand in the server's log as an error
    queue = OTHERS if asks_others else OWN
    held = None if at else lock
    job = app.configure_task(name, lock=held, queueing_lock=once, queue=queue, schedule_at=at, allow_unknown=True)
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        job.defer(**arguments)


def _is_waiting(queueing_lock: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM procrastinate_jobs WHERE queueing_lock = %s AND status = 'todo')",
            [queueing_lock],
        )
        return bool(cursor.fetchone()[0])


def task(name: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Register a function as what is done for jobs of this name; it must bear being done twice."""

    def register(function: Callable[P, R]) -> Callable[P, R]:
        app.task(name=name, retry=Patience())(function)
        return function

    return register


def periodic(name: str, *, cron: str) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Have a function done by the worker at the times of a cron line, once however many workers there are."""

    def register(function: Callable[[], None]) -> Callable[[], None]:
        def at(timestamp: int) -> None:
            function()

        app.periodic(cron=cron)(app.task(name=name, queueing_lock=name)(at))
        return function

    return register


class Patience(BaseRetryStrategy):
    """Tries again for three days, so that a mail server's bad weekend loses nothing."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if isinstance(exception, JobAborted):
            return RetryDecision(retry_in={"seconds": 0})  # the worker is stopping; not the job's fault
        if isinstance(exception, Later):
            return RetryDecision(retry_at=exception.at)
        if job.attempts >= ATTEMPTS:
            return None
        return RetryDecision(retry_in={"seconds": int(wait_after(job.attempts).total_seconds())})


def wait_after(attempts: int) -> timedelta:
    """How long a job rests that has failed once more than this many times."""
    doublings: int = 2 ** min(attempts, 10)
    return min(FIRST_WAIT * doublings, LONGEST_WAIT)
