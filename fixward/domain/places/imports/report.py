from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import shapely
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

_SHOWN = 20


class Refusal(NamedTuple):
    """Why one feature is refused; features are counted from 1 in the order of the file, 0 is the file itself."""

    number: int
    reason: str

    def __str__(self) -> str:
        if not self.number:
            return self.reason
        return _("Feature %(number)d: %(reason)s") % self._asdict()


class Repair(NamedTuple):
    """What was mended in one feature, counted from 1."""

    number: int
    code: str
    why: str

    def __str__(self) -> str:
        return _("Feature %(number)d (%(code)s): %(why)s") % self._asdict()


class ImportRefused(Exception):
    """Nothing of the file was stored; `refusals` says why, for every feature at fault."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        self.refusals = sorted(refusals)
        super().__init__(self.refusals)

    @classmethod
    def file(cls, reason: str) -> ImportRefused:
        return cls([Refusal(0, reason)])

    def __str__(self) -> str:
        lines = [_("Nothing was stored."), *map(str, self.refusals[:_SHOWN])]
        more = len(self.refusals) - _SHOWN
        if more > 0:
            lines.append(ngettext("And %(n)d more.", "And %(n)d more.", more) % {"n": more})
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Report:
    """What an import did: how many places or assets are new, have changed, were there already."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    repaired: list[Repair] = field(default_factory=list)
    ended: int = 0
    traces: dict[str, Any] = field(default_factory=dict)
    """What it takes to take the import back, as plain JSON."""


class Foreseen(NamedTuple):
    """One thing that an import would touch: where it lies now (None for a new one), and where it would."""

    code: str
    name: str
    before: shapely.Geometry | None
    after: shapely.Geometry | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Foresight:
    """What an import would do; nothing of it is done. `missing` is known and not in the file."""

    new: list[Foreseen]
    changed: list[Foreseen]
    missing: list[Foreseen]
    unchanged: int
    repaired: list[Repair]
    mark: str
    """Differs as soon as the same file would do something else."""
