"""The pages of the inbox, and what they ask for by themselves."""

from __future__ import annotations

import json

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from fixward.domain.desks.models import Act, SavedView
from fixward.domain.desks.queries import opening_of, views_of
from fixward.domain.service_requests.clusters import inside, read_box
from fixward.doors.page.points import collection, of_request
from fixward.doors.staff.access import StaffRequest, staff_view
from fixward.doors.staff.inbox import files
from fixward.doors.staff.inbox.inbox import MOST, SHOWN, Inbox
from fixward.doors.staff.inbox.saved import Saved, query_of


@require_safe
@staff_view
def inbox(request: StaffRequest) -> HttpResponse:
    if not request.GET and (chosen := _opening(request)):
        return redirect(f"{resolve_url('staff:inbox')}?{query_of(chosen)}")
    drawn = Inbox(request.member, request.GET)
    points = f"{resolve_url('staff:points')}?{drawn.query}&bbox={{bbox}}"
    bounds = json.dumps(drawn.bounds) if drawn.shown != "list" and drawn.found else ""
    context = {
        "inbox": drawn,
        "saved": Saved(drawn),
        "points": points,
        "bounds": bounds,
        "shown": SHOWN,
        "formats": files.FORMATS,
        "acts": Act,
    }
    return render(request, "staff/inbox.html", context)


@require_safe
@staff_view
def newer(request: StaffRequest) -> HttpResponse:
    """Whether something came since the page was drawn: a link that shows it, and nothing moves under the hand."""
    since = request.GET.get("since", "")
    after = int(since) if since.isascii() and since.isdecimal() and len(since) < 19 else 0
    drawn = Inbox(request.member, request.GET)
    count = drawn.came_after(after, most=MOST)
    return render(request, "staff/_newer.html", {"count": count, "inbox": drawn}) if count else HttpResponse(status=204)


@require_safe
@staff_view
def points(request: StaffRequest) -> HttpResponse:
    """The first ones that the map shows of what is found."""
    drawn, box = Inbox(request.member, request.GET), read_box(request.GET.get("bbox", ""))
    rows = drawn.rows.filter(inside(box)) if box else drawn.rows
    some = list(rows.select_related("service")[: MOST + 1])
    features = [of_request(row, url=resolve_url("staff:request", row.number)) for row in some[:MOST]]
    said = ngettext("%(count)s request on the map.", "%(count)s requests on the map.", len(features))
    summary = said % {"count": f"{len(features)}{'+' if len(some) > MOST else ''}"}
    return collection(features, summary=summary)


@require_safe
@staff_view
def export(request: StaffRequest, form: str) -> HttpResponseBase:
    """All that is found, however much, as a file."""
    if form not in files.FORMATS:
        raise Http404
    drawn = Inbox(request.member, request.GET)
    return files.answer(form, drawn.rows, member=request.member, name=f"{drawn.organization.code}-{drawn.view}")


def _opening(request: StaffRequest) -> SavedView | None:
    """The saved view that the inbox opens with, while this member sees it."""
    opening = opening_of(request.member)
    return next((view for view in views_of(request.member) if view.pk == opening), None) if opening else None
