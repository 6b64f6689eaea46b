"""Who may read what is written: asked by the story, by files, and by the mails to who is mentioned."""

from __future__ import annotations

from fixward.domain.conversations.attachments import Attachment
from fixward.domain.conversations.models import Message, Note
from fixward.domain.governments import permissions
from fixward.domain.governments.models import Member
from fixward.domain.service_requests import policy
from fixward.domain.service_requests.models import ServiceRequest
from fixward.domain.service_requests.querysets import Viewer


def desks_of(member: Member, service_request: ServiceRequest) -> set[int]:
    """Whose internal words about a request this member reads: a grant reaches the desk that holds it."""
    desks = {member.organization_id}
    if policy.role_at(member, service_request) is not None:
        desks.add(service_request.organization_id)
    return desks


def is_involved(member: Member, service_request: ServiceRequest) -> bool:
    """Whether one of these desks holds the request, or held it once."""
    held = set(service_request.custodies.values_list("organization_id", flat=True))
    return bool(held & desks_of(member, service_request))


def can_read_note(member: Member, note: Note) -> bool:
    service_request = note.service_request
    if not member.is_active or not ServiceRequest.objects.visible_to(member).filter(pk=service_request.pk).exists():
        return False
    if note.organization_id in desks_of(member, service_request):
        return True
    return note.is_shared and is_involved(member, service_request)


def can_read_message(viewer: Viewer, message: Message) -> bool:
    """As everybody who may see the request; what was hidden, or waits, only its moderators."""
    service_request = message.service_request
    if message.hidden_at is not None or message.held_at is not None:
        return isinstance(viewer, Member) and policy.can_hide(viewer, service_request)
    return ServiceRequest.objects.visible_to(viewer).filter(pk=service_request.pk).exists()


def can_have(viewer: Viewer, attachment: Attachment) -> bool:
    """Whoever may read the words that it was added to."""
    if attachment.note is not None:
        return isinstance(viewer, Member) and can_read_note(viewer, attachment.note)
    assert attachment.message is not None
    return can_read_message(viewer, attachment.message)


def can_write_canned(member: Member) -> bool:
    """Managers, for their own organization."""
    return member.is_active and permissions.WRITE_CANNED.is_given_to(member.role)
