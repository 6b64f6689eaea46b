"""The feed of changes, for who keeps a copy: what changed since a cursor, as it stands now."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from fixward.domain.service_requests import feed
from fixward.domain.service_requests.models import Audience, ServiceRequest
from fixward.domain.service_requests.querysets import Viewer
from fixward.doors.api import drawing
from fixward.doors.api.coming_in import OPEN, OR_NONE, visit
from fixward.doors.api.cursors import parts_of, written
from fixward.doors.api.problems import wrong
from fixward.doors.api.shapes import Given, RequestOut

router = Router(tags=["Changes"], auth=OPEN)
_USUAL, _MOST = 200, 1000
_LARGEST = 2**63


class ChangesAsked(Given):
    cursor: str = Field("", max_length=200, description="From the answer before; without it from the beginning.")
    limit: int = Field(_USUAL, ge=1, le=_MOST, description="At most so many events are looked at.")


class EventOut(Schema):
    id: int
    kind: str
    at: dt.datetime


class ChangeOut(Schema):
    """One request that changed. Take it in place of what you have under its number."""

    number: str
    is_gone: bool = Field(description="It can be seen no more: forget it.")
    request: RequestOut | None
    events: list[EventOut] = Field(description="What happened, as far as everybody may know.")


class ChangesOut(Schema):
    items: list[ChangeOut]
    cursor: str = Field(description="Keep it, and ask with it the next time.")
    has_more: bool = Field(description="Ask again at once.")


@router.get("/changes", response=ChangesOut, openapi_extra=OR_NONE)
def changes(request: HttpRequest, asked: Query[ChangesAsked]) -> ChangesOut:
    """Each request once, with the last state; nothing is skipped, however many write at the same time."""
    viewer = visit(request).viewer
    stretch = feed.after(_place(asked.cursor), most=asked.limit)
    return ChangesOut(
        items=_items(stretch, viewer),
        cursor=written(stretch.reaches.feed, stretch.reaches.event),
        has_more=stretch.has_more,
    )


def _items(stretch: feed.Stretch, viewer: Viewer) -> list[ChangeOut]:
    visible = ServiceRequest.objects.visible_to(viewer).filter(pk__in=stretch.requests)
    rows = list(drawing.shown(visible).order_by())
    drawn = dict(zip((row.pk for row in rows), drawing.rows(rows, viewer), strict=True))
    gone = feed.gone(stretch, viewer)
    return [
        ChangeOut(
            number=drawn[pk].number if pk in drawn else gone[pk],
            is_gone=pk not in drawn,
            request=drawn.get(pk),
            events=_events(stretch, pk) if pk in drawn else [],
        )
        for pk in stretch.requests
        if pk in drawn or pk in gone
    ]


def _events(stretch: feed.Stretch, pk: int) -> list[EventOut]:
    return [
        EventOut(id=event.pk, kind=event.kind, at=event.at)
        for event in stretch.events
        if event.service_request_id == pk and event.audience == Audience.PUBLIC
    ]


def _place(cursor: str) -> feed.Place:
    if not cursor:
        return feed.Place()
    try:
        transaction, event = (int(part) for part in parts_of(cursor))
    except ValueError:
        raise wrong(cursor=_("This cursor is not one of ours. Begin without one.")) from None
    if not (-1 <= transaction < _LARGEST and 0 <= event < _LARGEST):
        raise wrong(cursor=_("This cursor is not one of ours. Begin without one."))
    return feed.Place(transaction, event)
