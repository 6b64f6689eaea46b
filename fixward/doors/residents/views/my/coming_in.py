"""The pages of one's own: for whoever is logged in, and only about them."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from fixward.domain.people.models import Person
from fixward.doors.residents.viewers import logged_in

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, Person, P], HttpResponseBase]


def for_residents(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """The view gets who is logged in; who is not comes back to the same address after the code."""

    def come_in(request: HttpRequest, /, *args: P.args, **given: P.kwargs) -> HttpResponseBase:
        person = logged_in(request)
        return view(request, person, *args, **given) if person else _log_in(request)

    update_wrapper(come_in, view)
    return come_in


def _log_in(request: HttpRequest) -> HttpResponse:
    wanted = request.get_full_path() if request.method in ("GET", "HEAD") else reverse("residents:my")
    return redirect(f"{reverse('account_request_login_code')}?{urlencode({'next': wanted})}")
