"""The figures of somebody in plain sentences, to be read aloud."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fixward.followups.insights.asking import reading
from fixward.followups.insights.asking.reading import Given
from fixward.followups.insights.asking.standing import Standing
from fixward.followups.insights.counting import periods
from fixward.followups.insights.counting.cuts import Cut
from fixward.followups.insights.counting.periods import Period
from fixward.followups.insights.counting.vectors import Vector
from fixward.followups.insights.telling import measures, wording
from fixward.followups.insights.telling.choosing import words
from fixward.followups.insights.telling.measures import Count, Share, Spread, Value

Values = Mapping[str, Value]


@dataclass(frozen=True)
class Summary:
    """The measures by their keys in a period, and in those that it is compared with."""

    period: Period
    values: Values
    compared: tuple[tuple[Period, Values], ...] = ()


def summarize(
    cut: Cut, period: Period, earlier: Iterable[Period | None], *, public: bool, given: Given, now: Vector | None = None
) -> Summary:
    """Every measure in the period and in earlier ones, where anything was counted: none that begins before that.

    `now` is what was counted in the period, where that is known.
    """

    def read(one: Period) -> Vector:
        return reading.total(cut, one, public=public, given=given)

    begins = reading.beginning(periods.today(), public=public)
    others = [(one, measures.values(read(one))) for one in earlier if one and one.first >= begins]
    compared = tuple((one, values) for one, values in others if any(map(wording.known, values.values())))
    return Summary(period, measures.values(read(period) if now is None else now), compared)


def sentences(summary: Summary, standing: Standing, *, of_holder: bool) -> list[str]:
    """`of_holder`: of an organization or department, which looks at what came to it first."""
    lines = [
        _what_came(summary),
        *_as_before(summary),
        _how_fast(summary.values),
        _in_time(summary),
        _first_touch(summary.values, of_holder),
    ]
    return [line for line in (*lines, _stands(standing)) if line]


def _what_came(summary: Summary) -> str:
    received, closed = _count(summary.values["received"]), _count(summary.values["closed"])
    numbers = {
        "period": words(summary.period),
        "received": ngettext("%(count)s request was received", "%(count)s requests were received", received)
        % {"count": wording.number(received)},
        "closed": ngettext("%(count)s was closed", "%(count)s were closed", closed) % {"count": wording.number(closed)},
    }
    said = _("%(period)s: %(received)s, and %(closed)s.") % numbers
    return said[0].upper() + said[1:]


def _as_before(summary: Summary) -> list[str]:
    found = []
    for period, values in summary.compared:
        then = values["received"]
        if not wording.known(then):
            continue  # before the beginning there is nothing to compare with
        said = {
            "change": wording.change(summary.values["received"], then),
            "period": words(period),
            "number": wording.text(then),
        }
        found.append(_("Received: %(change)s, compared with %(period)s (%(number)s).") % said)
    return found


def _how_fast(values: Values) -> str:
    close = values["close"]
    assert isinstance(close, Spread)
    if close.median is None or close.ninetieth is None:
        return _("Too few were decided to say how long it usually takes.")
    said = {"median": wording.duration(close.median), "ninetieth": wording.duration(close.ninetieth)}
    return _("Half of what was decided was closed within %(median)s, nine of ten within %(ninetieth)s.") % said


def _in_time(summary: Summary) -> str:
    share = summary.values["within_target"]
    assert isinstance(share, Share)
    if not share.whole:
        return ""
    if share.percent is None:
        said = {"part": wording.number(share.part), "whole": wording.number(share.whole)}
        return _("%(part)s of %(whole)s that had a target were closed within it.") % said
    line = _("Of every 100 that had a target, %(number)s were closed within it.") % {"number": round(share.percent)}
    for period, values in summary.compared[:1]:
        then = values["within_target"]
        if isinstance(then, Share) and then.percent is not None:
            said = {"number": wording.number(round(then.percent)), "period": words(period)}
            line += " " + _("In the period before (%(period)s), it was %(number)s of every 100.") % said
    return line


def _first_touch(values: Values, of_holder: bool) -> str:
    share = values["first_touch"]
    if not isinstance(share, Share) or share.percent is None:
        return ""
    number = {"number": round(share.percent)}
    if of_holder:
        return _("Of every 100 that came here first and were decided, %(number)s were right here.") % number
    return _("Of every 100 that were decided, %(number)s had come to the right holder at once.") % number


def _stands(standing: Standing) -> str:
    if not standing.open:
        return _("Nothing stands open now.")
    line = ngettext("%(count)s request stands open now", "%(count)s requests stand open now", standing.open)
    late = ngettext("%(count)s of them is past its target", "%(count)s of them are past their target", standing.late)
    how_late = late % {"count": wording.number(standing.late)} if standing.late else _("none is late")
    return _("%(open)s; %(late)s.") % {"open": line % {"count": wording.number(standing.open)}, "late": how_late}


def _count(value: Value) -> int:
    assert isinstance(value, Count)
    return value.number
