"""Pages that neither skip nor repeat while others write: each goes on after a place in an order that never changes.

A cursor names the moment of reporting and the id of the last row, both of which stay with a request for good.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from fixward.domain.service_requests.models import ServiceRequest
from fixward.doors.api.problems import wrong

USUAL, MOST = 50, 200


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows, and the cursor of the next page; empty on the last one."""

    rows: Sequence[ServiceRequest]
    next: str

    def __iter__(self) -> Iterator[ServiceRequest]:
        return iter(self.rows)


def page(found: Any, cursor: str, limit: int) -> Page:
    """The newest first; `found` is a queryset of requests. Raises Problem for a cursor that is none of ours."""
    if cursor:
        at, pk = _read(cursor)
        found = found.filter(Q(submitted_at__lt=at) | Q(submitted_at=at, pk__lt=pk), submitted_at__lte=at)
    rows = list(found.order_by("-submitted_at", "-pk")[: limit + 1])
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(rows[:limit], written(last.submitted_at.isoformat(), last.pk) if last else "")


def written(*parts: object) -> str:
    return base64.urlsafe_b64encode(" ".join(map(str, parts)).encode()).decode().rstrip("=")


def parts_of(cursor: str) -> list[str]:
    """Raises Problem."""
    try:
        return base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True).decode("ascii").split(" ")
    except (binascii.Error, ValueError):
        raise wrong(cursor=_("This cursor is not one of ours. Begin without one.")) from None


def link_next(request: HttpRequest, response: HttpResponse, cursor: str) -> str | None:
    """The whole address of the next page, also as a header (RFC 8288); None on the last one."""
    if not cursor:
        return None
    asked = {**request.GET.dict(), "cursor": cursor}
    address = request.build_absolute_uri(f"{request.path}?{urlencode(asked)}")
    response["Link"] = f'<{address}>; rel="next"'
    return address


def _read(cursor: str) -> tuple[dt.datetime, int]:
    try:
        moment, pk = parts_of(cursor)
        at, number = dt.datetime.fromisoformat(moment), int(pk)
    except (ValueError, OverflowError):
        raise wrong(cursor=_("This cursor is not one of ours. Begin without one.")) from None
    if at.tzinfo is None or not 0 <= number < 2**63:
        raise wrong(cursor=_("This cursor is not one of ours. Begin without one."))
    return at, number
