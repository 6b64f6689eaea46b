"""The process that does the jobs."""

import asyncio
import time

import structlog
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import ConnectorException

logger = structlog.get_logger(__name__)

SECONDS_BETWEEN_HEARTBEATS = 5.0
SECONDS_UNTIL_GIVEN_UP = 20.0  # after which a silent worker counts as dead
SECONDS_TO_FINISH = 20.0
SECONDS_TO_RECONNECT = 2


def run_worker(*, concurrency: int = 4, wait: bool = True) -> None:
    """Do jobs until a signal asks to stop or, without `wait`, until none is left."""
    while True:
        try:
            return asyncio.run(_work(concurrency, wait=wait))
        except ConnectorException as error:
            if not wait:
                raise
            logger.warning("database_lost", error=str(error))
            time.sleep(SECONDS_TO_RECONNECT)


async def _work(concurrency: int, *, wait: bool) -> None:
    connector = app.connector
    assert isinstance(connector, DjangoConnector)
    worker_app = app.with_connector(connector.get_worker_connector())
    async with worker_app.open_async():
        await worker_app.run_worker_async(
            concurrency=concurrency,
            wait=wait,
            install_signal_handlers=wait,
            delete_jobs="successful",
            update_heartbeat_interval=SECONDS_BETWEEN_HEARTBEATS,
            stalled_worker_timeout=SECONDS_UNTIL_GIVEN_UP,
            shutdown_graceful_timeout=SECONDS_TO_FINISH,
        )
