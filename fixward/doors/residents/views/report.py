"""Reporting a problem: where, what, details, sent. Each step is a page; all of them are one form."""

from __future__ import annotations

import uuid
from functools import partial
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fixward.domain.routing import current
from fixward.domain.service_requests import operations, queries
from fixward.domain.service_requests.models import ServiceRequest
from fixward.doors.page import limits
from fixward.doors.residents import addresses
from fixward.doors.residents.forms import CodeForm
from fixward.doors.residents.report import known as already
from fixward.doors.residents.report import landmarks, photos, robots, services
from fixward.doors.residents.report.beyond import Beyond, beyond
from fixward.doors.residents.report.form import DETAILS, STEPS, WHAT, WHERE, ReportForm
from fixward.doors.residents.viewers import logged_in
from fixward.doors.residents.views import code
from fixward.doors.residents.views import known as joining
from fixward.foundation.files import drafts

# The numbers that this browser has sent: in a signed cookie, since a session would be another row to write durably.
_SENT = "sent"
_MOST_SENT = 30
_REMEMBERED_S = 3600  # the page shows the reporter's address: whoever comes later to a shared computer must not read it
_LONGEST_KNOWN = 300
_MOST_UNFOLDED = 12  # services; a longer list would have a phone scrolled for screens


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    current.current()  # nobody fills in a form that nobody can receive
    return _posted(request) if request.method == "POST" else _opened(request)


@require_safe
def found(request: HttpRequest) -> HttpResponse:
    """The addresses that fit what was typed so far, to be put under the search field."""
    text = request.GET.get("where", "")
    return render(request, "residents/_found.html", {"found": addresses.search(text), "searched": text.strip()})


@require_POST
def destination(request: HttpRequest) -> HttpResponse:
    """Who would get it with the answers as they are now."""
    form = ReportForm(request.POST.copy())
    if form.destination is None:
        return HttpResponse(status=204)
    return render(request, "residents/_destination.html", _context(request, form, DETAILS))


@require_safe
def draft_photo(request: HttpRequest, token: str) -> HttpResponse:
    thumbnail = drafts.thumbnail(token)
    if thumbnail is None:
        raise Http404
    return HttpResponse(thumbnail, content_type="image/jpeg", headers={"Cache-Control": "private, max-age=3600"})


@require_safe
def sent(request: HttpRequest, number: str) -> HttpResponse:
    """What this browser has just sent; to others the request's own page."""
    if number not in _sent_before(request):
        return redirect("residents:request", number)
    service_request = ServiceRequest.objects.select_related("service", "organization", "department").get(number=number)
    response = render(request, "residents/sent.html", _thanks(request, service_request))
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def send_code(request: HttpRequest, number: str) -> HttpResponse:
    """To the address that this browser has just reported with, so that it is not typed again."""
    service_request = get_object_or_404(ServiceRequest, number=number) if number in _sent_before(request) else None
    asked = CodeForm({"email": _address_of(service_request)})
    return code.send(request, asked, then=reverse("residents:my")) if asked.is_valid() else redirect("residents:my")


@require_safe
def draft(request: HttpRequest) -> HttpResponse:
    """Where somebody left off to log in."""
    data = code.kept(request)
    if data is None or not current.is_set_up():
        return redirect("residents:report")
    _fill_in(request, data)
    form = ReportForm(data)
    return _page(request, form, form.furthest)


def _fill_in(request: HttpRequest, data: QueryDict) -> None:
    """What is known of whoever is logged in is not asked again."""
    if person := logged_in(request):
        data["name"] = data.get("name") or person.name
        data["phone"] = data.get("phone") or person.phone


