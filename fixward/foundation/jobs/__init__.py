"""Work that is done after a transaction, at least once: the one room that knows Procrastinate."""

from .definition import Later, defer, defer_once, periodic, task
from .failures import Failure, failures, retry
from .forgetting import forget
from .inline import deferring
from .worker import run_jobs, run_worker

__all__ = [
    "Failure",
    "Later",
    "defer",
    "defer_once",
    "deferring",
    "failures",
    "forget",
    "periodic",
    "retry",
    "run_jobs",
    "run_worker",
    "task",
]
