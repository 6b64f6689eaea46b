"""Whether everything that Fixward needs is there, in sentences for its administrator."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.core import checks, mail
from django.db import DatabaseError, connection

from fixward.foundation import health, jobs
from fixward.foundation.database.binaries import SUPPORTED

ENOUGH_DISK = 1 << 30


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    good: bool
    sentence: str


def findings() -> Iterator[Finding]:
    """What was found; the database's state only if it can be reached."""
    yield from _configuration()
    yield _disk()
    yield _mail()
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        yield Finding(False, f"The database cannot be reached: {error}")
        return
    yield _version()
    yield _letters()
    missing = health.missing_migrations()
    yield Finding(not missing, "The database needs `fixward migrate`." if missing else "The database is up to date.")
    if not missing:
        yield _failed_jobs()


def _configuration() -> Iterator[Finding]:
    problems = [message for message in checks.run_checks() if message.is_serious(checks.ERROR)]
    for problem in problems:
        yield Finding(False, f"{problem.msg} {problem.hint or ''}".strip())
    if not problems:
        yield Finding(True, "The configuration is sound.")
    if settings.BEHIND_TLS and settings.BASE_URL.split("//")[1].split(":")[0] not in settings.ALLOWED_HOSTS:
        yield Finding(False, "BASE_URL names a host that ALLOWED_HOSTS does not.")


def _disk() -> Finding:
    free = shutil.disk_usage(settings.VAR).free
    return Finding(free > ENOUGH_DISK, f"{free / (1 << 30):.1f} GB are free in {settings.VAR}.")


def _mail() -> Finding:
    if not settings.EMAIL_URL:
        return Finding(True, f"Without EMAIL_URL mails are written to {settings.EMAIL_FILE_PATH} and sent to nobody.")
    try:
        with mail.get_connection():
            return Finding(True, "The mail server answers.")
    except OSError as error:
        return Finding(False, f"The mail server does not answer: {error}")


def _version() -> Finding:
    major = connection.pg_version // 10_000  # type: ignore[attr-defined]
    return Finding(major in SUPPORTED, f"PostgreSQL {major}; supported are {SUPPORTED[0]} to {SUPPORTED[-1]}.")


def _letters() -> Finding:
    """Under the locale C the database takes "Ñ" and "ñ" for two letters: names and words would not be found."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT lower('Ñ') = 'ñ'")
        (is_known,) = cursor.fetchone()
    if is_known:
        return Finding(True, "The database knows small and capital letters beyond A to Z.")
    return Finding(False, "The database takes ‘Ñ’ and ‘ñ’ for two letters: make it with a UTF-8 locale, as C.UTF-8.")


def _failed_jobs() -> Finding:
    count = len(list(jobs.failures()))
    if count == 0:
        return Finding(True, "No job has failed.")
    return Finding(False, f"{count} jobs have failed; see `fixward jobs list`, then `fixward jobs retry --all`.")
