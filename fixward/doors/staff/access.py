"""Who comes in by the staff door, and which of their hats they wear."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.utils.cache import patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from fixward.domain.governments.models import Member
from fixward.domain.people.models import Person
from fixward.domain.service_requests import queries
from fixward.domain.service_requests.models import ServiceRequest
from fixward.doors.page.accounts import lacks_second_factor
from fixward.doors.page.hats import hats, ways_to_others
from fixward.doors.page.privacy import keep_nowhere

HAT = "staff.hat"
P = ParamSpec("P")


class StaffRequest(HttpRequest):
    """A request by a person who works for an organization; `member` is the hat worn, `hats` are all of them."""

    user: Person
    htmx: HtmxDetails
    member: Member
    hats: list[Member]


class NotSeen(Http404):
    """No request of this number is seen under the hat worn."""

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number


def visible(request: StaffRequest, number: str) -> ServiceRequest:
    """The request of this number, as the hat worn sees it; raises NotSeen."""
    service_request = queries.find(number, request.member)
    if service_request is None:
        raise NotSeen(number[:100])
    return service_request


def staff_view(
    view: Callable[Concatenate[StaffRequest, P], HttpResponseBase],
) -> Callable[Concatenate[StaffRequest, P], HttpResponseBase]:
    """Lets in who is a member somewhere: anonymous people log in first, residents are told what to do."""

    def door(request: StaffRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            response: HttpResponseBase = _stopped(request) or view(request, *args, **kwargs)
        except NotSeen as missing:
            response = _not_seen(request, missing.number)
        keep_nowhere(response)
        patch_vary_headers(response, ["HX-Request"])
        return response

    update_wrapper(door, view)
    return door


def _stopped(request: StaffRequest) -> HttpResponse | None:
    """What stands between this person and the view; nothing where `member` and `hats` could be set."""
    if not request.user.is_authenticated:
        return elsewhere(request, redirect_to_login(request.get_full_path(), resolve_url("account_login")))
    request.hats = hats(request)
    if not request.hats:
        return _without_a_hat(request)
    worn = _worn(request)
    if worn is not None:
        request.member = worn
        return _asked_for_second_factor(request)
    if request.path != resolve_url("staff:hat"):
        choose = f"{resolve_url('staff:hat')}?{urlencode({'next': request.get_full_path()})}"
        return elsewhere(request, redirect(choose))
    return None


def _without_a_hat(request: StaffRequest) -> HttpResponse:
    """Who works for nobody here; or for somebody whose hat only fits who comes by another way."""
    ways = ways_to_others(request)
    return render(request, "staff/sign_on.html" if ways else "staff/not_staff.html", {"ways": ways}, status=403)


def _asked_for_second_factor(request: StaffRequest) -> HttpResponse | None:
    """An administrator without one is led to it; another hat can still be put on."""
    if request.path == resolve_url("staff:hat") or not lacks_second_factor(request, request.member):
        return None
    if request.htmx:
        return HttpResponseClientRedirect(resolve_url("staff:inbox"))
    return render(request, "staff/second_factor.html", status=403)


def _worn(request: StaffRequest) -> Member | None:
    """The hat chosen, or the only one; none where a person with several has not chosen yet."""
    if len(request.hats) == 1:
        return request.hats[0]
    chosen = request.session.get(HAT)
    return next((hat for hat in request.hats if hat.pk == chosen), None)


def _not_seen(request: StaffRequest, number: str) -> HttpResponse:
    """404; and under which other hat of their own, and of nobody else's, the same person sees it."""
    others = [hat for hat in request.hats if hat.pk != request.member.pk]
    seen = next(((hat, found) for hat in others if (found := queries.find(number, hat))), None)
    context = {"typed": number, "other_hat": seen and seen[0], "service_request": seen and seen[1]}
    return render(request, "staff/not_found.html", context, status=404)


def elsewhere(request: StaffRequest, response: HttpResponse) -> HttpResponse:
    """A redirect that also takes the whole page along where htmx asked for a part of it."""
    return HttpResponseClientRedirect(response["Location"]) if request.htmx else response
