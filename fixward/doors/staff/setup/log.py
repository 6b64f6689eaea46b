"""The log of changes: who changed what, before and after, on whose behalf; and taking one back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fixward.domain.governments import policy
from fixward.domain.governments.changes import SUBJECTS, Refused, differences, undo
from fixward.domain.governments.models import Change, Member, Organization, Role
from fixward.domain.people.models import Person
from fixward.doors.staff.access import StaffRequest, staff_view
from fixward.doors.staff.setup.access import Setup

PER_PAGE = 30
_LONGEST = 200


@dataclass(frozen=True)
class Difference:
    field: str | Promise
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """One change as the page shows it."""

    change: Change
    word: str | Promise
    title: str
    differences: list[Difference]
    is_undone: bool
    for_whom: Organization | None
    can_undo: bool


@require_safe
@staff_view
def changes(request: StaffRequest, code: str) -> HttpResponse:
    """Of one organization; with an empty code all of them, for the steward."""
    organization = get_object_or_404(Organization, code=code) if code else None
    if not policy.can_read_changes(request.member, organization):
        raise Http404
    rows = Change.objects.select_related("organization", "by__person", "by__organization", "undone")
    if organization is not None:
        rows = rows.filter(organization=organization)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "setup": Setup(request.member, organization),
        "page": page,
        "entries": _entries(list(page.object_list), request.member, organization),
        "of_all": organization is None,
    }
    return render(request, "staff/setup/changes.html", context)


@require_POST
@staff_view
def take_back(request: StaffRequest, pk: int) -> HttpResponse:
    change = get_object_or_404(Change.objects.select_related("organization"), pk=pk)
    if not policy.can_read_changes(request.member, change.organization):
        raise Http404
    try:
        undo(change, by=request.member)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Taken back."))
    if request.POST.get("from") == "all" or change.organization is None:
        return redirect("staff:setup_changes_of_all")
    return redirect("staff:setup_changes", change.organization.code)


def _entries(changes: list[Change], member: Member, organization: Organization | None) -> list[Entry]:
    """In a fixed number of queries: what names persons is asked for all of them at once."""
    people = _People(changes)
    # Of all organizations at once it is only offered where no query is needed to know.
    own = organization is not None and policy.can_set_up(member, organization)
    shared = policy.can_set_up_umbrella(member)
    return [_entry(change, people, can_undo=shared if change.organization_id is None else own) for change in changes]


def _entry(change: Change, people: _People, *, can_undo: bool) -> Entry:
    what = SUBJECTS.get(change.subject)
    words: Mapping[str, str | Promise] = what.fields if what else {}
    before, after = change.before or {}, change.after or {}
    return Entry(
        change=change,
        word=what.word if what else change.subject,
        title=change.title or people.title(change),
        differences=[
            Difference(
                words.get(name, name),
                _shown(name, before.get(name), change.names.get("before", {}), people),
                _shown(name, after.get(name), change.names.get("after", {}), people),
            )
            for name in differences(change)
        ],
        is_undone=hasattr(change, "undone"),
        for_whom=change.organization if change.organization_id != change.by.organization_id else None,
        can_undo=can_undo,
    )


class _People:
    """Persons and members that changes name by their ids: the log keeps no names."""

    def __init__(self, changes: Iterable[Change]) -> None:
        states = [state for change in changes for state in (change.before, change.after) if state]
        self.persons = Person.objects.in_bulk({state["person"] for state in states if state.get("person")})
        members = {state["member"] for state in states if state.get("member")}
        self.members = Member.objects.select_related("person").in_bulk(members)

    def title(self, change: Change) -> str:
        return self.shown("person", (change.after or change.before or {}).get("person"))

    def shown(self, name: str, value: Any) -> str:
        found = (self.persons if name == "person" else self.members).get(value)
        return str(found or "")


def _shown(name: str, value: Any, names: Mapping[str, str], people: _People) -> str:
    """A value as a person reads it, short."""
    if value in (None, "", [], {}):
        return "–"
    if name in ("person", "member"):
        return people.shown(name, value)
    if name in ("role", "least_role"):
        return str(Role(value).label)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    text = names.get(name) or _flat(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _flat(value: Any) -> str:
    if isinstance(value, dict):
        if "coordinates" in value:
            return _("an outline")
        return " / ".join(str(text) for text in value.values() if text)
    if isinstance(value, list):
        return ", ".join(_flat(one) for one in value)
    return str(value)
