"""Structured logs: JSON lines for machines, readable lines in a terminal, never a secret or an address."""

import logging
import re
import sys
from collections.abc import Callable
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

# Before the request's other lines it would only double them; who and from where is personal data.
REQUEST_LINES = {
    "DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL": logging.DEBUG,
    "DJANGO_STRUCTLOG_STATUS_4XX_LOG_LEVEL": logging.INFO,
    "DJANGO_STRUCTLOG_IP_LOGGING_ENABLED": False,
    "DJANGO_STRUCTLOG_USER_ID_FIELD": "",
}

_HIDDEN: list[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]] = [
    # From the first letter on and never back again, else a line of 60,000 letters would take six seconds.
    (re.compile(r"(?<![\w.+%-])[\w.+%-]++@[\w-]+(\.[\w-]+)+"), "<e-mail>"),
    # PostgreSQL quotes the offending row: "DETAIL:  Key (email)=(...) already exists."
    (re.compile(r"DETAIL:.*"), "DETAIL: <hidden>"),
    (re.compile(r"(://[^/\s:@]*):[^/\s@]+@"), r"\1:<hidden>@"),
]
_QUERY = re.compile(r"\?.*")
_TOKEN = re.compile(r"(?<=/)(?=[^/\s.]*\d)[^/\s.]{20,}(?=[/.]|$)")


def configuration(level: str) -> dict[str, Any]:
    """Django's LOGGING, with lines of this level and above on standard error."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.filter_by_level,
            *_common(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    quiet = {"level": "WARNING"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "lines": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_drawing()],
                "foreign_pre_chain": [structlog.contextvars.merge_contextvars, *_common()],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["stderr"], "level": level.upper()},
        # `django.request` and `django.server` repeat what the request's own line says.
        "loggers": {"django.server": quiet, "django.request": {"level": "CRITICAL"}, "procrastinate": quiet},
    }


def hide(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Take e-mail addresses, passwords, tokens and query strings out of a line."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = _without_secrets(value)
    if isinstance(request := event.get("request"), str):
        event["request"] = _TOKEN.sub("<hidden>", _QUERY.sub("", request))
    return event


def _without_secrets(text: str) -> str:
    for pattern, replacement in _HIDDEN:
        text = pattern.sub(replacement, text)
    return text


def _common() -> list[Processor]:
    return [
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.format_exc_info,
        hide,
    ]


def _drawing() -> list[Processor]:
    if sys.stderr.isatty():
        return [structlog.dev.ConsoleRenderer()]
    return [structlog.processors.JSONRenderer(ensure_ascii=False)]
