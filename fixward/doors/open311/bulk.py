"""GeoReport Bulk: every public request in one answer, sent while it is read. https://wiki.open311.org/GeoReport/bulk"""

from __future__ import annotations

import threading
import time
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fixward.domain.open_data import columns, rows, writing
from fixward.domain.open_data.columns import Column
from fixward.domain.open_data.rows import Row
from fixward.doors.open311 import formats, jurisdictions
from fixward.doors.open311.errors import Wrong, not_found

_Write = Callable[[Iterable[Sequence[Row]], Sequence[Column]], Iterator[str]]
WRITERS: dict[str, _Write] = {"csv": writing.csv_of, "json": writing.json_of}
_TYPES = {"csv": "text/csv; charset=utf-8", "json": formats.CONTENT_TYPES[formats.JSON]}
# A million requests are sent in less. Who reads slower holds a thread, and is cut off: see /open-data/ for the files of
# the night, which cost nothing.
LONGEST_S = 600
_AGAIN_S = 60


@require_safe
def bulk(request: HttpRequest, *, suffix: str, organization: str | None = None) -> HttpResponseBase:
    """Of all, or of what one government has now or another works on for it."""
    try:
        answer = _answer(request, suffix, organization)
    except Wrong as wrong:
        answer = formats.answer("errors", wrong.body, suffix=formats.JSON, status=wrong.status)
        if wrong.status == 503:
            answer["Retry-After"] = str(_AGAIN_S)
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def _answer(request: HttpRequest, suffix: str, organization: str | None) -> HttpResponseBase:
    if suffix not in WRITERS:
        raise not_found(_("There is no format “%(suffix)s” here, only csv and json.") % {"suffix": suffix[:20]})
    jurisdiction = jurisdictions.asked(request, organization)
    if request.method == "HEAD":
        return HttpResponse(content_type=_TYPES[suffix])
    content = _Held(WRITERS[suffix](rows.pieces(jurisdiction.requests), columns.BULK))
    if not _room.taken(content):
        raise Wrong(503, [_("Somebody is reading everything just now. Try again in a minute, or take /open-data/.")])
    headers = {"Content-Disposition": f'attachment; filename="requests.{suffix}"'}
    return StreamingHttpResponse(content, content_type=_TYPES[suffix], headers=headers)


class TooSlow(Exception):
    """Somebody else reads by now. The answer breaks off, which its reader notices."""


class _Held:
    """Gives its room back when the answer is closed, read to its end or not."""

    def __init__(self, content: Iterator[str]) -> None:
        self._content = content

    def __iter__(self) -> Iterator[str]:
        for piece in self._content:
            if not _room.is_of(self):
                raise TooSlow
            yield piece

    def close(self) -> None:
        _room.left(self)


class _Room:
    """For one at a time, and for nobody longer than LONGEST_S."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: weakref.ref[_Held] | None = None
        self._until = 0.0

    def taken(self, held: _Held) -> bool:
        with self._lock:
            if self._held and self._held() and time.monotonic() < self._until:
                return False
            self._held, self._until = weakref.ref(held), time.monotonic() + LONGEST_S
            return True

    def is_of(self, held: _Held) -> bool:
        return self._held is not None and self._held() is held and time.monotonic() < self._until

    def left(self, held: _Held) -> None:
        with self._lock:
            if self._held is not None and self._held() is held:
                self._held = None


_room = _Room()
