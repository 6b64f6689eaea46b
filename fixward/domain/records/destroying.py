"""What is destroyed of a request, kind by kind. Rooms above join for what they keep of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Exists, Func, OuterRef, Q, QuerySet, UUIDField

from fixward.domain.conversations.models import Attachment, Edit, Flag, Message, Note, Rating
from fixward.domain.governments.models import Organization
from fixward.domain.people.personal import Traces
from fixward.domain.records.covering import traces_of
from fixward.domain.records.kinds import Kind
from fixward.domain.records.models import Destruction, Schedule, Withholding
from fixward.domain.records.months import before
from fixward.domain.service_requests.models import Follow, Photo, Reporter, Sending, ServiceRequest, Support
from fixward.domain.service_requests.sendings import NOTHING_TOLD
from fixward.domain.service_requests.words import addressed, described

_OPEN = "SELECT set_config('fixward.destroying', 'on', true)"
_SHUT = "SELECT set_config('fixward.destroying', '', true)"
_WORDS = """
    UPDATE service_requests_event SET data = data - 'reason' - 'text'
    WHERE service_request_id = %s AND data ?| ARRAY['reason', 'text']
"""
_PERSONS = """
    UPDATE service_requests_event SET person_id = NULL WHERE service_request_id = %s AND person_id IS NOT NULL
"""
_PERSON = f"{_PERSONS} AND person_id = %s"
_TOLD = ~Q(**NOTHING_TOLD)


@dataclass
class Destroyed:
    """How many things, and the files that are to be taken out of the storage after the transaction."""

    count: int = 0
    files: list[str] = field(default_factory=list)

    def __iadd__(self, other: Destroyed) -> Destroyed:
        self.count += other.count
        self.files += other.files
        return self


Destroys = Callable[[ServiceRequest, Organization], Destroyed]
DESTROYS: dict[Kind, list[Destroys]] = {kind: [] for kind in Kind}


def destroys(*kinds: Kind) -> Callable[[Destroys], Destroys]:
    """The function destroys what its room keeps of a request that is locked, for the organization whose it is."""

    def join(destroy: Destroys) -> Destroys:
        for kind in kinds:
            DESTROYS[kind].append(destroy)
        return destroy

    return join


def destroy(service_request: ServiceRequest, kind: Kind, organization: Organization) -> Destroyed:
    done = Destroyed()
    for one in DESTROYS[kind]:
        done += one(service_request, organization)
    return done


def is_there(kind: Kind, organization: Organization) -> Q:
    """On requests: there is something of the kind that this organization answers for."""
    of = {"service_request": OuterRef("pk")}
    if kind == Kind.NOTES:
        return Q(Exists(Note.objects.filter(organization=organization, **of)))
    held = Q(organization=organization)
    if kind == Kind.CONTACTS:
        known = ~Q(person=None) | ~Q(name="") | ~Q(phone="")
        told = Sending.objects.filter(_TOLD, **of)
        return held & (Q(Exists(Reporter.objects.filter(known, **of))) | Q(Exists(told)))
    if kind == Kind.PHOTOS:
        own = Q(note__service_request=OuterRef("pk"), note__organization=organization)
        beside = Q(message__service_request=OuterRef("pk")) | own
        return held & (Q(Exists(Photo.objects.filter(**of))) | Q(Exists(Attachment.objects.filter(beside))))
    if kind == Kind.MESSAGES:
        return held & (Q(Exists(Message.objects.filter(**of))) | Q(Exists(Rating.objects.filter(**of))))
    return held & ~Q(Exists(Destruction.objects.filter(kind=kind, closed_at__gte=OuterRef("closed_at"), **of)))


@destroys(Kind.CONTACTS, Kind.REQUESTS)
def _contacts(service_request: ServiceRequest, organization: Organization) -> Destroyed:
    """The row of the reporter with their device and account, their traces in what they wrote here, that they follow."""
    told = Sending.objects.filter(_TOLD, service_request=service_request)
    others = told.update(**NOTHING_TOLD)
    reporter = Reporter.objects.select_related("person").filter(service_request=service_request).first()
    if reporter is None:
        return Destroyed(others)
    person = reporter.person
    _forget_traces(service_request, traces_of(reporter, []), person.pk if person else None)
    Follow.objects.filter(service_request=service_request, person=person).delete()
    if person:
        _of_events(_PERSON, service_request, person.pk)
    reporter.delete()
    return Destroyed(1)


@destroys(Kind.PHOTOS, Kind.REQUESTS)
def _photos(service_request: ServiceRequest, organization: Organization) -> Destroyed:
    Sending.objects.filter(service_request=service_request).update(media_urls=[], lost_urls=[])
    photos = list(Photo.objects.filter(service_request=service_request))
    Flag.objects.filter(photo__in=photos).delete()
    Photo.objects.filter(pk__in=[photo.pk for photo in photos]).delete()
    return Destroyed(len(photos), [str(file.name) for photo in photos for file in (photo.file, photo.thumbnail)])


@destroys(Kind.PHOTOS)
def _files(service_request: ServiceRequest, organization: Organization) -> Destroyed:
    """Those beside messages and the organization's own notes, whose words stay."""
    own = Q(note__service_request=service_request, note__organization=organization)
    of = Q(message__service_request=service_request) | own
    files = list(Attachment.objects.filter(of))
    Attachment.objects.filter(pk__in=[file.pk for file in files]).delete()
    return Destroyed(len(files), [str(file.file.name) for file in files])


