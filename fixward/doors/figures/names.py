"""What the ids in a cell of figures are called, and where their own page is; one query for all of a kind."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from fixward.domain.catalog.models import Service
from fixward.domain.governments.models import Department, Organization
from fixward.domain.places.models import Place
from fixward.doors.figures.linked import path_of
from fixward.doors.figures.scopes import NOBODY, Scope, channel
from fixward.followups.insights.models import NONE

_MODELS: dict[str, Any] = {
    "organization": Organization,
    "department": Department,
    "service": Service,
    "place": Place,
}
_CODED = ("organization", "service")


class Names:
    """Of one key of a cut."""

    def __init__(self, key: str, ids: Iterable[int | str]) -> None:
        self.key = key
        wanted = {one for one in ids if isinstance(one, int) and one != NONE}
        self._things: dict[int, Any] = (
            _MODELS[key].objects.only("code", "name").in_bulk(wanted) if key in _MODELS and wanted else {}
        )

    def name(self, value: int | str) -> str:
        if isinstance(value, str):
            return channel(value)
        if value == NONE:
            return _("No department") if self.key == "department" else _("Outside every place")
        return str(self._things.get(value, _("No longer there")))

    def code(self, value: int | str) -> str:
        """As an address names it."""
        if isinstance(value, str):
            return value
        if self.key in _CODED and value in self._things:
            return str(self._things[value].code)
        return NOBODY if value == NONE else str(value)

    def path(self, value: int | str, scope: Scope) -> str:
        """Of its own page; empty where it has none."""
        if not isinstance(value, int) or value not in self._things:
            return ""
        if self.key == "department":
            return path_of("department", scope.codes["organization"], value)
        return path_of(self.key, self.code(value))
