"""An organization's sign-on opens its own desk, and not what would outlast it or open others' desks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from fixward.domain.governments.sign_on import is_more_than_a_member
from fixward.domain.people.models import Person
from fixward.doors.page.sign_on.session import came_by

_CLOSED = {"account_change_password", "account_set_password", "account_reauthenticate", "sign_on_link"}
_OPEN = "mfa_authenticate"  # a step of the log-in itself


class ClosedAccount:
    """The middleware that shuts password and second steps to who came by a sign-on and works elsewhere too.

    Otherwise whoever runs the provider could give themselves another way in, to desks that are none of theirs.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        name = (request.resolver_match and request.resolver_match.url_name) or ""
        if name not in _CLOSED and not (name.startswith("mfa_") and name != _OPEN):
            return None
        mark = came_by(request)
        if mark is None or not isinstance(request.user, Person):
            return None
        if not is_more_than_a_member(request.user, mark.organization):
            return None
        return render(request, "account/sign_on_closed.html", status=403)
