"""Requests as an export releases them: one way for the preview and for the package, so that both are the same."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from fixward.domain.catalog.answers import shown
from fixward.domain.catalog.models import Question
from fixward.domain.conversations.models import Attachment, Message, Note, Rating
from fixward.domain.governments.models import Member, Organization
from fixward.domain.people.personal import Traces
from fixward.domain.records.covering import Covered, covered, traces_of
from fixward.domain.records.kinds import Sort
from fixward.domain.records.models import Export, Withholding
from fixward.domain.records.selection import Selection
from fixward.domain.service_requests.models import Audience, Event, EventKind, Photo, Reporter, ServiceRequest

# Who follows or supports is nobody's business; the count of supporters tells what matters.
_NOBODYS = (EventKind.FOLLOWED, EventKind.UNFOLLOWED, EventKind.SUPPORTED)
_ECHOES = (EventKind.REPLIED, EventKind.COMMENTED, EventKind.NOTED, EventKind.ASKED)
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing of a request: what it was, and what is released of it."""

    sort: Sort
    thing: int
    at: dt.datetime
    title: str
    by: str
    original: str
    text: str
    withheld: str = ""
    """Why it stays out; empty where it does not."""
    by_rule: bool = False
    is_internal: bool = False
    is_hidden: bool = False
    is_echo: bool = False
    """An event that says no more than the message or note beside it."""
    photo: Photo | None = None
    attachment: Attachment | None = None
    withholdings: tuple[Withholding, ...] = ()

    @property
    def is_text(self) -> bool:
        return bool(self.original)


@dataclass(frozen=True, slots=True)
class Released:
    """One request with its pieces, oldest first; where `withheld` says why, nothing of it leaves."""

    service_request: ServiceRequest
    pieces: list[Piece]
    withheld: str = ""
    withholding: Withholding | None = None

    def of(self, *sorts: Sort) -> list[Piece]:
        return [piece for piece in self.pieces if piece.sort in sorts]

    def text(self, sort: Sort) -> str:
        return next((piece.text for piece in self.pieces if piece.sort == sort), "")


def wanted(export: Export) -> QuerySet[ServiceRequest]:
    """The requests that it is about, as far as its choices let them in; those received after it was asked are not."""
    found = _asked_for(export)
    if not export.with_private:
        found = found.filter(is_private=False)
    return found if export.with_hidden else found.filter(hidden_at=None)


def left_out(export: Export) -> dict[str, int]:
    """How many requests are not in it by which rule; a private one that is hidden too counts as private."""
    found = _asked_for(export)
    rules = {}
    if not export.with_private:
        rules["private"] = found.filter(is_private=True)
        found = found.filter(is_private=False)
    if not export.with_hidden:
        rules["hidden"] = found.filter(hidden_at__isnull=False)
    counts = {rule: requests.count() for rule, requests in rules.items()}
    return {rule: count for rule, count in counts.items() if count}


def _asked_for(export: Export) -> QuerySet[ServiceRequest]:
    return Selection.read(export.selection).found(export.organization).filter(submitted_at__lte=export.asked_at)


def is_held_by(export: Export, service_request: ServiceRequest) -> bool:
    """Whether it is with the export's organization now: only then are the reporter's own things its to give out."""
    return export.organization_id in (service_request.organization_id, service_request.on_behalf_of_id)


def names_reporter(export: Export, service_request: ServiceRequest) -> bool:
    return export.with_reporters and is_held_by(export, service_request)


