"""An update that a program sends: the government's own word, or a resident's, by what the program may."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from fixward.domain.conversations.operations.writing import comment, reply
from fixward.domain.conversations.told import Told
from fixward.domain.governments.models import Member
from fixward.domain.people.models import Person
from fixward.domain.programs.models import Program
from fixward.domain.service_requests import operations, policy
from fixward.domain.service_requests.models import Event, Resolution, ServiceRequest, Status
from fixward.domain.service_requests.operations.common import Refused, locked
from fixward.domain.service_requests.operations.submit import Contact, ReportRefused, checked_contact

LONGEST_ID = 100
_NAMES = uuid.UUID("c0d7f0a5-5b5a-4a35-8b1c-8a4ff6f1b6de")


NOBODY = Contact()


class State:
    """What an update says has become of the request, in few words; "" says nothing of it."""

    OPEN, WORKING, DONE, NOT_DONE = "open", "working", "done", "not done"


@dataclass(frozen=True)
class Word:
    """What a program sends: under an id of its own, in the name of a resident where it has no desk."""

    id: str
    text: str = ""
    state: str = ""
    contact: Contact = NOBODY


def was_told(program: Program, update_id: str) -> bool:
    return Told.objects.filter(program=program, update_id=update_id[:LONGEST_ID]).exists()


@transaction.atomic
def tell(service_request: ServiceRequest, word: Word, *, program: Program, by: Member | Person) -> Event:
    """Do what the update says, once, and give the first event of it; raises Refused and ReportRefused.

    Whoever works on the desk that holds it speaks for the government, and moves the request. Everybody else says what
    a resident has to add: `by` themselves, or who is named by a mail address.
    """
    service_request = locked(service_request)
    known, is_new = Told.objects.select_related("event__service_request").get_or_create(
        program=program, update_id=word.id[:LONGEST_ID]
    )
    if not is_new:
        return _same(known, service_request)
    before = _last(service_request)
    if isinstance(by, Member) and policy.can_work(by, service_request):
        _work(service_request, word, by)
    else:
        _add(service_request, word, by, _key(program, word))
    event = service_request.events.filter(pk__gt=before).order_by("pk").first()
    if event is None:
        raise Refused(_("This update says nothing new: send a description, or another status."))
    known.event = event
    known.save(update_fields=["event"])
    return event


def _same(known: Told, service_request: ServiceRequest) -> Event:
    if known.event is None or known.event.service_request_id != service_request.pk:
        raise Refused(_("This update_id was used for another request before."))
    return known.event


def _last(service_request: ServiceRequest) -> int:
    newest = service_request.events.order_by("-pk").values_list("pk", flat=True).first()
    return newest or 0


def _key(program: Program, word: Word) -> uuid.UUID:
    return uuid.uuid5(_NAMES, f"{program.pk} {word.id}")


def _work(service_request: ServiceRequest, word: Word, by: Member) -> None:
    """Closing and reopening take the words along; whatever else is done, they are an answer to everybody."""
    if word.state in _CLOSES and service_request.is_open:
        operations.close(service_request, resolution=_CLOSES[word.state], text=word.text, by=by)
        return
    if word.state == State.OPEN and not service_request.is_open:
        operations.reopen(service_request, reason=word.text or _("Opened again by its government."), by=by)
        return
    if word.state == State.WORKING and service_request.status == Status.SUBMITTED:
        operations.acknowledge(service_request, by=by)
    if word.text:
        reply(service_request, text=word.text, by=by)


_CLOSES = {State.DONE: Resolution.FIXED, State.NOT_DONE: Resolution.NO_WORK}


def _add(service_request: ServiceRequest, word: Word, by: Member | Person, key: uuid.UUID) -> None:
    person = by if isinstance(by, Person) else _named(word.contact)
    through = by if isinstance(by, Member) else None
    comment(service_request, text=word.text, by=person, key=key, through=through)


def _named(contact: Contact) -> Person:
    contact, wrong = checked_contact(contact)
    if not contact.email:
        wrong["email"] = _("Say by an e-mail address whose word this is.")
    if wrong:
        raise ReportRefused(wrong)
    return Person.objects.for_email(contact.email)
