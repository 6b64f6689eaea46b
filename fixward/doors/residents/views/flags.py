"""Pointing at what should not be public: a page of its own, reached from the request, a comment or a photo."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fixward.domain.conversations import operations
from fixward.domain.conversations.models import Message
from fixward.domain.people.models import Person
from fixward.domain.service_requests.models import ServiceRequest
from fixward.domain.service_requests.operations import Refused
from fixward.doors.residents import browsers
from fixward.doors.residents.forms import REPORT, FlagForm, Target
from fixward.doors.residents.viewers import seen


@require_http_methods(["GET", "HEAD", "POST"])
def flag(request: HttpRequest, number: str) -> HttpResponse:
    service_request, person = seen(request, number)
    targets = _targets(service_request)
    if request.method != "POST":
        chosen = request.GET.get("what", REPORT)
        return _asked(
            request, service_request, FlagForm(targets, initial={"what": chosen if chosen in targets else REPORT})
        )
    form = FlagForm(targets, request.POST)
    browser = browsers.known(request) or uuid.uuid4()
    if form.is_valid():
        _flag(service_request, form, targets[form.cleaned_data["what"]], person, browser)
    if not form.is_valid():
        return _asked(request, service_request, form, status=422)
    messages.success(
        request,
        _("Thank you. Somebody at %(organization)s looks at it.") % {"organization": service_request.organization},
    )
    response = redirect("residents:request", service_request.number)
    if person is None:
        browsers.remember(response, browser)
    return response


def _flag(
    service_request: ServiceRequest, form: FlagForm, target: Target, person: Person | None, browser: uuid.UUID
) -> None:
    given = form.cleaned_data
    try:
        operations.flag(
            service_request,
            reason=given["reason"],
            text=given["text"],
            message=target.message,
            photo=target.photo,
            by=person,
            browser=None if person else browser,
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))


def _asked(request: HttpRequest, service_request: ServiceRequest, form: FlagForm, *, status: int = 200) -> HttpResponse:
    context = {"service_request": service_request, "form": form}
    return render(request, "residents/flag.html", context, status=status)


def _targets(service_request: ServiceRequest) -> dict[str, Target]:
    """Everything that a resident can read there, by the name it has in the form."""
    found = {REPORT: Target(_("The report itself"))}
    for position, photo in enumerate(service_request.photos.filter(hidden_at=None), start=1):
        found[f"photo-{photo.pk}"] = Target(_("Photo %(position)d") % {"position": position}, photo=photo)
    public = Message.objects.filter(service_request=service_request, hidden_at=None, held_at=None)
    for message in public.order_by("pk"):
        found[f"message-{message.pk}"] = Target(f"“{message.public_text[:80]}”", message=message)
    return found
