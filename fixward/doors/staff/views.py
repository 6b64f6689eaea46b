"""The staff's door: one request's desk with its operations, the hat worn."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fixward.domain.catalog.answers import AnswersRefused
from fixward.domain.conversations import operations as conversations
from fixward.domain.conversations.models import Message
from fixward.domain.service_requests import nearby, queries
from fixward.domain.service_requests.models import ServiceRequest
from fixward.domain.service_requests.operations import Refused
from fixward.doors.page.points import collection, of_request
from fixward.doors.page.questions import PREFIX
from fixward.doors.staff.access import HAT, StaffRequest, elsewhere, staff_view, visible
from fixward.doors.staff.actions import ACTIONS, Action, repeats
from fixward.doors.staff.around import REQUESTS_M
from fixward.doors.staff.desk import Desk
from fixward.doors.staff.forms import DeskForm, ReasonForm
from fixward.doors.staff.pin import PinForm


@require_safe
@staff_view
def find(request: StaffRequest) -> HttpResponse:
    """From every page to the request whose number somebody says."""
    typed = request.GET.get("number", "").strip()[:100]
    if not typed:
        return render(request, "staff/not_found.html")
    return redirect("staff:request", visible(request, typed).number)


@require_safe
@staff_view
def desk(request: StaffRequest, number: str) -> HttpResponse:
    service_request = visible(request, number)
    if service_request.number != number:
        return redirect("staff:request", service_request.number)
    drawn = Desk(service_request, request.member)
    _fill(request, drawn)
    return _drawn(request, drawn)


@require_safe
@staff_view
def near(request: StaffRequest, number: str) -> HttpResponse:
    """The request and the open ones nearby, as points for the map of its desk; those for the same service stand out."""
    service_request = visible(request, number)
    found = nearby.around(service_request, request.member, metres=REQUESTS_M)
    features = [
        _point(other.service_request, "warn" if other.service_request.service == service_request.service else "quiet")
        for other in found
    ]
    features.append(_point(service_request, "bad"))
    return collection(features)


@staff_view
def operate(request: StaffRequest, number: str, name: str) -> HttpResponse:
    """Any operation of the desk: read its form, do it, draw the desk as it is then."""
    service_request = visible(request, number)
    action = ACTIONS.get(name)
    if action is None:
        raise Http404
    if request.method != "POST":
        return _asked(request, Desk(service_request, request.member), action)
    form = Desk(service_request, request.member).form(action, request.POST, request.FILES)
    if form.is_valid():
        try:
            action.do(service_request, by=request.member, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except AnswersRefused as refusal:
            for code, sentence in refusal.sentences.items():
                form.add_error(PREFIX + code, sentence)
    if form.is_valid() or _was_done(action, service_request, request, form):
        return _done(request, number, action.name, str(action.done))
    return _refused(request, number, action.name, form, page=action.page)


@staff_view
def hide_message(request: StaffRequest, number: str, message: int) -> HttpResponse:
    service_request = visible(request, number)
    if request.method != "POST":
        return redirect("staff:request", service_request.number)
    hidden = get_object_or_404(Message, service_request=service_request, pk=message)
    name = f"message-{hidden.pk}"
    form = ReasonForm(request.POST, name=name, service_request=service_request, member=request.member)
    if form.is_valid():
        try:
            conversations.hide_message(hidden, by=request.member, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    if form.is_valid():
        return _done(request, number, name, _("The message is hidden from the public."))
    return _refused(request, number, name, form)


@staff_view
def hat(request: StaffRequest) -> HttpResponse:
    """Choose for whom one works now; kept in the session."""
    if request.method == "POST":
        chosen = request.POST.get("member", "")
        if member := next((row for row in request.hats if str(row.pk) == chosen), None):
            request.session[HAT] = member.pk
            return redirect(_next(request, request.POST.get("next", "")))
    context = {"next": _next(request, request.GET.get("next", ""))}
    return render(request, "staff/hat.html", context)


def _fill(request: StaffRequest, drawn: Desk) -> None:
    """A canned reply was chosen for one of the forms."""
    language = request.GET.get("language", "")
    language = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    for into, fitting in (("reply", drawn.canned_to_answer), ("close", drawn.canned_to_close)):
        asked = request.GET.get(f"canned_{into}")
        chosen = next((reply for reply in fitting if str(reply.pk) == asked), None) if asked else None
        if chosen and into in ACTIONS:
            drawn.fill(into, chosen, language)


def _point(service_request: ServiceRequest, tone: str) -> dict[str, Any]:
    return of_request(service_request, url=resolve_url("staff:request", service_request.number), tone=tone)


def _was_done(action: Action, service_request: ServiceRequest, request: StaffRequest, form: DeskForm) -> bool:
    """A double click: the first one has done it."""
    now = ServiceRequest.objects.get(pk=service_request.pk)
    return repeats(action, now, request.member, seen=form.cleaned_data.get("seen"))


def _asked(request: StaffRequest, drawn: Desk, action: Action) -> HttpResponse:
    """The page of an operation that has one; else the desk: its form was refused and is loaded again."""
    if action.page and action.name in drawn.offers:
        return _own_page(request, drawn, action.name, action.page)
    return redirect("staff:request", drawn.service_request.number)


def _done(request: StaffRequest, number: str, name: str, said: str) -> HttpResponse:
    """The whole desk anew, since an operation changes more of it than its form; without htmx by a redirect."""
    if queries.find(number, request.member) is None:
        return _left(request, said)
    if not request.htmx:
        messages.success(request, said)
        return redirect("staff:request", number)
    drawn = Desk(visible(request, number), request.member, said=said, said_by=name)
    return render(request, "staff/_desk.html", {"desk": drawn})


def _left(request: StaffRequest, said: str) -> HttpResponse:
    """To the inbox: a private request whose holder this member does not work for is out of sight once handed over."""
    messages.success(request, said + " " + _("It is private, and no longer shown to you."))
    return elsewhere(request, redirect("staff:inbox"))


def _refused(request: StaffRequest, number: str, name: str, form: DeskForm, *, page: str = "") -> HttpResponse:
    """The desk as it is now, with the form as it was sent and the reason beside it."""
    drawn = Desk(visible(request, number), request.member, refused={name: form})
    if page:
        return _own_page(request, drawn, name, page, status=422)
    return _drawn(request, drawn, status=422)


def _own_page(request: StaffRequest, drawn: Desk, name: str, page: str, *, status: int = 200) -> HttpResponse:
    """The page of the pin: where the address or the form names a point, with what the rules say of that."""
    form = drawn.offers[name].form
    lon, lat = ((request.POST or request.GET).get(side, "") for side in ("lon", "lat"))
    if not form.is_bound and lon and lat:
        form.initial = {**form.initial, "lon": lon, "lat": lat}
        if isinstance(form, PinForm):
            form.look(lon, lat)
    there = [_degrees(lon, drawn.service_request.lon), _degrees(lat, drawn.service_request.lat)]
    context = {
        "desk": drawn,
        "offer": drawn.offers[name],
        "lon": there[0],
        "lat": there[1],
        "is_looked_at": bool(lon and lat and not form.errors),
    }
    return render(request, page, context, status=status)


def _degrees(typed: str, known: float) -> float:
    try:
        degrees = float(typed)
    except ValueError:
        return known
    return degrees if -180 <= degrees <= 180 else known


def _drawn(request: StaffRequest, drawn: Desk, *, status: int = 200) -> HttpResponse:
    if request.htmx:
        # 200 even with errors: htmx does not swap every 4xx answer.
        return render(request, "staff/_desk.html", {"desk": drawn})
    context = {"desk": drawn, "other_hat": drawn.other_hat(request.hats)}
    return render(request, "staff/request.html", context, status=status)


def _next(request: StaffRequest, address: str) -> str:
    is_ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    # Beginning with a slash: what does not, `redirect` takes for the name of a view.
    is_page = address.startswith("/") and not address.startswith("/staff/hat")
    return address if is_ours and is_page else "/staff/"
