"""What every method of the standard shares: two formats by suffix, errors in the same format, open to any web page."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, NamedTuple

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from fixward.doors.open311 import formats
from fixward.doors.open311.errors import Wrong, bad, not_found

Answer = tuple[str, Any]  # the name of the root in XML, and what is in it
Method = Callable[..., HttpResponse]


class Stored(NamedTuple):
    """The answer to what was sent, with the address where it can be read from now on."""

    root: str
    value: Any
    location: str


def method(*verbs: str) -> Callable[[Callable[..., Answer | Stored]], Method]:
    """A view that gives a root and a value, or raises Wrong. It has no cookies, so nothing can be forged."""

    def made(view: Callable[..., Answer | Stored]) -> Method:
        @csrf_exempt
        @wraps(view)
        def answered(request: HttpRequest, *, suffix: str, **named: Any) -> HttpResponse:
            known = suffix if suffix in formats.CONTENT_TYPES else formats.XML
            try:
                response = _answer(_asked(view, request, verbs, suffix, named), known)
            except Wrong as wrong:
                response = formats.answer("errors", wrong.body, suffix=known, status=wrong.status)
                _add(response, wrong.headers)
            if response.status_code == 405:
                response["Allow"] = ", ".join(verbs)
            response["Access-Control-Allow-Origin"] = "*"
            return _unless_known(request, response)

        return answered

    return made


def _answer(given: Answer | Stored, suffix: str) -> HttpResponse:
    if not isinstance(given, Stored):
        return formats.answer(*given, suffix=suffix)
    response = formats.answer(given.root, given.value, suffix=suffix, status=201)
    _add(response, {"Location": given.location, "Cache-Control": "no-store"})
    return response


def _asked(
    view: Callable[..., Answer | Stored],
    request: HttpRequest,
    verbs: tuple[str, ...],
    suffix: str,
    named: dict[str, Any],
) -> Answer | Stored:
    if suffix not in formats.CONTENT_TYPES:
        raise not_found(_("There is no format “%(suffix)s” here, only xml and json.") % {"suffix": suffix[:20]})
    if request.method not in verbs and not (request.method == "HEAD" and "GET" in verbs):
        raise Wrong(405, [_("Only %(verbs)s can be used here.") % {"verbs": ", ".join(verbs)}])
    if request.method == "POST":
        _read(request)
    return view(request, **named)


def _read(request: HttpRequest) -> None:
    """Has Django take what was sent apart. Raises Wrong where that cannot be done."""
    try:
        is_empty = not request.POST and not request.FILES
    except (BadRequest, MultiPartParserError, SuspiciousOperation, UnreadablePostError, OSError) as error:
        raise bad(_("What was sent cannot be read. Send a form in UTF-8 as the standard describes it.")) from error
    if is_empty and request.content_type not in _FORMS:
        raise bad(_("Send it as application/x-www-form-urlencoded, or as multipart/form-data."))


_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def _unless_known(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """304 where the client has this very answer already."""
    if request.method not in ("GET", "HEAD") or response.status_code != 200:
        return response
    etag = quote_etag(hashlib.blake2b(response.content, digest_size=16).hexdigest())
    response["ETag"] = etag
    known = get_conditional_response(request, etag=etag, response=response)
    assert isinstance(known, HttpResponse)
    known["Access-Control-Allow-Origin"] = "*"
    return known


def _add(response: HttpResponse, headers: Mapping[str, str]) -> None:
    for name, value in headers.items():
        response[name] = value
