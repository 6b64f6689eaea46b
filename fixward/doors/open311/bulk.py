"""GeoReport Bulk: every public request in one answer, sent while it is read. https://wiki.open311.org/GeoReport/bulk"""

from __future__ import annotations

import threading
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
# Each holds a thread for as long as its reader takes. The files of the night cost nothing: see /open-data/.
AT_ONCE = 1
_AGAIN_S = 60
_room = threading.BoundedSemaphore(AT_ONCE)


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
    if not _room.acquire(blocking=False):
        raise Wrong(503, [_("Somebody is reading everything just now. Try again in a minute, or take /open-data/.")])
    content = _Held(WRITERS[suffix](rows.pieces(jurisdiction.requests), columns.BULK))
    headers = {"Content-Disposition": f'attachment; filename="requests.{suffix}"'}
    return StreamingHttpResponse(content, content_type=_TYPES[suffix], headers=headers)


class _Held:
    """Gives its room back when the answer is closed, read to its end or not, and only once."""

    def __init__(self, content: Iterator[str]) -> None:
        self._content, self._is_open = content, True

    def __iter__(self) -> Iterator[str]:
        return self._content

    def close(self) -> None:
        if self._is_open:
            self._is_open = False
            _room.release()

    def __del__(self) -> None:
        """Also where nobody closed it."""
        self.close()
