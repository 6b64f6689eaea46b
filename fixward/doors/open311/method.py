"""What every method of the standard shares: two formats by suffix, errors in the same format, open to any web page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from fixward.doors.open311 import formats
from fixward.doors.open311.errors import Wrong, not_found

Answer = tuple[str, Any]  # the name of the root in XML, and what is in it
Method = Callable[..., HttpResponse]


def method(*verbs: str) -> Callable[[Callable[..., Answer]], Method]:
    """A view that gives a root and a value, or raises Wrong. It has no cookies, so nothing can be forged."""

    def made(view: Callable[..., Answer]) -> Method:
        @csrf_exempt
        @wraps(view)
        def answered(request: HttpRequest, *, suffix: str, **named: Any) -> HttpResponse:
            known = suffix if suffix in formats.CONTENT_TYPES else formats.XML
            try:
                root, value = _asked(view, request, verbs, suffix, named)
                response = formats.answer(root, value, suffix=known)
            except Wrong as wrong:
                response = formats.answer("errors", wrong.body, suffix=known, status=wrong.status)
            if response.status_code == 405:
                response["Allow"] = ", ".join(verbs)
            response["Access-Control-Allow-Origin"] = "*"
            return response

        return answered

    return made


def _asked(
    view: Callable[..., Answer], request: HttpRequest, verbs: tuple[str, ...], suffix: str, named: dict[str, Any]
) -> Answer:
    if suffix not in formats.CONTENT_TYPES:
        raise not_found(_("There is no format “%(suffix)s” here, only xml and json.") % {"suffix": suffix[:20]})
    if request.method not in verbs and not (request.method == "HEAD" and "GET" in verbs):
        raise Wrong(405, [_("Only %(verbs)s can be used here.") % {"verbs": ", ".join(verbs)}])
    return view(request, **named)
