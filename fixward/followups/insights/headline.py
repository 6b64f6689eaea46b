"""The figures of somebody in plain sentences, to be read aloud."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fixward.followups.insights import telling
from fixward.followups.insights.choosing import words
from fixward.followups.insights.measures import Count, Share, Spread, Value
from fixward.followups.insights.periods import Period
from fixward.followups.insights.standing import Standing

Values = Mapping[str, Value]


@dataclass(frozen=True)
class Told:
    """The measures by their keys in a period, and in those that it is compared with."""

    period: Period
    values: Values
    compared: tuple[tuple[Period, Values], ...] = ()


def sentences(told: Told, standing: Standing) -> list[str]:
    lines = [_what_came(told), *_as_before(told), _how_fast(told.values), _in_time(told), _first_touch(told.values)]
    return [line for line in (*lines, _stands(standing)) if line]


def _what_came(told: Told) -> str:
    received, closed = _count(told.values["received"]), _count(told.values["closed"])
    numbers = {
        "period": words(told.period),
        "received": ngettext("%(count)s request was received", "%(count)s requests were received", received)
        % {"count": telling.number(received)},
        "closed": ngettext("%(count)s was closed", "%(count)s were closed", closed) % {"count": telling.number(closed)},
    }
    said = _("%(period)s: %(received)s, and %(closed)s.") % numbers
    return said[0].upper() + said[1:]


def _as_before(told: Told) -> list[str]:
    found = []
    for period, values in told.compared:
        then = values["received"]
        if not telling.known(then):
            continue  # before the beginning there is nothing to compare with
        said = {
            "change": telling.change(told.values["received"], then),
            "period": words(period),
            "number": telling.told(then),
        }
        found.append(_("Received: %(change)s, compared with %(period)s (%(number)s).") % said)
    return found


def _how_fast(values: Values) -> str:
    close = values["close"]
    assert isinstance(close, Spread)
    if close.median is None or close.ninetieth is None:
        return _("Too few were decided to say how long it usually takes.")
    said = {"median": telling.duration(close.median), "ninetieth": telling.duration(close.ninetieth)}
    return _("Half of what was decided was closed within %(median)s, nine of ten within %(ninetieth)s.") % said


def _in_time(told: Told) -> str:
    share = told.values["within_target"]
    assert isinstance(share, Share)
    if not share.whole:
        return ""
    if share.percent is None:
        said = {"part": telling.number(share.part), "whole": telling.number(share.whole)}
        return _("%(part)s of %(whole)s that had a target were closed within it.") % said
    line = _("Of every 100 that had a target, %(number)s were closed within it.") % {"number": round(share.percent)}
    for period, values in told.compared[:1]:
        then = values["within_target"]
        if isinstance(then, Share) and then.percent is not None:
            said = {"number": telling.number(round(then.percent)), "period": words(period)}
            line += " " + _("In the time before (%(period)s), it was %(number)s of every 100.") % said
    return line


def _first_touch(values: Values) -> str:
    share = values["first_touch"]
    if not isinstance(share, Share) or share.percent is None:
        return ""
    return _("Of every 100 that were decided, %(number)s had come to the right holder at once.") % {
        "number": round(share.percent)
    }


def _stands(standing: Standing) -> str:
    if not standing.open:
        return _("Nothing stands open now.")
    line = ngettext("%(count)s request stands open now", "%(count)s requests stand open now", standing.open)
    late = ngettext("%(count)s of them is past its target", "%(count)s of them are past their target", standing.late)
    how_late = late % {"count": telling.number(standing.late)} if standing.late else _("none is late")
    return _("%(open)s; %(late)s.") % {"open": line % {"count": telling.number(standing.open)}, "late": how_late}


def _count(value: Value) -> int:
    assert isinstance(value, Count)
    return value.number
