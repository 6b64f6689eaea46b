"""What went wrong, as RFC 9457 has it: the sentence that a page would show, and one for each field."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import Schema

CONTENT_TYPE = "application/problem+json"


@dataclass(eq=False)
class Problem(Exception):
    """Ends a request: the HTTP status, a sentence, and sentences by field."""

    status: int
    detail: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


class FieldOut(Schema):
    field: str
    detail: str


class ProblemOut(Schema):
    """RFC 9457. `type` is about:blank: the status says what kind of problem it is."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldOut]


def not_found(sentence: str = "") -> Problem:
    return Problem(404, sentence or _("There is nothing here that you may see."))


def wrong(**errors: str) -> Problem:
    """Sentences by field."""
    return wrong_fields(errors)


def wrong_fields(errors: Mapping[str, str]) -> Problem:
    return Problem(422, " ".join(errors.values()), errors)


def answered(problem: Problem) -> HttpResponse:
    body = {
        "type": "about:blank",
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "detail": problem.detail,
        "errors": [{"field": name, "detail": sentence} for name, sentence in problem.errors.items()],
    }
    response = HttpResponse(
        json.dumps(body, ensure_ascii=False).encode(), status=problem.status, content_type=CONTENT_TYPE
    )
    for name, value in problem.headers.items():
        response[name] = value
    return response


def unreadable(errors: Iterable[Mapping[str, Any]]) -> Problem:
    """What pydantic has found, in our words, at the fields as the caller knows them."""
    return wrong_fields({_name(error["loc"]): _sentence(error) for error in errors})


# How our functions call what they get as a whole: no name that a caller knows.
_WHOLE = ("body", "asked", "given")
_SENTENCES = {
    "missing": gettext_lazy("This field is required."),
    "extra_forbidden": gettext_lazy("There is no such field."),
    "json_invalid": gettext_lazy("This is no JSON."),
    "string_too_long": gettext_lazy("Please keep it under %(max_length)s characters."),
    "too_long": gettext_lazy("Please send at most %(max_length)s."),
    "string_too_short": gettext_lazy("This field is required."),
    "literal_error": gettext_lazy("Choose one of %(expected)s."),
    "enum": gettext_lazy("Choose one of %(expected)s."),
    "greater_than_equal": gettext_lazy("This is not in the range that is possible here."),
    "less_than_equal": gettext_lazy("This is not in the range that is possible here."),
    "finite_number": gettext_lazy("This must be a number."),
    "float_parsing": gettext_lazy("This must be a number."),
    "float_type": gettext_lazy("This must be a number."),
    "int_parsing": gettext_lazy("This must be a whole number."),
    "int_type": gettext_lazy("This must be a whole number."),
    "int_from_float": gettext_lazy("This must be a whole number."),
    "string_type": gettext_lazy("This must be a text."),
    "bool_parsing": gettext_lazy("This must be true or false."),
    "bool_type": gettext_lazy("This must be true or false."),
    "date_from_datetime_parsing": gettext_lazy("Write the day like 2026-01-31."),
    "date_type": gettext_lazy("Write the day like 2026-01-31."),
    "uuid_parsing": gettext_lazy("This must be a UUID."),
    "list_type": gettext_lazy("This must be a list."),
}
# What pydantic calls the sorts that a field may be of.
_OF_A_CHOICE = re.compile(r"constrained-str|str|.*\[.*")
_ELSE = gettext_lazy("This cannot be read.")


def _name(loc: Iterable[object]) -> str:
    parts = [str(part) for part in loc if not _OF_A_CHOICE.fullmatch(str(part))]
    del parts[:1]  # whether it stood in the body, the address or a file
    if parts and parts[0] in _WHOLE:
        parts.pop(0)
    return ".".join(parts) or "body"


def _sentence(error: Mapping[str, Any]) -> str:
    kind, context = str(error["type"]), dict(error.get("ctx") or {})
    if kind == "value_error":
        return str(context.get("error", _ELSE))
    try:
        return str(_SENTENCES.get(kind, _ELSE)) % context
    except KeyError:
        return str(_ELSE)
