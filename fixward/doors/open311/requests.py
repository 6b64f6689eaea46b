"""What has been reported: a list by days, states and services, and one by its id; and where a report is sent to."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from fixward.domain.conversations.listing import listed
from fixward.domain.service_requests.models import ServiceRequest
from fixward.doors.open311 import jurisdictions, window
from fixward.doors.open311.errors import not_found
from fixward.doors.open311.extending import extended
from fixward.doors.open311.jurisdictions import Jurisdiction
from fixward.doors.open311.method import Answer, Stored, method
from fixward.doors.open311.posting import posted
from fixward.doors.open311.rows import Names, row
from fixward.foundation.text import clean

# Made once, and narrowed by whoever asks.
_PUBLIC = ServiceRequest.objects.visible_to(None)


@method("GET", "POST")
def requests(request: HttpRequest, organization: str | None = None) -> Answer | Stored:
    """GET what has been reported, POST a report."""
    jurisdiction = jurisdictions.asked(request, organization)
    if request.method == "POST":
        return posted(request, jurisdiction, organization)
    return "service_requests", _rows(request, chosen(request, jurisdiction))


@method("GET")
def by_id(request: HttpRequest, number: str, organization: str | None = None) -> Answer:
    """An array of one, also where it has changed hands meanwhile; what is not public is not found."""
    jurisdiction = jurisdictions.asked(request, organization)
    rows = _rows(request, _PUBLIC.filter(jurisdiction.ever, number=clean(number)))
    if not rows:
        raise not_found(_("There is no service_request_id “%(number)s” here.") % {"number": number[:40]})
    return "service_requests", rows


def chosen(request: HttpRequest, jurisdiction: Jurisdiction) -> QuerySet[ServiceRequest]:
    """What was asked for, page by page; the newest first, so that a page never skips or repeats what was there before.

    Raises Wrong.
    """
    page = window.page(request.GET)
    found = _PUBLIC.filter(jurisdiction.requests, window.chosen(request.GET))
    return found.order_by(*window.order(request.GET))[page.start : page.start + page.size]


def _rows(request: HttpRequest, found: QuerySet[ServiceRequest]) -> list[dict[str, Any]]:
    """By one query; with `extensions=true` by three more: what has happened, and the words and photos of it."""
    service_requests, names = listed(found), Names()
    rows = [row(one, names) for one in service_requests]
    if request.GET.get("extensions", "").strip().lower() != "true":
        return rows
    return [plain | more for plain, more in zip(rows, extended(service_requests), strict=True)]
