"""A request in sentences: its state, who has it since when and why, and its story as the page draws it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from fixward.domain.catalog import answers
from fixward.domain.catalog.models import Question
from fixward.domain.conversations.story import Entry
from fixward.domain.governments.models import Standing
from fixward.domain.routing import wording
from fixward.domain.service_requests import queries
from fixward.domain.service_requests.arrival import arrival
from fixward.domain.service_requests.models import (
    Audience,
    EventKind,
    OutsideNumber,
    Photo,
    Resolution,
    ServiceRequest,
    Status,
)
from fixward.domain.service_requests.queries import Hold
from fixward.doors.page import marks
from fixward.doors.page.templatetags.page import when
from fixward.foundation import clock

_SIGNS = {
    EventKind.SUBMITTED: ("flag", "new"),
    EventKind.ACKNOWLEDGED: ("visibility", "active"),
    EventKind.ASSIGNED: ("groups", "active"),
    EventKind.TRANSFERRED: ("arrow_forward", "moved"),
    EventKind.RETURNED: ("undo", "moved"),
    EventKind.UNSETTLED: ("account_balance", "warn"),
    EventKind.SETTLED: ("account_balance", "moved"),
    EventKind.ADOPTED: ("account_balance", "moved"),
    EventKind.REROUTED: ("loop", "moved"),
    EventKind.REPLIED: ("campaign", "active"),
    EventKind.COMMENTED: ("chat", "quiet"),
    EventKind.ASKED: ("help", "warn"),
    EventKind.REMINDED: ("schedule", "quiet"),
    EventKind.RESUMED: ("autorenew", "active"),
    EventKind.SERVICE_CHANGED: ("edit", "quiet"),
    EventKind.NUMBERED: ("link", "quiet"),
    EventKind.PIN_MOVED: ("location_on", "quiet"),
    EventKind.DUPLICATE: ("content_copy", "quiet"),
    EventKind.MERGED: ("content_copy", "quiet"),
    EventKind.SEPARATED: ("content_copy", "new"),
    EventKind.CLOSED: ("check_circle", "good"),
    EventKind.REOPENED: ("autorenew", "new"),
    EventKind.PHOTO_ADDED: ("photo_camera", "quiet"),
    EventKind.RATED: ("star", "good"),
    EventKind.EDITED: ("edit", "quiet"),
}


@dataclass(frozen=True, slots=True)
class State:
    """The state as a word with its tone, and as a sentence."""

    label: str
    tone: str
    sentence: SafeString


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has the request (or had it last), since when, and why."""

    name: str
    organization: str
    department: str
    on_behalf_of: str
    since: dt.datetime
    because: list[str]


def state(service_request: ServiceRequest) -> State:
    label = str(service_request.get_status_display())
    return State(label, marks.tone(service_request), _sentence(service_request))


def _sentence(service_request: ServiceRequest) -> SafeString:
    who = service_request.organization
    if service_request.status == Status.CLOSED:
        resolution = service_request.get_resolution_display()
        if service_request.close_reason:
            resolution = f"{resolution} ({service_request.close_reason})"
        return format_html(_("Closed: {}, {}"), resolution, when(service_request.closed_at))
    if service_request.waiting_since:
        return format_html(_("{} has asked the reporter something and waits for the answer."), who)
    if service_request.unsettled_at:
        return format_html(_("{} is deciding who is responsible."), who)
    if service_request.status == Status.ACKNOWLEDGED:
        return format_html(_("{} has taken note and is on it."), who)
    return format_html(_("{} has received it."), who)


def holder(service_request: ServiceRequest, holds: list[Hold]) -> Holder:
    now, came = holds[-1], arrival(holds)
    department = now.department.name if now.department else ""
    return Holder(
        name=f"{now.organization}, {department}" if department else str(now.organization),
        organization=str(now.organization),
        department=department,
        on_behalf_of=str(service_request.on_behalf_of or ""),
        since=came.since,
        because=list(filter(None, (came.sentence, *wording.sentences(service_request.route)))),
    )


def outside_numbers(service_request: ServiceRequest, holds: list[Hold]) -> list[OutsideNumber]:
    """Asked for only where it went to an organization off the platform."""
    is_outside = any(hold.organization.standing == Standing.EXTERNAL for hold in holds)
    return queries.outside_numbers(service_request) if is_outside else []


def where(service_request: ServiceRequest) -> str:
    """The address, and the place where the address does not name it."""
    place = str(service_request.place or "")
    address = service_request.public_address
    return address if place and place in address else ", ".join(filter(None, (address, place)))


def is_late(service_request: ServiceRequest) -> bool:
    expected = service_request.expected_at
    return (
        service_request.is_open and expected is not None and expected < (service_request.waiting_since or clock.now())
    )


def shown_answers(
    service_request: ServiceRequest, questions: Iterable[Question], *, private: bool
) -> list[tuple[str, str]]:
    """Questions and answers; the private ones, and words that reach a person, only for the reporter."""
    given: dict[str, answers.Answer] = service_request.answers
    return [
        (str(question), answers.shown(question, given[question.code], public=not private))
        for question in questions
        if question.code in given and (private or not question.is_private)
    ]


def drawn(entries: Iterable[Entry], photos: Iterable[Photo]) -> list[dict[str, Any]]:
    """The story as `page/_story.html` takes it; a photo that was hidden since is left out."""
    known = {photo.pk: photo for photo in photos}
    return [_drawn(entry, known) for entry in entries]


def _drawn(entry: Entry, known: dict[int, Photo]) -> dict[str, Any]:
    sign, colour = _SIGNS.get(EventKind(entry.kind), ("check", "quiet"))
    if entry.kind == EventKind.CLOSED and entry.event.data.get("resolution") != Resolution.FIXED:
        sign, colour = "check", "quiet"
    return {
        "title": _("%(title)s, as %(number)s") % {"title": entry.title, "number": entry.number}
        if entry.is_of_duplicate
        else entry.title,
        # What was reported stands on the page already.
        "text": "" if entry.kind == EventKind.SUBMITTED and not entry.is_of_duplicate else entry.text,
        "at": entry.at,
        "who": entry.by,
        "icon": sign,
        "tone": colour,
        "voice": _voice(entry),
        "message": entry.message,
        "files": entry.files,
        "badge": _("Only you and the government see this") if entry.audience == Audience.PRIVATE else "",
        "photos": [shown(known[pk]) for pk in entry.event.data.get("photos", []) if pk in known],
    }


def _voice(entry: Entry) -> str:
    """Who speaks: the words of a government and those of a resident are shown apart, whatever happened with them."""
    if not entry.text:
        return ""
    return "government" if entry.is_official else "resident"


def shown(photo: Photo) -> dict[str, Any]:
    return {
        "url": reverse("residents:photo_small", args=[photo.pk]),
        "large": reverse("residents:photo", args=[photo.pk]),
        "alt": _("Photo of the work done") if photo.shows_work else _("Photo of the problem"),
        "width": photo.width,
        "height": photo.height,
    }
