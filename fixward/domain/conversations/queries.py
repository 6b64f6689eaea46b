"""Reading what waits for moderators, and what a resident's own words wait for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Min, Q, QuerySet

from fixward.domain.conversations.models import Attachment, Flag, Message, Note
from fixward.domain.governments.models import Member, Role
from fixward.domain.people.models import Person
from fixward.domain.service_requests.models import EventKind, Photo, ServiceRequest
from fixward.domain.service_requests.reach import reaches

MOST = 50


@dataclass
class Flagged:
    """One thing that somebody has flagged, with all its open flags; the request itself where it is nothing else."""

    service_request: ServiceRequest
    message: Message | None
    photo: Photo | None
    flags: list[Flag] = field(default_factory=list)

    @property
    def since(self) -> dt.datetime:
        return self.flags[0].at


def held(member: Member) -> QuerySet[Message]:
    """Comments that wait for this member to let them through, oldest first."""
    waiting = Message.objects.filter(held_at__isnull=False, hidden_at=None)
    return waiting.filter(service_request__in=_moderated(member)).select_related("service_request__service")


def flagged(member: Member) -> list[Flagged]:
    """What has open flags and waits for this member's decision, the longest waiting first; at most MOST."""
    targets = _open(member).order_by().values(*_TARGET).annotate(first=Min("pk")).order_by("first")[:MOST]
    wanted = reduce(or_, (Q(**{name: row[name] for name in _TARGET}) for row in targets), Q(pk__in=[]))
    rows = _open(member).filter(wanted).select_related("service_request__service", "message", "photo").order_by("pk")
    return _grouped(rows)


def moderated_count(member: Member) -> int:
    """How many things wait for this member as a moderator; none for who may not moderate, without asking."""
    if not _where(member):
        return 0
    return _targets(member).count() + held(member).count()


def own_waiting(service_request: ServiceRequest, person: Person | None) -> list[Message]:
    """A resident's own comments that are not public yet, or were not let through."""
    if person is None:
        return []
    return list(Message.objects.filter(service_request=service_request, person=person, held_at__isnull=False))


def question_of(service_request: ServiceRequest) -> Message | None:
    """What the reporter was asked last, as far as it is not hidden."""
    event = service_request.events.filter(kind=EventKind.ASKED).last()
    return Message.objects.filter(pk=event.data["message"], hidden_at=None).first() if event else None


def attachment(pk: int) -> Attachment | None:
    """A file of a note or a reply, with what is asked to know who may have it."""
    related = ("note__service_request__organization", "message__service_request__organization")
    return Attachment.objects.select_related(*related).filter(pk=pk).first()


def mentioned_in(note: int) -> QuerySet[Member]:
    """Whom a note calls, but for who wrote it."""
    called = Member.objects.filter(mentions__note=note).exclude(pk__in=Note.objects.filter(pk=note).values("member"))
    return called.select_related("person", "organization").order_by("pk")


_TARGET = ("service_request", "message", "photo")


def _open(member: Member) -> QuerySet[Flag]:
    """Flags that nobody has answered: by keeping, or by hiding what they point at."""
    unanswered = Flag.objects.filter(
        kept_at=None, service_request__hidden_at=None, message__hidden_at=None, photo__hidden_at=None
    )
    return unanswered.filter(service_request__in=_moderated(member))


def _targets(member: Member) -> QuerySet[Flag, dict[str, Any]]:
    """Each flagged thing once, by the ids of what it is."""
    rows: QuerySet[Flag, dict[str, Any]] = _open(member).order_by().values(*_TARGET).distinct()
    return rows


def _moderated(member: Member) -> QuerySet[ServiceRequest]:
    return ServiceRequest.objects.filter(reduce(or_, _where(member), Q(pk__in=[]))).order_by()


def _where(member: Member) -> list[Q]:
    return [reach.condition for reach in reaches(member) if reach.role >= Role.MANAGER]


def _grouped(rows: Iterable[Flag]) -> list[Flagged]:
    found: dict[tuple[int | None, ...], Flagged] = {}
    for row in rows:
        key = (row.service_request_id, row.message_id, row.photo_id)
        found.setdefault(key, Flagged(row.service_request, row.message, row.photo)).flags.append(row)
    return list(found.values())
