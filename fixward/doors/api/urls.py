"""The addresses of the API, each through its door."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from fixward.doors.api.api import api
from fixward.doors.api.door import door
from fixward.doors.api.problems import answered, not_found

app_name = "api"


def _nothing(request: HttpRequest, rest: str) -> HttpResponse:
    return answered(not_found())


def _patterns() -> list[URLPattern]:
    made = [pattern for pattern in api.urls[0] if isinstance(pattern, URLPattern)]
    for pattern in made:
        pattern.callback = door(pattern.callback)
    return made


urlpatterns = [*_patterns(), path("<path:rest>", door(_nothing), name="nothing")]
