"""While no organization is the steward, nobody could be found who takes care of a report: the site is not open yet."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from fixward.domain.routing.compiling import NoSteward


class NotOpenYet:
    """The middleware that says so wherever a page needs to know who is responsible."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return render(request, "page/not_yet.html", status=503) if isinstance(exception, NoSteward) else None
