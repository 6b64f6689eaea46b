"""Keeping public words and photos fit for everybody: hide, show again, edit, let through. Nothing is lost by it."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from fixward.domain.conversations.models import Edit, Message
from fixward.domain.conversations.operations.writing import said
from fixward.domain.governments.models import Member
from fixward.domain.service_requests import events, keeping, policy
from fixward.domain.service_requests.models import Audience, EventKind, Photo, ServiceRequest
from fixward.domain.service_requests.operations.common import Refused, locked, must, save, wanted
from fixward.domain.service_requests.words import described
from fixward.foundation import clock

Thing = TypeVar("Thing", Message, Photo)


def hide_message(message: Message, *, reason: str, by: Member) -> Message:
    """Take a message out of the public's sight; its text stays for the organizations involved."""
    return _hide(message, "message", reason=reason, by=by)


def show_message(message: Message, *, reason: str, by: Member) -> Message:
    """Let everybody read it again; one that was held before goes on waiting."""
    return _show(message, "message", reason=reason, by=by)


def hide_photo(photo: Photo, *, reason: str, by: Member) -> Photo:
    """Take a photo out of the public's sight; its file stays."""
    return _hide(photo, "photo", reason=reason, by=by)


def show_photo(photo: Photo, *, reason: str, by: Member) -> Photo:
    return _show(photo, "photo", reason=reason, by=by)


@transaction.atomic
def let_through(message: Message, *, by: Member) -> Message:
    """Make a comment public that waited for it; from now on everybody hears of it as of a new one."""
    service_request = _moderated(message.service_request, by)
    message = Message.objects.select_for_update().get(pk=message.pk)
    if message.held_at is None:
        raise Refused(_("It is public already."))
    if message.hidden_at is not None:
        raise Refused(_("It is hidden. Show it again first."))
    message.held_at = None
    message.save(update_fields=["held_at"])
    event = events.record(EventKind.LET_THROUGH, service_request, by=by, audience=Audience.INVOLVED, message=message.pk)
    events.record(EventKind.COMMENTED, service_request, by=message.person, at=event.at, message=message.pk)
    save(service_request, at=event.at)
    return message


@transaction.atomic
def edit_description(service_request: ServiceRequest, *, text: str, reason: str, by: Member) -> Edit:
    """Change what everybody reads of the report; the original stays for members."""
    service_request = _moderated(service_request, by)
    edit = _edited(service_request, None, service_request.description, text, reason, by)
    written = described(said(text))
    service_request.description, service_request.covered_description = written.values()
    save(service_request, *written, at=edit.at)
    return edit


@transaction.atomic
def edit_message(message: Message, *, text: str, reason: str, by: Member) -> Edit:
    """Change what everybody reads of a message; the original stays for members."""
    service_request = _moderated(message.service_request, by)
    message = Message.objects.select_for_update().get(pk=message.pk)
    edit = _edited(service_request, message, message.text, text, reason, by)
    message.text = said(text)
    message.save(update_fields=["text"])
    save(service_request, at=edit.at)
    return edit


def _edited(
    service_request: ServiceRequest, message: Message | None, before: str, after: str, reason: str, by: Member
) -> Edit:
    if said(after) == before:
        raise Refused(_("Nothing was changed."))
    reason = wanted(reason, _("Say why the text is changed: it will stand in the log."))
    keeping.about_to_change(service_request)
    edit = Edit.objects.create(
        service_request=service_request, message=message, before=before, reason=reason, member=by
    )
    events.record(EventKind.EDITED, service_request, by=by, at=edit.at, edit=edit.pk)
    return edit


@transaction.atomic
def _hide(thing: Thing, name: str, *, reason: str, by: Member) -> Thing:
    service_request = _moderated(thing.service_request, by)
    thing = type(thing)._default_manager.select_for_update().get(pk=thing.pk)
    if thing.hidden_at is not None:
        raise Refused(_("It is hidden already."))
    reason = wanted(reason, _("Say why it is hidden: it will stand in the log."))
    thing.hidden_at = clock.now()
    _log(EventKind.HIDDEN, service_request, thing, name, reason, by)
    return thing


@transaction.atomic
def _show(thing: Thing, name: str, *, reason: str, by: Member) -> Thing:
    service_request = _moderated(thing.service_request, by)
    thing = type(thing)._default_manager.select_for_update().get(pk=thing.pk)
    if thing.hidden_at is None:
        raise Refused(_("It is not hidden."))
    reason = wanted(reason, _("Say why it is shown again: it will stand in the log."))
    thing.hidden_at = None
    _log(EventKind.SHOWN, service_request, thing, name, reason, by)
    return thing


def _moderated(service_request: ServiceRequest, by: Member) -> ServiceRequest:
    service_request = locked(service_request)
    must(policy.can_hide(by, service_request), service_request)
    return service_request


def _log(
    kind: EventKind, service_request: ServiceRequest, thing: Message | Photo, name: str, reason: str, by: Member
) -> None:
    thing.save(update_fields=["hidden_at"])
    data: dict[str, Any] = {name: thing.pk, "reason": reason}
    event = events.record(kind, service_request, by=by, audience=Audience.INVOLVED, **data)
    save(service_request, at=event.at)
