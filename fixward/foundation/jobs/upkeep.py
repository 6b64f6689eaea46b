"""The jobs about jobs."""

from procrastinate import JobContext
from procrastinate.contrib.django import app

from .worker import SECONDS_UNTIL_GIVEN_UP


@app.periodic(cron="* * * * *")
@app.task(name="jobs.rescue", queueing_lock="jobs.rescue", pass_context=True)
async def rescue(context: JobContext, timestamp: int) -> None:
    """Give the jobs of workers that died without a word to those that live."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=SECONDS_UNTIL_GIVEN_UP):
        await manager.retry_job(job)
