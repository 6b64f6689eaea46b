"""The times of the other system as aware moments."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from django.utils.translation import gettext as _

from fixward.domain.service_requests.imports.mapping import Times
from fixward.domain.service_requests.imports.report import Unreadable

# Typing errors such as the year 0201 are more likely than requests older than this.
_OLDEST = dt.datetime(1900, 1, 1, tzinfo=dt.UTC)


class Moments:
    """Reads texts as moments in UTC, in the formats and the zone of the mapping."""

    def __init__(self, times: Times) -> None:
        self._zone, self._formats = times.zone, times.formats
        # The moments of a batch often repeat: closed at midnight, closed by one clerk in one minute.
        self._read = lru_cache(maxsize=10_000)(self._moment)

    def read(self, text: str, *, what: str) -> dt.datetime | None:
        """The moment, None for an empty text; raises Unreadable. `what` names the column to the person."""
        text = text.strip()
        if not text:
            return None
        moment = self._read(text)
        if moment is None:
            said = {"what": what, "text": text[:60]}
            raise Unreadable(_("its %(what)s “%(text)s” is not a time in a format of the mapping") % said)
        return moment

    def _moment(self, text: str) -> dt.datetime | None:
        for pattern in self._formats:
            try:
                found = dt.datetime.fromisoformat(text) if pattern == "iso" else dt.datetime.strptime(text, pattern)
                moment = (found if found.tzinfo else found.replace(tzinfo=self._zone)).astimezone(dt.UTC)
            except (ValueError, OverflowError):
                continue
            return moment if moment >= _OLDEST else None
        return None
