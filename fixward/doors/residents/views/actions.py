"""What everybody can do about a request: support, follow, comment."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fixward.domain.conversations.operations import comment as write_comment
from fixward.domain.people.models import Person
from fixward.domain.service_requests import operations
from fixward.domain.service_requests.models import ServiceRequest
from fixward.domain.service_requests.operations import Refused
from fixward.doors.page import limits
from fixward.doors.residents import browsers
from fixward.doors.residents.forms import CommentForm, FollowForm
from fixward.doors.residents.tasks import ask_to_confirm
from fixward.doors.residents.viewers import seen
from fixward.doors.residents.views.request import care, conversation, page


@require_POST
def support(request: HttpRequest, number: str) -> HttpResponse:
    service_request, person = seen(request, number)
    browser = browsers.known(request) or uuid.uuid4()
    if passed := limits.too_many(request, "supports"):
        messages.error(request, passed.sentence)
        return _care(request, service_request, person, browsers.known(request))
    try:
        operations.support(service_request, by=person, browser=browser)
    except Refused as refusal:
        messages.error(request, str(refusal))
    response = _care(request, service_request, person, browser)
    if person is None:
        browsers.remember(response, browser)
    return response


@require_POST
def follow(request: HttpRequest, number: str) -> HttpResponse:
    """At once for whoever has proved their address; others get a mail that asks."""
    service_request, person = seen(request, number)
    if person is None:
        return _ask_to_follow(request, service_request)
    try:
        operations.follow(service_request, by=person)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return _care(request, service_request, person, browsers.known(request))


@require_POST
def unfollow(request: HttpRequest, number: str) -> HttpResponse:
    service_request, person = seen(request, number)
    if person is not None:
        operations.unfollow(service_request, by=person)
    return _care(request, service_request, person, browsers.known(request))


@require_POST
def comment(request: HttpRequest, number: str) -> HttpResponse:
    service_request, person = seen(request, number)
    form, passed = CommentForm(request.POST), None
    if person is None:
        form.add_error("text", _("Log in with a code first, so that we know it is you."))
    elif form.is_valid() and (passed := limits.too_many(request, "comments", contact=person.email)):
        form.add_error("text", passed.sentence)
    elif form.is_valid():
        try:
            write_comment(service_request, text=form.cleaned_data["text"], by=person, key=form.cleaned_data["key"])
        except Refused as refusal:
            form.add_error("text", str(refusal))
    fresh = {} if not form.errors else {"comment_form": form}
    if request.htmx:  # type: ignore[attr-defined]
        context = conversation(service_request, person) | fresh
        return render(request, "residents/_conversation.html", context)
    if form.errors:
        answer = page(request, service_request, person, status=422, comment_form=form)
        return passed.told(answer) if passed else answer
    return redirect(f"{_address(service_request)}#_conversation")


def _ask_to_follow(request: HttpRequest, service_request: ServiceRequest) -> HttpResponse:
    form = FollowForm(request.POST)
    passed = limits.too_many(request, "follows", contact=form.cleaned_data["email"]) if form.is_valid() else None
    if passed:
        form.add_error("email", passed.sentence)
    if form.is_valid():
        ask_to_confirm(service_request, form.cleaned_data["email"])
        asked = {"asked": form.cleaned_data["email"]}
        if request.htmx:  # type: ignore[attr-defined]
            return render(request, "residents/_care.html", care(service_request, None, browsers.known(request)) | asked)
        messages.success(request, _("We have sent you a mail. Open the link in it, and you follow this request."))
        return redirect(_address(service_request))
    if request.htmx:  # type: ignore[attr-defined]
        context = care(service_request, None, browsers.known(request)) | {"follow_form": form}
        return render(request, "residents/_care.html", context)
    answer = page(request, service_request, None, status=422, follow_form=form)
    return passed.told(answer) if passed else answer


def _care(
    request: HttpRequest, service_request: ServiceRequest, person: Person | None, browser: uuid.UUID | None
) -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "residents/_care.html", care(service_request, person, browser))
    return redirect(_address(service_request))


def _address(service_request: ServiceRequest) -> str:
    return f"/requests/{service_request.number}"
