"""Writing: reply and comment for everybody, note for the organizations."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from fixward.domain.conversations.mentions import mentioned
from fixward.domain.conversations.models import Mention, Message, Note
from fixward.domain.conversations.operations.attaching import attach
from fixward.domain.governments.models import Member
from fixward.domain.people.models import Person
from fixward.domain.service_requests import events, policy
from fixward.domain.service_requests.models import Audience, EventKind, ServiceRequest
from fixward.domain.service_requests.operations.common import LONGEST_TEXT, Refused, locked, must, save
from fixward.domain.service_requests.operations.waiting import answered
from fixward.foundation import clock
from fixward.foundation.files.documents import Document
from fixward.foundation.text import clean

Written = TypeVar("Written", Message, Note)


@transaction.atomic
def reply(
    service_request: ServiceRequest,
    *,
    text: str,
    documents: Sequence[Document] = (),
    by: Member,
    key: uuid.UUID | None = None,
) -> Message:
    """Answer the reporter and everybody who follows, in the name of the organization that holds the request."""
    service_request = locked(service_request)
    key = own_key(key, service_request, by)
    if known := written_before(Message, service_request, key, text):
        return known
    must(policy.can_work(by, service_request), service_request)
    message = Message.objects.create(
        service_request=service_request,
        organization_id=service_request.organization_id,
        member=by,
        text=said(text),
        key=key,
    )
    attach(documents, to=message)
    event = events.record(EventKind.REPLIED, service_request, by=by, message=message.pk)
    save(service_request, at=event.at)
    return message


@transaction.atomic
def comment(
    service_request: ServiceRequest,
    *,
    text: str,
    by: Person,
    key: uuid.UUID | None = None,
    through: Member | None = None,
) -> Message:
    """A resident's word, for everybody who may see the request; `through` the program that brought it.

    Where the holder reads comments first, it waits: the event that tells everybody comes when it is let through.
    """
    service_request = locked(service_request)
    key = own_key(key, service_request, by)
    if known := written_before(Message, service_request, key, text):
        return known
    if not policy.can_take_part(by, service_request):
        raise Refused(_("This request is not public."))
    at = clock.now()
    is_held = service_request.is_public and service_request.organization.holds_comments
    message = Message.objects.create(
        service_request=service_request,
        person=by,
        text=said(text),
        key=key,
        written_at=at,
        held_at=at if is_held else None,
    )
    kind, audience = (EventKind.HELD, Audience.INVOLVED) if is_held else (EventKind.COMMENTED, Audience.PUBLIC)
    brought = {"through": through.pk} if through else {}
    events.record(kind, service_request, by=by, at=at, audience=audience, message=message.pk, **brought)
    # Whose address a program names has not proved it: only the one that brought the report answers for its reporter.
    speaks = through is None or service_request.events.filter(kind=EventKind.SUBMITTED, member=through).exists()
    save(answered(service_request, by=by) if speaks else service_request, at=at)
    return message


@transaction.atomic
def note(
    service_request: ServiceRequest,
    *,
    text: str,
    by: Member,
    shared: bool = False,
    documents: Sequence[Document] = (),
    key: uuid.UUID | None = None,
) -> Note:
    """An internal word of the holding organization; shared, the other organizations involved read it too.

    “@name” calls the attention of a member, or of a department, of those who may read it.
    """
    service_request = locked(service_request)
    key = own_key(key, service_request, by)
    if known := written_before(Note, service_request, key, text):
        return known
    must(policy.can_note(by, service_request), service_request)
    written = Note.objects.create(
        service_request=service_request,
        organization_id=service_request.organization_id,
        member=by,
        text=said(text),
        is_shared=shared,
        key=key,
    )
    mentions = mentioned(written.text, service_request, by)
    attach(documents, to=written)
    Mention.objects.bulk_create(Mention(note=written, member=member) for member in mentions)
    audience = Audience.INVOLVED if shared else Audience.ORGANIZATION
    events.record(EventKind.NOTED, service_request, by=by, audience=audience, note=written.pk)
    save(service_request)
    return written


def own_key(key: uuid.UUID | None, service_request: ServiceRequest, by: Member | Person) -> uuid.UUID:
    """A form's key for this request and this writer alone, so that a copied form never meets somebody else's words."""
    return uuid.uuid5(key, f"{service_request.pk} {type(by).__name__} {by.pk}") if key else uuid.uuid4()


def written_before(kind: type[Written], service_request: ServiceRequest, key: uuid.UUID, text: str) -> Written | None:
    """What the same form has written already; with other words it is refused, since these would be lost."""
    known = kind._default_manager.filter(service_request=service_request, key=key).first()
    if known is not None and known.text != clean(text):
        raise Refused(_("This form was sent before, with other words. Send it again to add these."))
    return known


def said(text: str) -> str:
    """What somebody wrote, cleaned; refused where it is empty or endless."""
    text = clean(text)
    if not text:
        raise Refused(_("Write something first."))
    if len(text) > LONGEST_TEXT:
        raise Refused(
            _("The text has %(length)d characters; please keep it under %(longest)d.")
            % {"length": len(text), "longest": LONGEST_TEXT}
        )
    return text