def _opened(request: HttpRequest) -> HttpResponse:
    data = request.GET.copy()
    addresses.choose(data)  # from the frame of a government's web site, where a report begins by an address
    _fill_in(request, data)
    data["key"] = str(uuid.uuid4())
    form = ReportForm(data)
    wanted = data.get("step", "")
    step = wanted if wanted in STEPS[: STEPS.index(form.furthest)] else form.furthest
    if step == WHERE and form.has_place:
        form.check(WHERE)
    if step == WHAT and data.get("service"):
        form.check(WHAT)
    return _page(request, form, step)


def _posted(request: HttpRequest) -> HttpResponse:
    data = request.POST.copy()
    addresses.choose(data)
    wrong_photos = _keep_photos(request, data)
    if "remove" in data:
        photos.remove(data, data.get("remove", ""))
    form = ReportForm(data)
    for sentence in wrong_photos:
        form.add_error("photos", sentence)
    if "remove" in data or wrong_photos:
        return _page(request, form, DETAILS if form.furthest == DETAILS else form.furthest)
    if data.get("go") == "code":
        return code.while_writing(request, form) or _page(request, form, form.furthest)
    if "known" in data:
        return _join(request, form)
    return _send(request, form) if data.get("go") == "send" else _move(request, form, data.get("go", ""))


def _keep_photos(request: HttpRequest, data: QueryDict) -> list[str]:
    """Those chosen just now; gives a sentence for each that cannot be kept."""
    files = request.FILES.getlist("photos")
    if files and (passed := limits.too_many(request, "photos")):
        return [passed.sentence]
    return photos.keep(data, files)


def _move(request: HttpRequest, form: ReportForm, to: str) -> HttpResponse:
    """Go to another step; on the way forward only with what the step before it needs."""
    at = form.typed.get("at", "")
    if to in (WHERE, "search"):
        return _go(request, form, WHERE)
    form.check(WHERE)
    if form.spot is None:
        return _page(request, form, WHERE)
    if to in (WHAT, "filter"):
        return _go(request, form, WHAT)
    if at == WHAT or form.typed.get("service"):
        form.check(WHAT)
    return _page(request, form, form.furthest) if form.errors else _go(request, form, form.furthest)


def _go(request: HttpRequest, form: ReportForm, step: str) -> HttpResponse:
    """By a new address where it can carry all that is known: then the browser's way back works as people expect."""
    if form.has_details or form.typed.get("go") in ("search", "filter"):
        return _page(request, form, step)
    typed = {name: form.typed.get(name, "")[:_LONGEST_KNOWN] for name in ("lon", "lat", "address", "service")}
    known = {name: text for name, text in typed.items() if text}
    if step != form.furthest:
        known["step"] = step
    return redirect(f"{reverse('residents:report')}?{urlencode(known)}")


def _send(request: HttpRequest, form: ReportForm) -> HttpResponse:
    key = form.check_key()
    for step in STEPS:
        form.check(step)
    if form.errors:
        return _unless_sent(request, form, form.furthest, key)
    pictures, lost = photos.read(form.typed.getlist("photo"))
    if lost:
        form.add_error("photos", lost)
        return _unless_sent(request, form, DETAILS, key)
    if suspicion := robots.suspicion(form.typed):
        form.add_error(None, suspicion)
        return _unless_sent(request, form, DETAILS, key)
    if passed := limits.too_many(request, "reports", contact=_contact(request, form)):
        return _later(request, form, passed, key)
    try:
        service_request = operations.submit(form.report(pictures, key), by=logged_in(request))
    except operations.ReportRefused as refused:
        return _unless_sent(request, form, form.refuse(refused.sentences), key)
    return _sent(request, service_request, form)


def _join(request: HttpRequest, form: ReportForm) -> HttpResponse:
    """It was reported already, and the one who was about to report it again said so."""
    email = "" if logged_in(request) else form.typed.get("email", "")
    passed = limits.too_many(request, "supports")
    if passed := passed or (limits.too_many(request, "follows", contact=email) if email else None):
        return _later(request, form, passed)
    try:
        answer = joining.join(request, form)
    except operations.Refused as refused:
        form.add_error(None, str(refused))
        answer = None
    if answer:
        code.forget(request)
    return answer or _page(request, form, form.furthest)


