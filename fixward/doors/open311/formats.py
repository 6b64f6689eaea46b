"""One answer as XML or as JSON, by the mapping of the specification: the members of a list have a name only in XML."""

from __future__ import annotations

import re
from typing import Any
from xml.sax.saxutils import escape

from django.http import HttpResponse
from pydantic_core import to_json

CONTENT_TYPES = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
XML, JSON = CONTENT_TYPES
# What each member of a list is called in XML; in JSON a list is just a list.
_ITEMS = {
    "attributes": "attribute",
    "endpoints": "endpoint",
    "errors": "error",
    "formats": "format",
    "service_requests": "request",
    "service_request_updates": "request_update",
    "services": "service",
    "groups": "group",
    "media_urls": "media_url",
    "notes": "note",
    "values": "value",
}
_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def answer(root: str, value: Any, *, suffix: str, status: int = 200) -> HttpResponse:
    """`value` is made of lists, dicts, texts, numbers, booleans and None; `root` is its name in XML."""
    body = (_DECLARATION + _xml(root, value)).encode() if suffix == XML else to_json(value)
    return HttpResponse(body, content_type=CONTENT_TYPES[suffix], status=status)


def _xml(name: str, value: Any) -> str:
    if isinstance(value, str):
        inside = escape(value if value.isprintable() else _NOT_IN_XML.sub("", value))
    elif isinstance(value, dict):
        inside = "".join([_xml(key, member) for key, member in value.items()])
    elif isinstance(value, list):
        inside = "".join([_xml(_ITEMS[name], member) for member in value])
    else:
        inside = "" if value is None else str(value).lower()
    return f"<{name}>{inside}</{name}>" if inside else f"<{name} />"