@destroys(Kind.NOTES)
def _notes(service_request: ServiceRequest, organization: Organization) -> Destroyed:
    return _with_files("note", Note.objects.filter(service_request=service_request, organization=organization))


@destroys(Kind.REQUESTS)
def _all_notes(service_request: ServiceRequest, organization: Organization) -> Destroyed:
    """The holder's own; another's only where the time has run out that it set itself for its notes."""
    notes, closed_at = Note.objects.filter(service_request=service_request), service_request.closed_at
    assert closed_at is not None
    schedules = Schedule.objects.filter(kind=Kind.NOTES, organization__in=notes.values("organization"))
    over = {
        schedule.organization_id
        for schedule in schedules.select_related("organization")
        if closed_at < before(schedule, schedule.organization)
    }
    return _with_files("note", notes.filter(organization__in={*over, organization.pk}))


@destroys(Kind.MESSAGES, Kind.REQUESTS)
def _messages(service_request: ServiceRequest, organization: Organization) -> Destroyed:
    """With what they were before they were edited, and what was flagged of them."""
    said = Q(message__isnull=False) | Q(rating__isnull=False)
    Edit.objects.filter(said, service_request=service_request).delete()
    flags = Flag.objects.filter(service_request=service_request).delete()[0]
    done = _with_files("message", Message.objects.filter(service_request=service_request))
    done += Destroyed(flags + Rating.objects.filter(service_request=service_request).delete()[0])
    return done


def _with_files(name: str, words: QuerySet[Note] | QuerySet[Message]) -> Destroyed:
    """Notes or messages with the files beside them; each file counts as one thing more."""
    files = list(Attachment.objects.filter(**{f"{name}__in": words}))
    Attachment.objects.filter(pk__in=[file.pk for file in files]).delete()
    count = words.delete()[1].get(words.model._meta.label, 0)
    return Destroyed(count + len(files), [str(file.file.name) for file in files])


@destroys(Kind.REQUESTS)
def _words(service_request: ServiceRequest, organization: Organization) -> Destroyed:
    """All words, and every link to a person; what happened, when, and who had it stays."""
    edits = Edit.objects.filter(service_request=service_request).delete()[0]
    Follow.objects.filter(service_request=service_request).delete()
    somebody = Func(function="gen_random_uuid", output_field=UUIDField())
    Support.objects.filter(service_request=service_request).update(person=None, browser=somebody)
    Withholding.objects.filter(service_request=service_request).exclude(passage="").update(passage="")
    service_request.custodies.exclude(reason="").update(reason="")
    _of_events(_WORDS, service_request)
    _of_events(_PERSONS, service_request)
    ServiceRequest.objects.filter(pk=service_request.pk).update(**described(""), **addressed(""), answers={})
    return Destroyed(1 + edits)


def _forget_traces(service_request: ServiceRequest, traces: list[Traces], person: int | None) -> None:
    """Taken out of the report and its earlier texts, and out of their own comments."""
    description, answers = service_request.description, service_request.answers
    for trace in traces:
        description, answers = trace.without(description), trace.without_in(answers)
    ServiceRequest.objects.filter(pk=service_request.pk).update(**described(description), answers=answers)
    own = Q(message=None) | Q(message__person=person) if person else Q(message=None)
    for edit in Edit.objects.filter(own, service_request=service_request):
        Edit.objects.filter(pk=edit.pk).update(before=_without(traces, edit.before))
    for message in Message.objects.filter(service_request=service_request, person=person) if person else ():
        Message.objects.filter(pk=message.pk).update(text=_without(traces, message.text))


def _without(traces: list[Traces], text: str) -> str:
    for trace in traces:
        text = trace.without(text)
    return text


def _of_events(statement: str, service_request: ServiceRequest, *more: int) -> None:
    """Events refuse every change but this one, and this one only while it is said to be meant."""
    with connection.cursor() as cursor:
        cursor.execute(_OPEN)
        cursor.execute(statement, [service_request.pk, *more])
        cursor.execute(_SHUT)
