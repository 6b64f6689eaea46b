"""Jobs that finally failed: kept, to be looked at and to be run again."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils.timezone import now
from procrastinate.contrib.django import app
from procrastinate.types import JSONValue


@dataclass(frozen=True)
class Failure:
    """One job that was tried until the end of all patience."""

    id: int
    name: str
    arguments: dict[str, JSONValue]
    attempts: int
    failed_at: datetime


def failures() -> Iterator[Failure]:
    """The failed jobs, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT job.id, task_name, args, attempts, max(event.at)
            FROM procrastinate_jobs job LEFT JOIN procrastinate_events event ON event.job_id = job.id
            WHERE status = 'failed' GROUP BY job.id ORDER BY job.id
            """
        )
        for number, name, arguments, attempts, failed_at in cursor.fetchall():
            yield Failure(number, name, json.loads(arguments), attempts, failed_at)


def retry(job_id: int) -> None:
    """Run a failed job again, at once and with all its patience; LookupError if there is no such job."""
    if job_id not in {failure.id for failure in failures()}:
        raise LookupError(f"No failed job has the number {job_id}.")
    app.job_manager.retry_job_by_id(job_id, retry_at=now())
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET attempts = 0 WHERE id = %s", [job_id])
