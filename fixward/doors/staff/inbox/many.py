"""Many at once: choose, say what, and watch how it goes."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from fixward.domain.desks import many
from fixward.domain.desks.models import Act, Batch, Item, Outcome
from fixward.domain.service_requests.operations import Refused
from fixward.doors.staff.access import StaffRequest, staff_view
from fixward.doors.staff.inbox.forms import FORMS, ManyForm
from fixward.doors.staff.inbox.inbox import Inbox

_TICKED = 1000


@require_POST
@staff_view
def choose(request: StaffRequest) -> HttpResponse:
    """What was ticked, or all that is found, and the form of the act."""
    drawn = Inbox(request.member, QueryDict(request.POST.get("query", "")))
    act = _act(request.POST.get("act", ""))
    chosen = drawn.found[: many.MOST] if request.POST.get("all") else _numbers(request.POST.getlist("chosen"))
    return _asked(request, act, chosen, FORMS[act](desk=drawn.desk), drawn)


@require_POST
@staff_view
def begin(request: StaffRequest, act: str) -> HttpResponse:
    kind = _act(act)
    drawn = Inbox(request.member, QueryDict(request.POST.get("query", "")))
    chosen = _numbers(request.POST.get("requests", "").split(","))
    form = FORMS[kind](request.POST, desk=drawn.desk)
    if form.is_valid():
        try:
            batch = many.begin(kind, chosen, given=form.given(), by=request.member, key=form.cleaned_data["key"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("staff:batch", batch.pk)
    return _asked(request, kind, chosen, form, drawn, status=422)


@require_safe
@staff_view
def progress(request: StaffRequest, batch: int) -> HttpResponse:
    """How far it is, and what came of each; its member's own affair."""
    begun = get_object_or_404(Batch, pk=batch, member__in=request.hats)
    items = list(Item.objects.filter(batch=begun).select_related("service_request__service").order_by("pk"))
    by_outcome = {outcome: [item for item in items if item.outcome == outcome] for outcome in Outcome}
    context: dict[str, Any] = {
        "batch": begun,
        "count": len(items),
        "gone": len(items) - len(by_outcome[Outcome.WAITING]),
        "refused": by_outcome[Outcome.REFUSED],
        "done": by_outcome[Outcome.DONE],
    }
    return render(request, "staff/batch.html", context)


def _asked(
    request: StaffRequest, act: Act, chosen: list[int], form: ManyForm, drawn: Inbox, *, status: int = 200
) -> HttpResponse:
    context = {
        "act": act,
        "form": form,
        "count": len(chosen),
        "requests": ",".join(map(str, chosen)),
        "key": form.data.get("key") or uuid.uuid4(),
        "query": drawn.query,
    }
    return render(request, "staff/many.html", context, status=status)


def _act(name: str) -> Act:
    if name not in Act.values:
        raise Http404
    return Act(name)


def _numbers(texts: list[str]) -> list[int]:
    """Ids as the form sent them; what is none is left out."""
    return [int(text) for text in texts if text.isascii() and text.isdecimal() and len(text) < 19][: _TICKED + 1]
