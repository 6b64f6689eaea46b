"""The figures of one page, each with the same of the period before and of last year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from fixward.doors.figures.asked import Asked
from fixward.doors.figures.linked import linked, path_of, side_by_side
from fixward.doors.figures.scopes import Scope
from fixward.doors.figures.tables import words
from fixward.followups.insights.counting.periods import Period
from fixward.followups.insights.counting.vectors import Vector
from fixward.followups.insights.telling import choosing, measures, wording
from fixward.followups.insights.telling.headline import Summary, summarize
from fixward.followups.insights.telling.measures import Spread, Value

KEY_FIGURES: Mapping[str, tuple[str, ...]] = {
    "umbrella": ("received", "closed", "close", "within_target", "first_touch", "lost"),
    "organization": ("received", "arrived", "closed", "close", "within_target", "first_touch", "handed_on", "returns"),
    "department": ("received", "closed", "acknowledge_worked", "close", "within_target", "held", "returns", "reopened"),
    "service": ("received", "closed", "close", "within_target", "first_touch", "satisfaction"),
    "place": ("received", "closed", "close", "within_target", "first_touch", "supporters"),
}


@dataclass(frozen=True)
class Then:
    """What it was in another period, and how much it changed since."""

    words: str
    text: str
    change: str
    href: str

    @property
    def html(self) -> SafeString:
        return linked(self.text, self.href)


@dataclass(frozen=True)
class Card:
    key: str
    name: str
    sentence: str
    text: str
    beside: str
    href: str
    then: Sequence[Then]
    is_number: bool

    @property
    def html(self) -> SafeString:
        return linked(self.text, self.href)

    @property
    def row(self) -> SafeString:
        """As cells of a table."""
        beside = SafeString(f' <span class="quiet">({escape(self.beside)})</span>') if self.beside else SafeString()
        return side_by_side([self.html + beside, *(then.html for then in self.then)])


def summary(scope: Scope, asked: Asked, now: Vector) -> Summary:
    """Of the period that is asked for, in which this was counted, and of those that it is compared with."""
    chosen = asked.chosen
    earlier = (chosen.before, chosen.year_before)
    return summarize(scope.cut, chosen.period, earlier, public=asked.public, given=scope.given, now=now)


def cards(summary: Summary, scope: Scope, asked: Asked, keys: Sequence[str]) -> list[Card]:
    return [_card(key, summary, scope, asked) for key in keys]


def _card(key: str, summary: Summary, scope: Scope, asked: Asked) -> Card:
    name, sentence = words(key)
    value = summary.values[key]
    then = [
        Then(
            choosing.words(period),
            wording.text(values[key], key),
            wording.change(value, values[key], key),
            list_behind(key, values[key], scope, asked, period),
        )
        for period, values in summary.compared
    ]
    href = list_behind(key, value, scope, asked, summary.period)
    return Card(
        key, name, sentence, wording.text(value, key), _beside(value, key), href, then, wording.size(value) >= 0
    )


def list_behind(key: str, value: Value, scope: Scope, asked: Asked, period: Period) -> str:
    """Empty where nothing was counted."""
    if not wording.known(value):
        return ""
    return asked.link_in(path_of("behind"), period, measure=key, **scope.codes)


def _beside(value: Value, key: str) -> str:
    """Of a spread, how long nine of ten took; of others, of how many it tells."""
    if isinstance(value, Spread):
        if value.ninetieth is None:
            return _("of %(number)s") % {"number": wording.number(value.number)} if value.number else ""
        span = wording.duration(value.ninetieth, in_days=wording.counts_days(key))
        said = {"span": span, "number": wording.number(value.number)}
        return _("nine of ten within %(span)s, of %(number)s") % said
    if isinstance(value, measures.Share) and value.percent is not None:
        said = {"part": wording.number(value.part), "whole": wording.number(value.whole)}
        return _("%(part)s of %(whole)s") % said
    if isinstance(value, measures.Average) and value.number:
        return _("of %(number)s") % {"number": wording.number(value.number)}
    return ""
