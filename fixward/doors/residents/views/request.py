"""The page of one request: its state, who has it and why, its story, and what a resident can do about it."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fixward.domain.conversations.models import Rating
from fixward.domain.conversations.operations.ratings import is_ratable
from fixward.domain.conversations.queries import own_waiting, question_of
from fixward.domain.conversations.story import story
from fixward.domain.people.models import Person
from fixward.domain.service_requests import links, numbers, policy
from fixward.domain.service_requests.models import ServiceRequest
from fixward.domain.service_requests.operations.work import reopenable_until
from fixward.domain.service_requests.queries import care_of, holds
from fixward.domain.service_requests.waiting import open_wait
from fixward.doors.page.privacy import keep_nowhere
from fixward.doors.residents import browsers, wording
from fixward.doors.residents.forms import CommentForm, FollowForm, PhotosForm, RatingForm, ReopenForm
from fixward.doors.residents.viewers import remember_link, seen
from fixward.foundation import clock


@require_safe
def show(request: HttpRequest, number: str) -> HttpResponse:
    if "key" in request.GET:
        return _by_link(request, number)
    service_request, person = seen(request, number)
    if service_request.number != number:
        return redirect("residents:request", service_request.number)
    return page(request, service_request, person)


def page(
    request: HttpRequest, service_request: ServiceRequest, person: Person | None, *, status: int = 200, **forms: Any
) -> HttpResponse:
    """The whole page, with the forms that came back with errors in place of fresh ones."""
    context = whole(request, service_request, person) | forms | {"error_forms": list(forms.values())}
    return render(request, "residents/request.html", context, status=status)


def whole(request: HttpRequest, service_request: ServiceRequest, person: Person | None) -> dict[str, Any]:
    is_reporter = policy.is_reporter(person, service_request)
    photos = list(service_request.photos.filter(hidden_at=None))
    chain = holds(service_request)
    questions = service_request.service.questions.all()
    return {
        **care(service_request, person, browsers.known(request)),
        **conversation(service_request, person, photos=photos),
        "state": wording.state(service_request),
        "holder": wording.holder(service_request, chain) if chain else None,
        "outside_numbers": wording.outside_numbers(service_request, chain),
        "where": wording.where(service_request),
        "is_late": wording.is_late(service_request),
        **_question(service_request),
        "photos": [wording.shown(photo) for photo in photos if not photo.shows_work],
        "answers": wording.shown_answers(service_request, questions, private=is_reporter),
        "description": service_request.description if is_reporter else service_request.public_description,
        "original": _original(service_request, person),
        "own_address": settings.BASE_URL + reverse("residents:request", args=[service_request.number]),
        **(_own(service_request) if is_reporter else {}),
    }


def _question(service_request: ServiceRequest) -> dict[str, Any]:
    """What the reporter was asked and has not answered."""
    wait = open_wait(service_request)
    return {"wait": wait, "question": question_of(service_request)} if wait else {}


def _own(service_request: ServiceRequest) -> dict[str, Any]:
    """What `_reporter.html` shows."""
    rating = Rating.objects.filter(service_request=service_request).first()
    given = {"stars": str(rating.stars), "text": rating.text} if rating else {}
    return {
        "photos_form": PhotosForm(),
        "reopen_form": ReopenForm(),
        "rating": rating,
        "rating_form": RatingForm(initial=given) if is_ratable(service_request, rating) else None,
        "reopen_until": _reopenable_until(service_request),
    }


def _reopenable_until(service_request: ServiceRequest) -> dt.datetime | None:
    until = reopenable_until(service_request)
    return until if until and until >= clock.now() else None


def care(service_request: ServiceRequest, person: Person | None, browser: UUID | None) -> dict[str, Any]:
    """What `_care.html` shows: who has it too, and who hears of it."""
    return {
        "service_request": service_request,
        "person": person,
        "care": care_of(service_request, person=person, browser=browser),
        "can_take_part": policy.can_take_part(person, service_request),
        "is_reporter": policy.is_reporter(person, service_request),
        "follow_form": FollowForm(),
    }


def conversation(
    service_request: ServiceRequest, person: Person | None, *, photos: list[Any] | None = None
) -> dict[str, Any]:
    """What `_conversation.html` shows: the story, and the field for the next word in it."""
    known = list(service_request.photos.filter(hidden_at=None)) if photos is None else photos
    return {
        "service_request": service_request,
        "person": person,
        "entries": wording.drawn(story(service_request, person), known),
        "can_take_part": policy.can_take_part(person, service_request),
        "comment_form": CommentForm(),
        "waiting": own_waiting(service_request, person),
    }


def _by_link(request: HttpRequest, number: str) -> HttpResponse:
    """A link from a mail: the browser is known by it from now on, and the key leaves the address bar."""
    number = numbers.read(number) or number
    person = links.person_for(number, request.GET["key"])
    if person:
        remember_link(request, number, person)
    else:
        messages.error(request, _("This link is not complete. Copy all of it from the mail, or log in with a code."))
    response = redirect("residents:request", number)
    keep_nowhere(response)
    response["Referrer-Policy"] = "no-referrer"
    return response


def _original(service_request: ServiceRequest, person: Person | None) -> ServiceRequest | None:
    if service_request.duplicate_of_id is None:
        return None
    return ServiceRequest.objects.visible_to(person).filter(pk=service_request.duplicate_of_id).first()
