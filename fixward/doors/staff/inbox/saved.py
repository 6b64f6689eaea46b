"""The saved views beside an inbox: each with its count, and what the one that is looked at has become."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from fixward.domain.desks import policy
from fixward.domain.desks.models import SavedView
from fixward.domain.desks.queries import views_of
from fixward.domain.desks.views import counted
from fixward.doors.staff.inbox.inbox import Inbox

# Beyond it a count says "and more": there may be many, and they are counted with every page.
MOST = 99


@dataclass(frozen=True)
class SavedTab:
    view: SavedView
    count: int
    is_current: bool

    @property
    def query(self) -> str:
        return query_of(self.view)

    @property
    def is_bounded(self) -> bool:
        return self.count > MOST

    @property
    def shown(self) -> int:
        return min(self.count, MOST)


class Saved:
    """The views that a member sees beside this inbox."""

    def __init__(self, inbox: Inbox) -> None:
        self.inbox = inbox

    @cached_property
    def views(self) -> list[SavedView]:
        return list(views_of(self.inbox.member))

    @cached_property
    def tabs(self) -> list[SavedTab]:
        """In two queries, however many there are."""
        member, desks = self.inbox.member, self.inbox.all_desks
        asked = [Inbox(member, view.asked, desks=desks).chosen() for view in self.views]
        counts = counted(asked, most=MOST)
        return [
            SavedTab(view, count, view.pk == self.inbox.saved) for view, count in zip(self.views, counts, strict=True)
        ]

    @cached_property
    def current(self) -> SavedView | None:
        return next((view for view in self.views if view.pk == self.inbox.saved), None)

    @property
    def can_change(self) -> bool:
        return self.current is not None and policy.can_change_view(self.inbox.member, self.current)

    @property
    def is_changed(self) -> bool:
        """Whether more, less or other things are asked for than the view keeps."""
        return self.current is not None and self.inbox.kept != self.current.asked

    @property
    def gone(self) -> list[str]:
        """What the view names that is not there any more, in the words of the day on which it was saved."""
        if self.current is None:
            return []
        words = self.current.words
        gone = [(field.name, field.label, field.value) for field in self.inbox.fields if field.is_gone]
        for name, label in (("desk", _("Desk")), ("department", _("Department"))):
            value = self.current.asked.get(name, "")
            if name in words and value not in self._known(name):
                gone.append((name, label, value))
        return [f"{label}: {words.get(name, value)}" for name, label, value in gone]

    def _known(self, name: str) -> set[str]:
        if name == "desk":
            return {desk.code for desk in self.inbox.desks}
        return {value for value, _label in self.inbox.department_choices}


def words_of(inbox: Inbox) -> dict[str, str]:
    """What is chosen, in words; the desk and a department by name, since they can be gone one day."""
    named = {department.pk: department.name for department in inbox.departments}
    words = {field.name: field.shown for field in inbox.fields if field.value}
    if inbox.department.isdecimal():
        words["department"] = named[int(inbox.department)]
    return words | ({"desk": inbox.organization.name} if inbox.organization != inbox.member.organization else {})


def query_of(view: SavedView) -> str:
    """The view as an address of the inbox asks for it."""
    return urlencode({**view.asked, "saved": view.pk})
