"""One answer as XML or as JSON, by the mapping of the specification: the members of a list have a name only in XML."""

from __future__ import annotations

import json
import re
from typing import Any
from xml.etree import ElementTree

from django.http import HttpResponse

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
_DECLARATION = b'<?xml version="1.0" encoding="utf-8"?>\n'
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def answer(root: str, value: Any, *, suffix: str, status: int = 200) -> HttpResponse:
    """`value` is made of lists, dicts, texts, numbers, booleans and None; `root` is its name in XML."""
    body = _xml(root, value) if suffix == XML else json.dumps(value, ensure_ascii=False).encode()
    return HttpResponse(body, content_type=CONTENT_TYPES[suffix], status=status)


def _xml(root: str, value: Any) -> bytes:
    element = ElementTree.Element(root)
    _fill(element, value)
    text: str = ElementTree.tostring(element, encoding="unicode")
    return _DECLARATION + text.encode()


def _fill(element: ElementTree.Element, value: Any) -> None:
    if isinstance(value, dict):
        for name, inner in value.items():
            _fill(ElementTree.SubElement(element, name), inner)
    elif isinstance(value, list):
        for inner in value:
            _fill(ElementTree.SubElement(element, _ITEMS[element.tag]), inner)
    elif value is not None:
        element.text = str(value).lower() if isinstance(value, bool) else _NOT_IN_XML.sub("", str(value))
