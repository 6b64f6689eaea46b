"""What has happened to requests, for programs that carry it on: the public part of the story, request by request."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from fixward.domain.conversations.models import Message
from fixward.domain.governments.models import Organization
from fixward.domain.service_requests.models import (
    PUBLIC_CHANGES,
    Audience,
    Event,
    EventKind,
    Photo,
    Resolution,
    ServiceRequest,
)
from fixward.domain.service_requests.querysets import Viewer
from fixward.foundation.text import masked

_ENDS = (EventKind.CLOSED, EventKind.DUPLICATE)


@dataclass(frozen=True, slots=True)
class Update:
    """One thing that everybody may know of a request; `photo` is the id of one that shows it."""

    id: int
    kind: str
    service_request: int
    number: str
    at: dt.datetime
    is_open: bool
    text: str
    photo: int | None


def updates(among: Q, *, since: dt.datetime, until: dt.datetime, viewer: Viewer, page: slice) -> list[Update]:
    """Of the requests among these that this viewer sees, the oldest first; in a fixed number of queries."""
    seen = ServiceRequest.objects.visible_to(viewer).filter(among)
    happened = Event.objects.filter(audience=Audience.PUBLIC, kind__in=PUBLIC_CHANGES, at__gte=since, at__lte=until)
    rows = happened.filter(service_request__in=seen.order_by()).select_related("service_request")
    return told(list(_said(rows).order_by("at", "pk")[page]))


def updates_of(service_requests: Sequence[int]) -> list[Update]:
    """All of the requests of these ids, which the viewer sees already; the oldest first."""
    happened = Event.objects.filter(audience=Audience.PUBLIC, kind__in=PUBLIC_CHANGES)
    rows = happened.filter(service_request__in=service_requests).select_related("service_request")
    return told(list(_said(rows).order_by("at", "pk")))


def told(events: Sequence[Event]) -> list[Update]:
    """In words; each with its `service_request`."""
    messages = Message.objects.in_bulk({event.data["message"] for event in events if event.data.get("message")})
    photos = _photos(events)
    organizations = Organization.objects.in_bulk({event.data["to"] for event in events if _is_id(event.data.get("to"))})
    return [
        Update(
            id=event.pk,
            kind=event.kind,
            service_request=event.service_request_id,
            number=event.service_request.number,
            at=event.at,
            is_open=_was_open(event),
            text=_text(event, messages.get(event.data.get("message", 0)), organizations),
            photo=next((pk for pk in event.data.get("photos", ()) if pk in photos), None),
        )
        for event in events
    ]


def _said(rows: QuerySet[Event]) -> QuerySet[Event]:
    """Without words that a moderator has hidden, or has not let through yet."""
    named = Cast(KeyTextTransform("message", "data"), BigIntegerField())
    kept_back = Message.objects.filter(Q(hidden_at__isnull=False) | Q(held_at__isnull=False), pk=OuterRef("named"))
    return rows.annotate(named=named).filter(~Exists(kept_back))


def _photos(events: Sequence[Event]) -> set[int]:
    named = {pk for event in events for pk in event.data.get("photos", ())}
    return set(Photo.objects.filter(pk__in=named, hidden_at=None).values_list("pk", flat=True)) if named else set()


def _is_id(value: object) -> bool:
    return isinstance(value, int)


def _was_open(event: Event) -> bool:
    """Then, as far as the request still tells: what closed it since is not looked for."""
    if event.kind in _ENDS:
        return False
    closed_at = event.service_request.closed_at
    return closed_at is None or event.at < closed_at


def _text(event: Event, message: Message | None, organizations: dict[int, Organization]) -> str:
    if message is not None:
        return message.public_text
    said = str(event.data.get("text") or event.data.get("reason") or "")
    said = masked(said) if event.person_id or event.kind == EventKind.CLOSED else said  # as in closing.py
    if event.kind == EventKind.CLOSED:
        return ". ".join(filter(None, (str(Resolution(event.data["resolution"]).label), said)))
    to = organizations.get(event.data.get("to", 0)) if _is_id(event.data.get("to")) else None
    title = _("Handed to %(organization)s") % {"organization": to} if to else str(EventKind(event.kind).label)
    return ". ".join(filter(None, (title, said)))
