"""Flags: anybody may point at what should not be public; a manager of the desk that holds it decides."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fixward.domain.conversations.models import Flag, FlagReason, Message
from fixward.domain.governments.models import Member
from fixward.domain.people.models import Person
from fixward.domain.service_requests import events, policy
from fixward.domain.service_requests.models import Audience, EventKind, Photo, ServiceRequest
from fixward.domain.service_requests.operations.common import LONGEST_REASON, Refused, locked, must, save
from fixward.foundation import clock
from fixward.foundation.text import clean

MOST_A_DAY = 20
# That many say it already: one more tells the moderators nothing new, and a robot fills no table.
MOST_OPEN = 20


@transaction.atomic
def flag(
    service_request: ServiceRequest,
    *,
    reason: FlagReason,
    text: str = "",
    message: Message | None = None,
    photo: Photo | None = None,
    by: Person | None,
    browser: UUID | None = None,
) -> ServiceRequest:
    """Ask the moderators to look at the request, or a message or photo of it; the same person twice says it once."""
    service_request = locked(service_request)
    if not policy.can_take_part(by, service_request):
        raise Refused(_("This request is not public."))
    if not by and not browser:
        raise Refused(_("Allow cookies, or log in, so that we can count you once."))
    text = clean(text)
    if len(text) > LONGEST_REASON:
        raise Refused(_("Please keep it under %(longest)d characters.") % {"longest": LONGEST_REASON})
    of_target = _of(service_request, message, photo)
    mine: dict[str, Any] = {"person": by} if by else {"browser": browser}
    if of_target.filter(**mine).exists() or of_target.filter(kept_at=None).count() >= MOST_OPEN:
        return service_request
    _must_be_few(mine)
    written = Flag.objects.create(
        service_request=service_request, message=message, photo=photo, reason=reason, text=text, **mine
    )
    events.record(EventKind.FLAGGED, service_request, by=by, audience=Audience.INVOLVED, flag=written.pk)
    return service_request


@transaction.atomic
def keep(
    service_request: ServiceRequest, *, message: Message | None = None, photo: Photo | None = None, by: Member
) -> ServiceRequest:
    """Answer the open flags on it: it may stay as it is. The same people do not flag it again."""
    service_request = locked(service_request)
    must(policy.can_hide(by, service_request), service_request)
    at = clock.now()
    answered = _of(service_request, message, photo).filter(kept_at=None).update(kept_at=at, kept_by=by)
    if not answered:
        raise Refused(_("Somebody has decided it already."))
    named = {"message": message.pk} if message else {"photo": photo.pk} if photo else {}
    events.record(EventKind.KEPT, service_request, by=by, at=at, audience=Audience.INVOLVED, **named)
    return save(service_request, at=at)


def _of(service_request: ServiceRequest, message: Message | None, photo: Photo | None) -> QuerySet[Flag]:
    return Flag.objects.filter(service_request=service_request, message=message, photo=photo)


def _must_be_few(mine: dict[str, Any]) -> None:
    since = clock.now() - dt.timedelta(days=1)
    if Flag.objects.filter(at__gte=since, **mine).count() >= MOST_A_DAY:
        raise Refused(_("That was much for one day. Thank you; please go on tomorrow."))
