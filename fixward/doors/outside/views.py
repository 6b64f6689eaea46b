"""One page for one request: how it stands, and what can be said about it. Opening it changes nothing.

The link is good while they hold the request: mail scanners that open it do no harm, and who finds an old mail can do
nothing any more.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fixward.domain.catalog.queries import answered_for_all
from fixward.domain.conversations.operations import reply_from_outside
from fixward.domain.governments.models import Organization
from fixward.domain.service_requests import operations, policy
from fixward.domain.service_requests.models import Photo, ServiceRequest, Status
from fixward.domain.service_requests.operations import Refused
from fixward.doors.outside.forms import AnswerForm, CloseForm
from fixward.doors.page.privacy import keep_nowhere
from fixward.followups.exchange.connectors import links
from fixward.followups.exchange.connectors.deliveries import connector_of
from fixward.followups.exchange.connectors.words import told

Forms = dict[str, AnswerForm | CloseForm]


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, token: str) -> HttpResponse:
    found = links.state_for(token)
    if found is None:
        return _shown(request, "outside/not_good.html", {}, status=404)
    service_request = ServiceRequest.objects.select_related("service", "organization").filter(pk=found[0]).first()
    organization = Organization.objects.filter(pk=found[1]).first()
    if service_request is None or organization is None:
        return _shown(request, "outside/not_good.html", {}, status=404)
    if not policy.can_act_from_outside(organization, service_request):
        return _shown(request, "outside/not_yours.html", {}, status=410)
    if request.method == "POST":
        return _acted(request, service_request, organization)
    return _page(request, service_request, organization, {})


@require_safe
def of(request: HttpRequest, letters: str) -> HttpResponse:
    """From another system to the public page of what we have sent there."""
    number = ServiceRequest.objects.public().filter(pk=links.marked(letters) or 0).values_list("number", flat=True)
    found = number.first()
    if found is None:
        raise Http404
    return redirect("residents:request", found)


@require_safe
def photo(request: HttpRequest, token: str) -> HttpResponseBase:
    """For who was given its address: gone once the photo is hidden, or what was public is not any more."""
    found = _given(token)
    if found is None:
        raise Http404
    try:
        found.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(found.file, content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    keep_nowhere(response)
    return response


def _given(token: str) -> Photo | None:
    """While they hold the request; a system, which shows it to everybody, only gets what everybody may see."""
    given = links.photo_for(token)
    if given is None:
        return None
    held = Photo.objects.filter(hidden_at=None, service_request__organization=given.organization)
    found = held.select_related("service_request").filter(pk=given.photo).first()
    return found if found and (found.service_request.is_public or not given.is_for_all) else None


def _acted(request: HttpRequest, service_request: ServiceRequest, by: Organization) -> HttpResponse:
    act = _ACTS.get(request.POST.get("act", ""))
    if act is None:
        raise Http404
    forms: Forms = {}
    try:
        done = act(request, service_request, by, forms)
    except Refused as refusal:
        for form in forms.values():
            form.add_error(None, str(refusal))
        if not forms:
            messages.error(request, str(refusal))
            return _kept(redirect(request.path))
        done = ""
    if not done:
        return _page(request, service_request, by, forms, status=422)
    messages.success(request, done)
    return _kept(redirect(request.path))


def _acknowledge(request: HttpRequest, service_request: ServiceRequest, by: Organization, forms: Forms) -> str:
    operations.acknowledge_from_outside(service_request, by=by)
    return _("Thank you. The reporter can now read that you are working on it.")


def _answer(request: HttpRequest, service_request: ServiceRequest, by: Organization, forms: Forms) -> str:
    forms["answer_form"] = form = AnswerForm(request.POST, request.FILES)
    if not form.is_valid():
        return ""
    reply_from_outside(service_request, by=by, **form.cleaned_data | {"text": told(form.cleaned_data["text"])})
    return _("Thank you. Your answer is in the thread, and the reporter will get it.")


def _close(request: HttpRequest, service_request: ServiceRequest, by: Organization, forms: Forms) -> str:
    forms["close_form"] = form = CloseForm(request.POST)
    form.is_valid()
    pictures = form.pictures(request.FILES.getlist("photos"))
    if form.errors:
        return ""
    resolution, text = form.cleaned_data["resolution"], told(form.cleaned_data["text"])
    operations.close_from_outside(service_request, resolution=resolution, text=text, pictures=pictures, by=by)
    return _("Thank you. It is closed, and the reporter will read the outcome.")


_ACTS: dict[str, Callable[[HttpRequest, ServiceRequest, Organization, Forms], str]] = {
    "acknowledge": _acknowledge,
    "answer": _answer,
    "close": _close,
}


def _page(
    request: HttpRequest, service_request: ServiceRequest, by: Organization, forms: Forms, *, status: int = 200
) -> HttpResponse:
    shows_all = connector_of(by).shows_reporter
    photos = service_request.photos.filter(hidden_at=None)
    context: dict[str, Any] = {
        "service_request": service_request,
        "organization": by,
        "description": service_request.description if shows_all else service_request.public_description,
        "address": service_request.address if shows_all else service_request.public_address,
        "answers": answered_for_all(
            service_request.service,
            service_request.on_behalf_of_id or by.pk,
            service_request.answers,
            is_whole=shows_all,
        ),
        "photos": [(links.photo(one.pk, by.pk, is_for_all=False), one.shows_work) for one in photos],
        "is_new": service_request.status == Status.SUBMITTED,
        "answer_form": AnswerForm(),
        "close_form": CloseForm(),
        "error_forms": list(forms.values()),
    }
    return _shown(request, "outside/page.html", context | forms, status=status)


def _shown(request: HttpRequest, template: str, context: dict[str, Any], *, status: int) -> HttpResponse:
    return _kept(render(request, template, context, status=status))


def _kept(response: HttpResponse) -> HttpResponse:
    """In no cache, and the address, which is a key, goes to no other site."""
    keep_nowhere(response)
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response
