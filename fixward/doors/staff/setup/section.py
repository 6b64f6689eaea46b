"""One part of a set-up, as its pages ask for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from fixward.domain.governments import policy
from fixward.domain.governments.changes import Subject, remove, save
from fixward.domain.governments.models import Member, Organization
from fixward.doors.staff.setup.forms.form import SetupForm
from fixward.doors.staff.setup.rows import Row

House = Organization | None
Text = str | Promise
_ADD, _REMOVE = gettext_lazy("Add"), gettext_lazy("Remove")


def _save(section: Section, thing: Any, by: Member, values: dict[str, Any]) -> Any:
    return save(section.what, thing, by=by, **values)


def _remove(section: Section, thing: Any, by: Member) -> None:
    remove(section.what, thing, by=by)


@dataclass(frozen=True)
class Section:
    """One part of a set-up; `single` where there is exactly one thing, else `things` and `row`."""

    name: str
    label: Text
    icon: str
    what: Subject[Any]
    form: type[SetupForm]
    lead: Text = ""
    things: Callable[[House], Iterable[Any]] = lambda house: ()
    row: Callable[[Any], Row] = lambda thing: Row(str(thing))
    single: Callable[[Organization], Any] | None = None
    new: Callable[[House], Any] | None = None
    add: Text = _ADD
    take_away: Text = _REMOVE
    save: Callable[[Section, Any, Member, dict[str, Any]], Any] = _save
    remove: Callable[[Section, Any, Member], None] | None = _remove
    may: Callable[[Member, House], bool] = lambda member, house: (
        policy.can_set_up(member, house) if house else policy.can_set_up_umbrella(member)
    )
    is_changeable: bool = True
    goes_on: bool = False
    """Where a new one is saved, its own page comes next: there is more to do there."""
    map: str = ""

    # For templates, which would call what can be called.
    @property
    def is_single(self) -> bool:
        return self.single is not None

    @property
    def is_open_for_new(self) -> bool:
        return self.new is not None

    @property
    def has_removal(self) -> bool:
        return self.remove is not None

    @property
    def adding(self) -> str:
        """What the page that makes a new one says."""
        return f"{self.add}: {self.what.word}" if self.add is _ADD else str(self.add)
