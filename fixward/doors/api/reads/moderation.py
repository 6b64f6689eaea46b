"""What waits for a moderator: what was flagged, and comments that are held."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from fixward.domain.conversations import queries
from fixward.domain.conversations.models import Flag, Message
from fixward.domain.conversations.queries import Flagged
from fixward.domain.programs.scopes import Scope
from fixward.doors.api.coming_in import KEY, visit

router = Router(tags=["Desk"], auth=KEY)


class FlagOut(Schema):
    """Who flagged it is nobody's to know."""

    reason: str
    text: str
    at: dt.datetime


class WaitingOut(Schema):
    """One thing that everybody can read, or waits to be read: the report itself where it is neither of the two."""

    number: str
    message: int | None
    photo: int | None
    text: str
    is_held: bool = Field(description="A comment that is public only once it is let through.")
    since: dt.datetime
    flags: list[FlagOut]


@router.get("/desk/moderation", response=list[WaitingOut])
def moderation(request: HttpRequest) -> list[WaitingOut]:
    """The longest waiting first, as many as a page shows of each."""
    member = visit(request).member(Scope.MANAGE)
    held = queries.held(member)[: queries.MOST]
    return [*map(_flagged, queries.flagged(member)), *map(_held, held)]


def _flagged(one: Flagged) -> WaitingOut:
    text = one.message.text if one.message else "" if one.photo else one.service_request.description
    return WaitingOut(
        number=one.service_request.number,
        message=one.message.pk if one.message else None,
        photo=one.photo.pk if one.photo else None,
        text=text,
        is_held=False,
        since=one.since,
        flags=[_flag(flag) for flag in one.flags],
    )


def _held(message: Message) -> WaitingOut:
    assert message.held_at is not None, "The query asks for it."
    return WaitingOut(
        number=message.service_request.number,
        message=message.pk,
        photo=None,
        text=message.text,
        is_held=True,
        since=message.held_at,
        flags=[],
    )


def _flag(flag: Flag) -> FlagOut:
    return FlagOut(reason=flag.reason, text=flag.text, at=flag.at)
