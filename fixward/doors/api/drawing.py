"""A request as one viewer may see it. Nothing that reaches or names a person goes out but to whom it belongs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from fixward.domain.catalog import answers
from fixward.domain.catalog.queries import questions_for
from fixward.domain.conversations.closing import Closing, closings
from fixward.domain.conversations.queries import own_waiting
from fixward.domain.conversations.story import Entry, story
from fixward.domain.governments.models import Member
from fixward.domain.people.models import Person
from fixward.domain.routing import wording
from fixward.domain.service_requests import policy, queries
from fixward.domain.service_requests.models import How, Photo, Priority, ServiceRequest
from fixward.domain.service_requests.querysets import Viewer
from fixward.doors.api.shapes import (
    AnswerOut,
    CustodyOut,
    DeskOut,
    DoneOut,
    FileOut,
    MemberOut,
    Named,
    PhotoOut,
    ReporterOut,
    RequestOut,
    StoryOut,
    WholeOut,
)
from fixward.foundation.text import masked

_MINUTE = dt.timedelta(minutes=1)
_RELATED = ("service", "organization", "department", "on_behalf_of", "place", "duplicate_of", "close_reason")
_PERSONS = ("assignee__person", "reporter__person")


def shown(found: QuerySet[ServiceRequest]) -> QuerySet[ServiceRequest]:
    """With what `rows` needs, in the same number of queries however many rows."""
    photos = Prefetch("photos", Photo.objects.filter(hidden_at=None), to_attr="shown_photos")
    return found.select_related(*_RELATED, *_PERSONS).prefetch_related(photos).annotate(supporters=queries.supporters())


def rows(service_requests: Iterable[ServiceRequest], viewer: Viewer) -> list[RequestOut]:
    """Of requests read by `shown`, in two queries more."""
    found = list(service_requests)
    said = closings(one for one in found if not one.is_open)
    numbers = _originals(found, viewer)
    return [RequestOut(**_row(one, viewer, said.get(one.pk), numbers)) for one in found]


def whole(service_request: ServiceRequest, viewer: Viewer) -> WholeOut:
    """Of one request, as `queries.find` gives it."""
    one = shown(ServiceRequest.objects.filter(pk=service_request.pk)).get()
    said, numbers = closings([one]), _originals([one], viewer)
    person = viewer if isinstance(viewer, Person) else None
    care = queries.care_of(one, person=person, browser=None)
    return WholeOut(
        **_row(one, viewer, said.get(one.pk), numbers),
        because=wording.sentences(one.route),
        answers=_answers(one, viewer),
        custodies=[_custody(hold, _is_read_whole(one, viewer)) for hold in queries.holds(one)],
        story=_story(one, viewer),
        waiting_comments=[message.text for message in own_waiting(one, person)],
        related=[str(other) for other in queries.related(one, viewer)] if isinstance(viewer, Member) else [],
        is_supported=care.is_supported,
        is_followed=care.is_followed,
        reporter=_reporter(one, viewer),
    )


def done(service_request: ServiceRequest, *, pk: int | None = None) -> DoneOut:
    """Of a request whose organization is at hand."""
    return DoneOut(
        number=service_request.number,
        url=address(service_request),
        status=service_request.status,
        organization=service_request.organization.code,
        version=service_request.version,
        id=pk,
    )


def address(service_request: ServiceRequest) -> str:
    """Of its page."""
    return str(settings.BASE_URL) + reverse("residents:request", args=[service_request.number])


def named(thing: Any) -> Named:
    return Named(code=thing.code, name=str(thing.name))


def maybe(thing: Any) -> Named | None:
    return named(thing) if thing else None


def _row(one: ServiceRequest, viewer: Viewer, closing: Closing | None, numbers: dict[int, str]) -> dict[str, Any]:
    own = _is_read_whole(one, viewer)
    return {
        "number": one.number,
        "url": address(one),
        "status": one.status,
        "resolution": one.resolution or None,
        "outcome": None if one.is_open else one.outcome,
        "closing_text": (closing.text if own else closing.public_text) if closing else None,
        "service": named(one.service),
        "organization": named(one.organization),
        "department": maybe(one.department),
        "on_behalf_of": maybe(one.on_behalf_of),
        "place": maybe(one.place),
        "lon": one.lon,
        "lat": one.lat,
        "address": one.address if own else one.public_address,
        "description": one.description if own else one.public_description,
        **{name: getattr(one, name) for name in _MOMENTS},
        "supporters": getattr(one, "supporters", 0),
        "is_private": one.is_private,
        "duplicate_of": numbers.get(one.duplicate_of_id or 0),
        "photos": [_photo(photo) for photo in getattr(one, "shown_photos", [])],
        "version": one.version,
        "desk": _desk(one) if isinstance(viewer, Member) else None,
    }


_MOMENTS = (
    *("submitted_at", "updated_at", "acknowledged_at"),
    *("waiting_since", "closed_at", "expected_at"),
)


def _is_read_whole(one: ServiceRequest, viewer: Viewer) -> bool:
    """Words that reach or name a person: for who wrote them, and for the desk that may reach them."""
    if isinstance(viewer, Member):
        return policy.can_see_reporter(viewer, one)
    return policy.is_reporter(viewer, one)


def _originals(found: Sequence[ServiceRequest], viewer: Viewer) -> dict[int, str]:
    """The numbers of the requests that these repeat, where the viewer may see them."""
    ids = {one.duplicate_of_id for one in found if one.duplicate_of_id}
    visible = ServiceRequest.objects.visible_to(viewer).filter(pk__in=ids).order_by()
    return dict(visible.values_list("pk", "number")) if ids else {}


def _desk(one: ServiceRequest) -> DeskOut:
    assignee = one.assignee
    priority: Any = Priority(one.priority).name.lower()
    return DeskOut(
        priority=priority,
        due_at=one.due_at,
        assignee=MemberOut(id=assignee.pk, name=str(assignee)) if assignee else None,
        unsettled_at=one.unsettled_at,
        hidden_at=one.hidden_at,
        source=one.source,
        source_id=one.source_id,
    )


def _photo(photo: Photo) -> PhotoOut:
    return PhotoOut(
        id=photo.pk,
        url=str(settings.BASE_URL) + reverse("api:photo", args=[photo.pk]),
        small_url=str(settings.BASE_URL) + reverse("api:small_photo", args=[photo.pk]),
        width=photo.width,
        height=photo.height,
        shows_work=photo.shows_work,
    )


def _answers(one: ServiceRequest, viewer: Viewer) -> list[AnswerOut]:
    """The private ones for who works where it is, and for its reporter; words that reach a person as well."""
    own = _is_read_whole(one, viewer)
    is_desk = isinstance(viewer, Member) and policy.role_at(viewer, one) is not None
    questions = questions_for(one.service, one.on_behalf_of_id or one.organization_id)
    return [
        AnswerOut(
            code=question.code,
            question=str(question),
            answer=answers.shown(question, one.answers[question.code], public=not (own or is_desk)),
        )
        for question in questions
        if question.code in one.answers and (own or is_desk or not question.is_private)
    ]


def _custody(hold: queries.Hold, is_whole: bool) -> CustodyOut:
    # Why it was reopened, its reporter may have written.
    is_residents = hold.custody.how == How.REOPENED and not is_whole
    return CustodyOut(
        organization=named(hold.organization),
        department=maybe(hold.department),
        how=hold.custody.how,
        reason=masked(hold.custody.reason) if is_residents else hold.custody.reason,
        started_at=hold.started_at,
        ended_at=hold.ended_at,
        used_seconds=hold.used // _MINUTE * 60,
        is_late=hold.is_late,
    )


def _story(one: ServiceRequest, viewer: Viewer) -> list[StoryOut]:
    visible = {photo.pk for photo in getattr(one, "shown_photos", [])}
    return [_entry(entry, visible) for entry in story(one, viewer)]


def _entry(entry: Entry, visible: set[int]) -> StoryOut:
    return StoryOut(
        id=entry.event.pk,
        kind=entry.kind,
        at=entry.at,
        title=entry.title,
        text=entry.text,
        by=entry.by,
        audience=entry.audience,
        is_official=entry.is_official,
        number=entry.number,
        message=entry.message.pk if entry.message else None,
        photos=[pk for pk in entry.event.data.get("photos", []) if pk in visible],
        files=[
            FileOut(
                name=file.name,
                url=str(settings.BASE_URL) + reverse("api:file", args=[file.pk]),
                content_type=file.content_type,
                size=file.size,
            )
            for file in entry.files
        ],
    )


def _reporter(one: ServiceRequest, viewer: Viewer) -> ReporterOut | None:
    reporter = getattr(one, "reporter", None)
    if reporter is None or not isinstance(viewer, Member) or not policy.can_see_reporter(viewer, one):
        return None
    return ReporterOut(
        name=reporter.name or (reporter.person.name if reporter.person else ""),
        email=reporter.person.email if reporter.person else "",
        phone=reporter.phone or (reporter.person.phone if reporter.person else ""),
    )