@dataclass
class Releasing:
    """Makes releases, some requests at a time, in the same number of queries however many they are."""

    export: Export
    everywhere: list[Withholding] = field(default_factory=list)

    def __post_init__(self) -> None:
        rows = self.export.withholdings.filter(service_request=None)
        self.everywhere = list(rows)
        self._organizations = dict(Organization.objects.values_list("pk", "name"))
        self._questions: dict[int, list[Question]] = defaultdict(list)
        for question in Question.objects.filter(is_notice=False):
            self._questions[question.service_id].append(question)

    def release(self, keys: Sequence[int]) -> Iterator[Released]:
        """Of the requests with these ids, in their order."""
        requests = ServiceRequest.objects.filter(pk__in=keys).select_related(
            "service", "organization", "department", "place", "on_behalf_of", "duplicate_of", "reporter__person"
        )
        found = _Found(self.export, keys)
        for service_request in requests.order_by("pk"):
            yield self._released(service_request, found)

    def _released(self, service_request: ServiceRequest, found: _Found) -> Released:
        withheld = found.withholdings[service_request.pk]
        whole = next((one for one in withheld if one.sort == Sort.REQUEST), None)
        reporter = reporter_of(service_request)
        messages = found.messages[service_request.pk]
        writers = [message.person for message in messages if message.person]
        traces = [] if names_reporter(self.export, service_request) else traces_of(reporter, writers)
        make = _Make(self.export, withheld, self.everywhere, traces)
        pieces = [
            *self._own(service_request, make, found.ratings.get(service_request.pk)),
            *(make.message(message) for message in messages),
            *(make.note(note) for note in found.notes[service_request.pk]),
            *(make.event(event, self._organizations) for event in found.events[service_request.pk]),
            *(make.photo(photo) for photo in found.photos[service_request.pk]),
            *(make.attachment(file) for file in found.attachments[service_request.pk]),
        ]
        return Released(service_request, sorted(pieces, key=_order), whole.reason if whole else "", whole)

    def _own(self, service_request: ServiceRequest, make: _Make, rating: Rating | None) -> Iterator[Piece]:
        at, by, pk = service_request.submitted_at, _("A resident"), service_request.pk
        yield make.text(Sort.DESCRIPTION, pk, service_request.description, at=at, by=by)
        yield make.text(Sort.ADDRESS, pk, service_request.address, at=at, by=by)
        if answers := self._answers(service_request):
            yield make.text(Sort.ANSWERS, pk, answers, at=at, by=by)
        if rating:
            stars = _("%(stars)d of 5") % {"stars": rating.stars}
            # The words are between the reporter and who holds it, so they are not even shown to another.
            is_open = self.export.with_private and is_held_by(self.export, service_request)
            words = rating.text if is_open else ""
            made = make.text(Sort.RATING, rating.pk, words, at=rating.changed_at, by=by, title=stars)
            yield replace(made, by_rule=made.by_rule or words != rating.text)

    def _answers(self, service_request: ServiceRequest) -> str:
        answers = service_request.answers
        return "\n".join(
            f"{question}: {shown(question, answers[question.code])}"
            for question in self._questions[service_request.service_id]
            if question.code in answers and (self.export.with_private or not question.is_private)
        )


class _Found:
    """What some requests hold, by request, as far as the export's choices let it in."""

    def __init__(self, export: Export, keys: Sequence[int]) -> None:
        here = Q(service_request__in=keys)
        until = export.asked_at
        own = Q(organization=export.organization_id)
        self.withholdings = _by_request(export.withholdings.filter(here))
        messages = Message.objects.filter(here, written_at__lte=until)
        self.messages = _by_request(messages.select_related("person", "member__person", "organization"))
        notes = Note.objects.filter(here & (own | Q(is_shared=True)), written_at__lte=until)
        notes = notes if export.with_notes else notes.none()
        self.notes = _by_request(notes.select_related("member__person", "organization"))
        seen = Q(audience=Audience.PUBLIC)
        if export.with_notes:
            seen |= Q(audience=Audience.INVOLVED) | Q(audience=Audience.ORGANIZATION) & own
        events = Event.objects.filter(here & seen, at__lte=until).exclude(kind__in=_NOBODYS)
        self.events = _by_request(events.select_related("member__person", "organization"))
        photos = Photo.objects.filter(here, added_at__lte=until)
        self.photos = _by_request(photos if export.with_photos else photos.none())
        self.attachments: dict[int, list[Attachment]] = defaultdict(list)
        if export.with_photos:
            self._attach()
        self.ratings = {row.service_request_id: row for row in Rating.objects.filter(here, rated_at__lte=until)}

    def _attach(self) -> None:
        """The files of the messages and notes that are in it, and of no others."""
        messages = {message.pk: message for rows in self.messages.values() for message in rows}
        notes = {note.pk: note for rows in self.notes.values() for note in rows}
        for file in Attachment.objects.filter(Q(message__in=messages) | Q(note__in=notes)):
            if file.message_id is not None:
                file.message = messages[file.message_id]
            if file.note_id is not None:
                file.note = notes[file.note_id]
            self.attachments[file.service_request.pk].append(file)


