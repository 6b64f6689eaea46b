"""An organization's sign-on opens its own desk, and not what would outlast it, open others' desks, or is private."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from fixward.domain.people.models import Person
from fixward.doors.page.sign_on.session import came_by

_CLOSED = {
    *("account_change_password", "account_set_password", "account_reauthenticate", "account_email", "sign_on_link"),
    *("sessions", "usersessions_list"),
}
_OPEN = "mfa_authenticate"  # a step of the log-in itself
_CODE = "account_request_login_code"  # where a page leads that is only for the person themselves


class ClosedAccount:
    """The middleware that shuts password, second steps and sessions to everybody who came by a sign-on.

    Otherwise whoever runs the provider could give themselves another way in, which stays when the person works
    elsewhere one day.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        name = (request.resolver_match and request.resolver_match.url_name) or ""
        if name == _CODE:
            return not_by_this_way(request, then=request.get_full_path())
        if name in _CLOSED or (name.startswith("mfa_") and name != _OPEN):
            return not_by_this_way(request, is_credential=True)
        return None


def not_by_this_way(request: HttpRequest, *, then: str = "", is_credential: bool = False) -> HttpResponse | None:
    """The page for who came by a sign-on: it says why this is shut, and logs out, to come in otherwise."""
    if not came_by(request) or not isinstance(request.user, Person):
        return None
    context = {"is_credential": is_credential, "then": then or reverse("account_login")}
    return render(request, "account/sign_on_closed.html", context, status=403)
