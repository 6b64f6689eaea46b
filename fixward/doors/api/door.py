"""What every address of the API shares: problems as answers, open reading from any web page, conditional reading."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException
from django.utils.cache import get_conditional_response, patch_vary_headers, set_response_etag
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from fixward.doors.api.once import once
from fixward.doors.api.problems import Problem, answered

View = Callable[..., HttpResponse]
_READING = ("GET", "HEAD")
_SHOWN = "ETag, Link, Location, Retry-After"
_ASKED = "Accept, Accept-Language, If-None-Match"


def door(view: View) -> View:
    """Nobody is known by a cookie here, so nothing can be forged by one."""

    @csrf_exempt
    @wraps(view)
    def opened(request: HttpRequest, **named: Any) -> HttpResponse:
        is_head = request.method == "HEAD"
        if is_head:
            request.method = "GET"
        response = _answered(view, request, named)
        if request.method == "GET":
            response = _conditional(request, response)
        _label(request, response)
        if is_head and not response.streaming:
            response["Content-Length"] = str(len(response.content))
            response.content = b""
        return response

    return opened


def _answered(view: View, request: HttpRequest, named: dict[str, Any]) -> HttpResponse:
    if request.method == "OPTIONS":
        return _told(view, request, named)
    try:
        if request.method in ("POST", "PUT") and request.content_type != "multipart/form-data":
            len(request.body)  # read here, so that too much of it is said to be that
        if request.method == "POST":
            return _with_a_problem(once(request, lambda: view(request, **named)))
        return _with_a_problem(view(request, **named))
    except Problem as problem:
        return answered(problem)
    except RequestDataTooBig:
        return answered(Problem(413, _("That is too much for one call.")))
    except (UnreadablePostError, RawPostDataException, MultiPartParserError, BadRequest, SuspiciousOperation):
        return answered(Problem(400, _("The call did not come in whole.")))


def _with_a_problem(response: HttpResponse) -> HttpResponse:
    """What the framework refuses by itself is said in the same way."""
    if response.status_code != 405:
        return response
    verbs = response.headers.get("Allow", "")
    allowed = f"{verbs}, HEAD" if "GET" in verbs else verbs
    sentence = _("Only %(verbs)s can be used here.") % {"verbs": allowed}
    return answered(Problem(405, sentence, headers={"Allow": f"{allowed}, OPTIONS"}))


def _told(view: View, request: HttpRequest, named: dict[str, Any]) -> HttpResponse:
    """What a browser asks before it lets a page of another site read."""
    return HttpResponse(
        status=204,
        headers={
            "Allow": _with_a_problem(view(request, **named)).headers.get("Allow", "OPTIONS"),
            "Access-Control-Allow-Methods": "GET, HEAD",
            "Access-Control-Allow-Headers": _ASKED,
            "Access-Control-Max-Age": "86400",
        },
    )


def _conditional(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """304 where the caller has the same already (RFC 9110, 13)."""
    if response.status_code != 200 or response.streaming:
        return response
    if not response.has_header("ETag"):
        set_response_etag(response)
    found = get_conditional_response(request, etag=response["ETag"], response=response)
    assert found is not None
    found.headers.pop("Content-Length", None)
    return found


def _label(request: HttpRequest, response: HttpResponse) -> None:
    """Reading without a key is open to every page; what was read with one is kept by the caller alone."""
    has_key = "Authorization" in request.headers
    response.headers.setdefault("Cache-Control", "private, no-cache" if has_key else "no-cache")
    patch_vary_headers(response, ["Accept-Language", "Authorization"])
    response["X-Content-Type-Options"] = "nosniff"
    if not has_key and request.method in (*_READING, "OPTIONS"):
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = _SHOWN