def _by_request(rows: QuerySet[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.service_request_id].append(row)  # type: ignore[attr-defined]
    return found


@dataclass
class _Make:
    """Makes the pieces of one request."""

    export: Export
    withholdings: list[Withholding]
    everywhere: list[Withholding]
    traces: list[Traces]

    def text(
        self,
        sort: Sort,
        thing: int,
        text: str,
        *,
        at: dt.datetime,
        by: str,
        title: str = "",
        is_internal: bool = False,
        is_hidden: bool = False,
    ) -> Piece:
        own = tuple(one for one in self.withholdings if one.sort == sort and one.thing == thing)
        result = self._covered(sort, text, own) if text or own else Covered("")
        hidden = _("Hidden from the public by a moderator") if is_hidden and not self.export.with_hidden else ""
        withheld = result.withheld or hidden
        return Piece(
            sort,
            thing,
            at,
            title or str(sort.label),
            by,
            original=text,
            text="" if withheld else result.text,
            withheld=withheld,
            by_rule=bool(hidden) or result.by_rule,
            is_internal=is_internal,
            is_hidden=is_hidden,
            withholdings=own,
        )

    def _covered(self, sort: Sort, text: str, own: Iterable[Withholding]) -> Covered:
        return covered(
            text,
            sort=sort,
            withholdings=[*own, *self.everywhere],
            traces=self.traces,
            masks=self.export.masks,
        )

    def message(self, message: Message) -> Piece:
        by = _doer(message.member, message.organization) or _("A resident")
        title = _("Answer") if message.is_reply else _("Comment")
        return self.text(
            Sort.MESSAGE,
            message.pk,
            message.text,
            at=message.written_at,
            by=by,
            title=title,
            is_hidden=message.hidden_at is not None or message.held_at is not None,
        )

    def note(self, note: Note) -> Piece:
        by = f"{note.member}, {note.organization}"
        return self.text(Sort.NOTE, note.pk, note.text, at=note.written_at, by=by, is_internal=True)

    def event(self, event: Event, organizations: dict[int, str]) -> Piece:
        said = str(event.data.get("text") or event.data.get("reason") or "")
        to = event.data.get("to")
        title = str(EventKind(event.kind).label)
        title += f" → {organizations.get(to, '')}" if isinstance(to, int) else ""
        by = _("A resident") if event.person_id else _doer(event.member, event.organization)
        is_internal = event.audience != Audience.PUBLIC
        made = self.text(Sort.EVENT, event.pk, said, at=event.at, by=by, title=title, is_internal=is_internal)
        return replace(made, is_echo=event.kind in _ECHOES)

    def photo(self, photo: Photo) -> Piece:
        title = _("Photo of the work done") if photo.shows_work else str(Sort.PHOTO.label)
        made = self.text(
            Sort.PHOTO, photo.pk, "", at=photo.added_at, by="", title=title, is_hidden=photo.hidden_at is not None
        )
        return replace(made, photo=photo)

    def attachment(self, file: Attachment) -> Piece:
        """Its name is a text like any other; what keeps the message or note out keeps out the file of it."""
        made = self.text(
            Sort.FILE,
            file.pk,
            file.name,
            at=file.added_at,
            by="",
            is_internal=file.note_id is not None,
            is_hidden=file.message is not None and file.message.hidden_at is not None,
        )
        beside = (Sort.NOTE, file.note_id) if file.note_id else (Sort.MESSAGE, file.message_id)
        whole = (one.reason for one in self.withholdings if (one.sort, one.thing, one.passage) == (*beside, ""))
        if reason := next(whole, ""):
            return replace(made, attachment=file, text="", withheld=reason)
        return replace(made, attachment=file)


_ORDER = {Sort.DESCRIPTION: 0, Sort.ADDRESS: 1, Sort.ANSWERS: 2}


def _order(piece: Piece) -> tuple[int, dt.datetime, str, int]:
    return (_ORDER.get(piece.sort, 9), piece.at, piece.sort, piece.thing)


def reporter_of(service_request: ServiceRequest) -> Reporter | None:
    return getattr(service_request, "reporter", None)


def _doer(member: Member | None, organization: Organization | None) -> str:
    """A member for the organization; one off the platform without naming anybody."""
    return f"{member}, {organization}" if member else str(organization or "")
