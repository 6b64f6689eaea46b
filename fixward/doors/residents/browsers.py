"""Telling browsers of unknown people apart, so that each says "me too" once; made only when somebody does."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.http import HttpRequest, HttpResponse

_COOKIE = "fixward_browser"
_A_YEAR_S = 365 * 24 * 3600


def known(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.get_signed_cookie(_COOKIE, default="", salt=_COOKIE))
    except ValueError:
        return None


def remember(response: HttpResponse, browser: uuid.UUID) -> None:
    response.set_signed_cookie(
        _COOKIE,
        str(browser),
        salt=_COOKIE,
        max_age=_A_YEAR_S,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