def _later(
    request: HttpRequest, form: ReportForm, passed: limits.TooMany, key: uuid.UUID | None = None
) -> HttpResponse:
    """The form with all that was typed, to be sent when the hour is over."""
    if key and (known := queries.sent_with(key)):
        return _sent(request, known, form)
    form.add_error(None, passed.sentence)
    return passed.told(_page(request, form, form.furthest))


def _contact(request: HttpRequest, form: ReportForm) -> str:
    person = logged_in(request)
    return person.email if person else str(form.cleaned_data["email"])


def _unless_sent(request: HttpRequest, form: ReportForm, step: str, key: uuid.UUID) -> HttpResponse:
    """The step with what is wrong; but a form that came in before was right then, and has only used up its photos."""
    known = queries.sent_with(key)
    return _sent(request, known, form) if known else _page(request, form, step)


def _sent(request: HttpRequest, service_request: ServiceRequest, form: ReportForm) -> HttpResponseRedirect:
    photos.forget(form.typed.getlist("photo"))
    code.forget(request)
    numbers = [number for number in _sent_before(request) if number != service_request.number]
    response = HttpResponseRedirect(reverse("residents:sent", args=[service_request.number]))
    response.set_signed_cookie(
        _SENT,
        " ".join([*numbers, service_request.number][-_MOST_SENT:]),
        salt=_SENT,
        max_age=_REMEMBERED_S,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def _sent_before(request: HttpRequest) -> list[str]:
    return str(request.get_signed_cookie(_SENT, default="", salt=_SENT, max_age=_REMEMBERED_S)).split()


def _page(request: HttpRequest, form: ReportForm, step: str) -> HttpResponse:
    status = 422 if form.errors and request.method == "POST" else 200
    return render(request, "residents/report.html", _context(request, form, step), status=status)


def _context(request: HttpRequest, form: ReportForm, step: str) -> dict[str, object]:
    data: QueryDict = form.typed
    robots.stamp(data)
    context: dict[str, object] = {
        "form": form,
        "step": step,
        "position": STEPS.index(step) + 1,
        "carried": list(form.carried(step)),
        "person": logged_in(request),
        "thumbnails": [(token, number) for number, token in enumerate(data.getlist("photo"), 1)],
        "key": data.get("key") if not form.non_field_errors() else uuid.uuid4(),
    }
    if step == WHERE:
        searched = data.get("where", "").strip()
        context |= {"searched": searched, "found": addresses.search(searched) if searched else []}
        context |= {"places": landmarks.places(), "beyond": _beyond(form)}
    if step in (WHERE, DETAILS):
        context["photo_place"] = photos.place(data)
    if step == DETAILS and form.spot and form.about:
        # Not asked for where only the destination is drawn anew.
        context["known"] = SimpleLazyObject(partial(already.known, form.about, form.spot, logged_in(request)))
    if step == WHAT and form.spot:
        groups, typed = services.groups_at(form.spot), data.get("filter", "").strip()
        is_short = sum(len(group.choices) for group in groups) <= _MOST_UNFOLDED
        context |= {"groups": groups, "is_short": is_short, "typed": typed}
        context["fitting"] = services.found_in(groups, typed)
    return context


def _beyond(form: ReportForm) -> Beyond | None:
    return beyond(form.typed.get("lon", ""), form.typed.get("lat", "")) if form.spot is None else None


def _thanks(request: HttpRequest, service_request: ServiceRequest) -> dict[str, object]:
    email = _address_of(service_request)
    return {"service_request": service_request, "email": email, "person": logged_in(request)}


def _address_of(service_request: ServiceRequest | None) -> str:
    reporter = getattr(service_request, "reporter", None)
    return reporter.person.email if reporter and reporter.person else ""
