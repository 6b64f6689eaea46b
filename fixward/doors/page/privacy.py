"""What is shown to one person stays in no cache, and does not come back after they have logged out."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase


class ForOnePerson:
    """The middleware that lets nobody keep an answer for which somebody was looked up by their session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.session.accessed and not request.session.is_empty():
            keep_nowhere(response)
        return response


def keep_nowhere(response: HttpResponseBase) -> None:
    """For this answer alone, unless its view has said more exactly how long it is good, and for whom."""
    response.headers.setdefault("Cache-Control", "private, no-store")
