"""The process that does the jobs."""

import asyncio
import signal
import time
from collections.abc import Awaitable
from concurrent.futures import ThreadPoolExecutor

import structlog
from asgiref.sync import sync_to_async
from django.db import connections
from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import ConnectorException

from .definition import OTHERS, OWN

logger = structlog.get_logger(__name__)

SECONDS_BETWEEN_HEARTBEATS = 5.0
SECONDS_UNTIL_GIVEN_UP = 20.0  # after which a silent worker counts as dead
SECONDS_TO_FINISH = 20.0
SECONDS_TO_RECONNECT = 1
SPARE_THREADS = 2
# A new job wakes the worker at once; what waited behind a lock is found by looking.
SECONDS_BETWEEN_LOOKS = 0.5


def run_worker(*, concurrency: int = 4) -> None:
    """Do jobs until SIGINT or SIGTERM; a database that goes away is waited for."""
    while True:
        try:
            if asyncio.run(_work_until_asked_to_stop(concurrency)):
                return
        except ConnectorException as error:
            logger.warning("database_lost", error=str(error))
        time.sleep(SECONDS_TO_RECONNECT)


def run_jobs() -> None:
    """Do the jobs that are due, one after the other, until none is left."""
    asyncio.run(_work(concurrency=1, wait=False))


async def _work_until_asked_to_stop(concurrency: int) -> bool:
    work = asyncio.create_task(_work(concurrency=concurrency, wait=True))
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, work.cancel)
    try:
        await work
    except asyncio.CancelledError:
        return True
    return False  # it gave up by itself, which it does when the database is lost


async def _work(*, concurrency: int, wait: bool) -> None:
    # Periodic jobs are asked for on Django's own connection in this thread, which nobody else renews.
    await sync_to_async(connections.close_all)()
    async with _app().open_async() as worker_app:
        if wait:
            # A thread for each, so that those that ask others, and mostly wait, take none from our own work.
            threads = ThreadPoolExecutor(2 * concurrency + SPARE_THREADS)
            asyncio.get_running_loop().set_default_executor(threads)
            await _until_one_ends(*(_run(worker_app, concurrency, [queue]) for queue in (OWN, OTHERS)))
        else:
            await _run(worker_app, concurrency, [OWN, OTHERS], wait=False)


def _run(worker_app: App, concurrency: int, queues: list[str], *, wait: bool = True) -> Awaitable[None]:
    return worker_app.run_worker_async(
        queues=queues,
        concurrency=concurrency,
        wait=wait,
        install_signal_handlers=False,
        delete_jobs="successful",
        fetch_job_polling_interval=SECONDS_BETWEEN_LOOKS,
        update_heartbeat_interval=SECONDS_BETWEEN_HEARTBEATS,
        stalled_worker_timeout=SECONDS_UNTIL_GIVEN_UP,
        shutdown_graceful_timeout=SECONDS_TO_FINISH,
    )


async def _until_one_ends(*runs: Awaitable[None]) -> None:
    """Whichever ends first, since it was told to or lost the database, ends the others; raises what it raised."""
    tasks = [asyncio.ensure_future(run) for run in runs]
    try:
        ended, _others = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in ended:
        task.result()


def _app() -> App:
    """The same tasks, fetched on connections of the worker's own.

    Not `replace_connector`: what a task defers must stay in the transaction of that task.
    """
    connector = app.connector
    assert isinstance(connector, DjangoConnector)
    return app.with_connector(connector.get_worker_connector())
