"""What a list says of its rows, in words: how much each counts, of how many it tells, and what its tabs are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fixward.doors.figures.tables import LATE, OPEN, WAITING
from fixward.followups.insights.counting.outcomes import OUTCOMES
from fixward.followups.insights.telling import wording
from fixward.followups.insights.telling.measures import Count, Share, Value

# Of these one request counts many, so that the figure is not how many there are.
SEVERAL_EACH = ("supporters", "held_minutes", "lost_minutes")
_STAYS = ("held", "held_worked", "held_minutes")
# Of these a row tells the other organization.
FROM, TO = ("arrived", "returns"), ("handed_on", "disputes")
# And of these a duration in seconds.
SPANS = ("acknowledge", "acknowledge_worked", "close", "close_worked", "held", "held_worked", "lost")
# How many stars a reporter gave is between them and the desks.
STARS = ("satisfaction", "answer_rate")
# Of a share, in an address: those that it is of, and the others.
PART, OTHERS = "1", "0"


class Parts(NamedTuple):
    """What the tabs of a share are called, and what a row of the share, or of the others, says."""

    all: str | Promise
    part: str | Promise
    others: str | Promise
    yes: str | Promise = ""
    no: str | Promise = ""


PARTS: Mapping[str, Parts] = {
    "within_target": Parts(
        gettext_lazy("All that had a target"),
        gettext_lazy("Closed within target"),
        gettext_lazy("Missed their target"),
        gettext_lazy("within its target"),
        gettext_lazy("missed its target"),
    ),
    "first_touch": Parts(
        gettext_lazy("All that a desk decided"),
        gettext_lazy("Right from the start"),
        gettext_lazy("Ended with another"),
        gettext_lazy("right from the start"),
        gettext_lazy("ended with another holder"),
    ),
    "no_work": Parts(
        gettext_lazy("All that were closed"),
        gettext_lazy("Closed without work"),
        gettext_lazy("Closed in another way"),
    ),
    "duplicates": Parts(
        gettext_lazy("All that were closed"),
        gettext_lazy("Repetitions"),
        gettext_lazy("No repetitions"),
    ),
    "answer_rate": Parts(
        gettext_lazy("All that could be rated"),
        gettext_lazy("Were rated"),
        gettext_lazy("Were not rated"),
        gettext_lazy("rated"),
        gettext_lazy("not rated"),
    ),
}


def said(measure: str, amount: int | None, *, with_stars: bool) -> str:
    """How much one row counts; nothing where it counts as one. `amount` is as lists.py has it, or seconds until now."""
    if measure in STARS and not (amount and with_stars):
        return str(PARTS["answer_rate"].yes if amount else PARTS["answer_rate"].no)
    if amount is None:
        return ""
    if measure in _SAID:
        return _SAID[measure](amount)
    return str(PARTS[measure].yes if amount else PARTS[measure].no) if measure in PARTS else ""


def other(measure: str, organization: object) -> str:
    """From whom it came, or to whom it went."""
    words = _("from %(organization)s") if measure in FROM else _("to %(organization)s")
    return words % {"organization": organization}


def headline(measure: str, value: Value, rows: int) -> str:
    """The figure, and of how many requests it tells where it is not their number itself."""
    text = wording.text(value, measure)
    if not rows or (isinstance(value, Count) and measure not in SEVERAL_EACH):
        return text
    if isinstance(value, Share) and value.percent is None:
        return text  # which says it: 2 of 3
    if isinstance(value, Count) and measure not in _STAYS:
        return _("%(figure)s on %(requests)s") % {"figure": text, "requests": requests(rows)}
    return f"{text} ({times(rows) if measure in _STAYS else requests(rows)})"


def requests(number: int) -> str:
    return ngettext("%(count)s request", "%(count)s requests", number) % {"count": wording.number(number)}


def times(number: int) -> str:
    """Of what one request may count more than once."""
    return ngettext("held %(count)s time", "held %(count)s times", number) % {"count": wording.number(number)}


def _span(seconds: int) -> str:
    return wording.duration(dt.timedelta(seconds=seconds))


def _worked(seconds: int) -> str:
    span = wording.duration(dt.timedelta(seconds=seconds), in_days=False)
    return _("%(span)s of working time") % {"span": span}


def _outcome(number: int) -> str:
    return str(OUTCOMES[number - 1].label) if 0 < number <= len(OUTCOMES) else ""


def _hands(number: int) -> str:
    if not number:
        return _("never handed on")
    return ngettext("handed on %(count)s time", "handed on %(count)s times", number) % {"count": wording.number(number)}


def _supporters(number: int) -> str:
    return ngettext("%(count)s supporter", "%(count)s supporters", number) % {"count": wording.number(number)}


def _stars(number: int) -> str:
    return ngettext("%(count)s star", "%(count)s stars", number) % {"count": number}


_SAID: Mapping[str, Callable[[int], str]] = {
    **dict.fromkeys(("acknowledge", "close", "held", "lost"), _span),
    **dict.fromkeys(("acknowledge_worked", "close_worked", "held_worked"), _worked),
    **dict.fromkeys(("held_minutes", "lost_minutes"), lambda minutes: _span(minutes * 60)),
    **dict.fromkeys(("closed", "no_work", "duplicates"), _outcome),
    "hands": _hands,
    "supporters": _supporters,
    **dict.fromkeys(STARS, _stars),
    OPEN: lambda seconds: _("reported %(span)s ago") % {"span": _span(seconds)},
    LATE: lambda seconds: _("overdue for %(span)s") % {"span": _span(seconds)},
    WAITING: lambda seconds: _("waiting for %(span)s") % {"span": _span(seconds)},
}
