"""The views somebody keeps of an inbox: told to them, and gone when they leave; what was shared stays without them."""

from __future__ import annotations

from typing import Any

from fixward.domain.desks.models import SavedView, Sharing
from fixward.domain.people import personal
from fixward.domain.people.models import Person
from fixward.domain.people.personal import Traces


@personal.tells("views_of_inboxes")
def _views(person: Person) -> Any:
    rows = SavedView.objects.filter(owner__person=person).select_related("organization")
    return [
        {
            "organization": view.organization.name,
            "name": view.name,
            "asked": view.asked,
            "shared_with": view.sharing,
            "saved_at": view.saved_at,
        }
        for view in rows
    ]


@personal.forgets
def _forget(person: Person, traces: Traces) -> None:
    """What was only theirs went with their memberships; whoever else has looked for them by name keeps the view."""
    SavedView.objects.filter(owner__person=person, sharing=Sharing.NOBODY).delete()
    for view in SavedView.objects.iterator():
        forgotten = {name: traces.without_in(getattr(view, name)) for name in ("name", "asked", "words")}
        if any(getattr(view, name) != value for name, value in forgotten.items()):
            SavedView.objects.filter(pk=view.pk).update(**forgotten)
