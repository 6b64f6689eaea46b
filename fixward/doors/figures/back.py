"""The way back from a list: to the page of figures that one came from, and to nothing else."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse

from fixward.doors.figures.asked import FORMAT

BACK = "back"  # in the address of a list, so that it is kept while pages and tabs are turned
_LONGEST = 500
_PAGES = {"umbrella", "organization", "department", "service", "place", "across", "handovers"}


def referred(request: HttpRequest) -> str:
    """The page of figures that one came from, as the browser tells (RFC 9110, Referer); empty where it was no such."""
    try:
        parts = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return ""
    return page(f"{parts.path}?{parts.query}".removesuffix("?")) if parts.netloc == request.get_host() else ""


def page(address: str) -> str:
    """The address, if it is one of a page of figures that leads to lists; empty where it is any other."""
    if len(address) > _LONGEST or not address.startswith(reverse("figures:umbrella")) or not address.isprintable():
        return ""
    try:
        found = resolve(urlsplit(address).path)
    except (Resolver404, ValueError):
        return ""
    is_page = found.namespace == "figures" and found.url_name in _PAGES
    return address if is_page and FORMAT not in parse_qs(urlsplit(address).query) else ""
