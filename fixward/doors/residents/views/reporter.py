"""What only the reporter does about a request: add photos, withdraw, reopen, rate."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fixward.domain.conversations.operations import rate as write_rating
from fixward.domain.people.models import Person
from fixward.domain.service_requests import operations
from fixward.domain.service_requests.models import ServiceRequest
from fixward.domain.service_requests.operations import Refused
from fixward.domain.service_requests.operations.photos import MOST_PHOTOS
from fixward.doors.residents.forms import PhotosForm, RatingForm, ReopenForm, WithdrawForm
from fixward.doors.residents.viewers import seen
from fixward.doors.residents.views.request import page
from fixward.foundation.files import pictures


@require_POST
def add_photos(request: HttpRequest, number: str) -> HttpResponse:
    service_request, person = seen(request, number)
    form = PhotosForm(request.POST)
    files = request.FILES.getlist("photos")
    read: list[pictures.Picture] = []
    if not files:
        form.add_error("photos", _("Choose a photo first."))
    if len(files) > MOST_PHOTOS:
        form.add_error("photos", _("Please send at most %(most)d photos.") % {"most": MOST_PHOTOS})
        files = []
    for file in files:
        try:
            read.append(pictures.read(file, name=(file.name or "")[:80]))
        except pictures.PictureRefused as refusal:
            form.add_error("photos", str(refusal))
    done = _("Thank you: the photos are added.")
    return _act(
        request, service_request, person, form, done, lambda by: operations.add_photos(service_request, read, by=by)
    )


@require_POST
def reopen(request: HttpRequest, number: str) -> HttpResponse:
    service_request, person = seen(request, number)
    form = ReopenForm(request.POST)
    form.is_valid()
    reason = form.cleaned_data.get("reason", "")
    done = _("It is open again.")
    return _act(
        request,
        service_request,
        person,
        form,
        done,
        lambda by: operations.reopen(service_request, reason=reason, by=by),
        field="reason",
    )


@require_POST
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    service_request, person = seen(request, number)
    form = WithdrawForm(request.POST)
    done = _("Your report is withdrawn.")
    return _act(request, service_request, person, form, done, lambda by: operations.withdraw(service_request, by=by))


@require_POST
def rate(request: HttpRequest, number: str) -> HttpResponse:
    service_request, person = seen(request, number)
    form = RatingForm(request.POST)
    form.is_valid()
    given = form.cleaned_data
    done = _("Thank you: that helps the government to do better.")
    return _act(request, service_request, person, form, done, lambda by: write_rating(service_request, by=by, **given))


def _act(
    request: HttpRequest,
    service_request: ServiceRequest,
    person: Person | None,
    form: PhotosForm | RatingForm | ReopenForm | WithdrawForm,
    done: str,
    operate: Callable[[Person], object],
    *,
    field: str | None = None,
) -> HttpResponse:
    """Do it in the reporter's name, and show the page again with what came of it."""
    if person is None:
        form.add_error(None, _("Open the link in your mail, or log in, so that we know it is yours."))
    elif not form.errors:
        try:
            operate(person)
        except Refused as refusal:
            form.add_error(field, str(refusal))
    if form.errors:
        return page(request, service_request, person, status=422, **{form.context_name: form})
    messages.success(request, done)
    return redirect("residents:request", service_request.number)
