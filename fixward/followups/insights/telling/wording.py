"""Figures in words: numbers as people of that language write them, and nothing that so few cannot say."""

from __future__ import annotations

import datetime as dt

from django.utils.formats import get_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fixward.followups.insights.telling.measures import LEAST, Average, Count, Share, Spread, Value

NONE = "–"
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
_HOURS_UNTIL = 2 * _DAY
_MINUTES = {"held_minutes", "lost_minutes"}  # counts of minutes, which are read as days


def text(value: Value, key: str = "") -> str:
    """One figure, as short as a cell of a table wants it."""
    match value:
        case Count(amount):
            return duration(dt.timedelta(minutes=amount)) if key in _MINUTES and amount else number(amount)
        case Share(part, whole):
            return _share(value, part, whole)
        case Average(_total, count):
            if not count:
                return NONE
            return _not_enough() if value.mean is None else number_format(round(value.mean, 1), 1)
        case Spread():
            if not value.number:
                return NONE
            return _not_enough() if value.median is None else duration(value.median, in_days=counts_days(key))


def number(amount: int) -> str:
    """By threes, as all our languages do; `number_format` finds that out anew, and a page has hundreds of them."""
    if 0 <= amount < 1000:
        return str(amount)
    return f"{amount:,}".replace(",", get_format("THOUSAND_SEPARATOR"))


def percent(share: float) -> str:
    return _("%(number)s%%") % {"number": number(round(share))}


def counts_days(key: str) -> bool:
    """Whether a duration of this measure is told in days of 24 hours: a day of work has fewer."""
    return not key.endswith("_worked")


def duration(span: dt.timedelta, *, in_days: bool = True) -> str:
    """Minutes, hours or days, no finer than a spread knows them."""
    seconds = span.total_seconds()
    if seconds < _MINUTE:
        return _("under a minute")
    if seconds < _HOUR:
        return _many(ngettext("%(count)s minute", "%(count)s minutes", _grammar(seconds / _MINUTE)), seconds / _MINUTE)
    if seconds < _HOURS_UNTIL or not in_days:
        return _many(ngettext("%(count)s hour", "%(count)s hours", _grammar(seconds / _HOUR)), seconds / _HOUR)
    return _many(ngettext("%(count)s day", "%(count)s days", _grammar(seconds / _DAY)), seconds / _DAY)


def size(value: Value) -> float:
    """By which a table is put in order; what cannot be told comes last."""
    match value:
        case Count(amount):
            return amount
        case Share():
            return value.percent if value.percent is not None else -1
        case Average():
            return value.mean if value.mean is not None else -1
        case Spread():
            return value.median.total_seconds() if value.median is not None else -1


def known(value: Value) -> int:
    """Of how many it tells."""
    match value:
        case Count(amount):
            return amount
        case Share(_part, whole):
            return whole
        case Average(_total, count):
            return count
        case Spread():
            return value.number


def change(now: Value, then: Value, key: str = "") -> str:
    """How much it became, in words: “12% more”. Empty where either is of too few."""
    match now, then:
        case Count(amount), Count(before):
            return _more_or_fewer(amount, before)
        case Share(), Share() if now.percent is not None and then.percent is not None:
            points = round(now.percent) - round(then.percent)
            return _points(points)
        case Average(), Average() if now.mean is not None and then.mean is not None:
            return _signed(round(now.mean, 1) - round(then.mean, 1))
        case Spread(), Spread() if now.median is not None and then.median is not None:
            return _longer_or_shorter(now.median, then.median, in_days=counts_days(key))
    return ""


def _share(value: Share, part: int, whole: int) -> str:
    if not whole:
        return NONE
    if value.percent is None:
        return _("%(part)s of %(whole)s") % {"part": number(part), "whole": number(whole)}
    return percent(value.percent)


def _not_enough() -> str:
    return _("not enough yet")


def _many(words: str, amount: float) -> str:
    return words % {"count": _short(amount)}


def _short(amount: float) -> str:
    """One decimal under ten, where it says something."""
    tenths = round(amount * 10)
    if amount >= 10 or tenths % 10 == 0:
        return number(round(amount))
    return number_format(tenths / 10, 1)


def _grammar(amount: float) -> int:
    return 1 if round(amount * 10) == 10 else 2


def _more_or_fewer(amount: int, before: int) -> str:
    if amount == before:
        return _("as many")
    if min(amount, before) < LEAST:
        words = _("%(number)s more") if amount > before else _("%(number)s fewer")
        return words % {"number": number(abs(amount - before))}
    change_of = abs(amount - before) / before * 100
    words = _("%(share)s more") if amount > before else _("%(share)s fewer")
    return words % {"share": percent(change_of)}


def _points(points: int) -> str:
    if not points:
        return _("the same")
    words = ngettext("%(count)s point higher", "%(count)s points higher", points)
    if points < 0:
        words = ngettext("%(count)s point lower", "%(count)s points lower", -points)
    return words % {"count": number(abs(points))}


def _signed(difference: float) -> str:
    if not round(difference, 1):
        return _("the same")
    words = _("%(number)s higher") if difference > 0 else _("%(number)s lower")
    return words % {"number": number_format(abs(round(difference, 1)), 1)}


def _longer_or_shorter(now: dt.timedelta, then: dt.timedelta, *, in_days: bool) -> str:
    """A spread is two per cent off at most, so a difference of less is none."""
    if abs(now - then) <= max(now, then) * 0.04:
        return _("about the same")
    words = _("%(span)s longer") if now > then else _("%(span)s shorter")
    return words % {"span": duration(abs(now - then), in_days=in_days)}
