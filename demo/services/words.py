"""Short ways to write what many services share."""

from __future__ import annotations

from demo.records import Choice, Question, Target, Text


def hours(amount: int) -> Target:
    return Target(amount, "hours")


def days(amount: int) -> Target:
    return Target(amount, "days")


def working_days(amount: int) -> Target:
    return Target(amount, "working_days")


def choices(*entries: tuple[str, str, str]) -> tuple[Choice, ...]:
    """Each entry: key, English, Spanish."""
    return tuple(Choice(key, Text(en, es)) for key, en, es in entries)


def notice(en: str, es: str) -> Question:
    return Question("notice", "text", Text(en, es), notice=True)


YES_NO = choices(("yes", "Yes", "Sí"), ("no", "No", "No"))
