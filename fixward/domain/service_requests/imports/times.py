"""The times of the other system as aware moments."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import lru_cache
from operator import itemgetter

from django.utils.translation import gettext as _

from fixward.domain.service_requests.imports.mapping import Times
from fixward.domain.service_requests.imports.report import Unreadable

# Typing errors such as the year 0201 are more likely than requests older than this.
_OLDEST = dt.datetime(1900, 1, 1, tzinfo=dt.UTC)
_NUMBERS = {"%Y": 4, "%m": 2, "%d": 2, "%H": 2, "%I": 2, "%M": 2, "%S": 2}
_PARTS = re.compile(r"(%.|\s+)")


class Moments:
    """Reads texts as moments in UTC, in the formats and the zone of the mapping."""

    def __init__(self, times: Times) -> None:
        self._zone, self._parsers = times.zone, [parser(pattern) for pattern in times.formats]
        # The moments of a batch often repeat: closed at midnight, closed by one clerk in one minute.
        self._read = lru_cache(maxsize=10_000)(self._moment)

    def read(self, text: str) -> dt.datetime | None:
        """The moment, None for an empty text; raises Unreadable."""
        text = text.strip()
        if not text:
            return None
        moment = self._read(text)
        if moment is None:
            raise Unreadable(_("“%(text)s” is not a time in a format of the mapping") % {"text": text[:60]})
        return moment

    def _moment(self, text: str) -> dt.datetime | None:
        for parse in self._parsers:
            try:
                found = parse(text)
                moment = (found if found.tzinfo else found.replace(tzinfo=self._zone)).astimezone(dt.UTC)
            except (ValueError, OverflowError):
                continue
            return moment if moment >= _OLDEST else None
        return None


def parser(pattern: str) -> Callable[[str], dt.datetime]:
    """What reads a text in this format, raising ValueError; the same as strptime.

    strptime took a third of an import's time, so formats of plain numbers are read by one regular expression.
    """
    if pattern == "iso":
        return dt.datetime.fromisoformat
    parts = _PARTS.split(pattern)
    known = {*_NUMBERS, "%p"}
    directives = [part for part in parts if part.startswith("%")]
    twice = len(directives) != len(set(directives))
    if twice or not known.issuperset(directives) or ("%I" in directives) != ("%p" in directives):
        return lambda text: dt.datetime.strptime(text, pattern)
    return _quick(re.compile("".join(map(_expression, parts)), re.IGNORECASE))


def _expression(part: str) -> str:
    if part in _NUMBERS:
        digits = "[0-9]{4}" if part == "%Y" else "[0-9]{1,2}"
        return f"(?P<{part[1]}>{digits})"
    if part == "%p":
        return "(?P<p>am|pm)"
    return r"\s+" if part.isspace() else re.escape(part)


def _quick(expression: re.Pattern[str]) -> Callable[[str], dt.datetime]:
    at = {letter: number - 1 for letter, number in expression.groupindex.items()}
    half, hour = at.get("p"), at.get("I", at.get("H", -1))
    # By position, which takes half the time of asking by name. What a format leaves out is in the three texts behind.
    pick = itemgetter(at.get("Y", -3), at.get("m", -2), at.get("d", -2), hour, at.get("M", -1), at.get("S", -1))

    def parse(text: str) -> dt.datetime:
        found = expression.fullmatch(text)
        if found is None:
            raise ValueError(text)
        said = (*found.groups(), "1900", "1", "0")
        year, month, day, hour, minute, second = map(int, pick(said))
        if half is not None:
            if not 1 <= hour <= 12:
                raise ValueError(text)
            hour = hour % 12 + (12 if said[half] in ("PM", "pm", "Pm", "pM") else 0)
        return dt.datetime(year, month, day, hour, minute, second)

    return parse
