"""The picture of handovers: givers on the left, takers on the right, each with its number, and nothing left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from fixward.doors.figures.charts import Chart
from fixward.followups.insights.asking.handovers import Flow
from fixward.followups.insights.telling import wording

# Of more names on a side each would be too small to read on a phone: the fewest are drawn as one.
MOST_NAMES = 10


@dataclass
class Side:
    """Those of one side with how often they gave or took, the most frequent first."""

    letter: str
    sums: Counter[int] = field(default_factory=Counter)

    @cached_property
    def named(self) -> list[int]:
        """One that would be alone among the rest has its name too."""
        most = MOST_NAMES if len(self.sums) <= MOST_NAMES else MOST_NAMES - 1
        return sorted(self.sums, key=lambda pk: (-self.sums[pk], pk))[:most]

    @property
    def rest(self) -> int:
        return len(self.sums) - len(self.named)

    def key(self, pk: int) -> str:
        return f"{self.letter}{pk}" if pk in self.named else f"{self.letter}-rest"

    def nodes(self, name: Callable[[int], str]) -> list[dict[str, Any]]:
        drawn = [_node(self.key(pk), name(pk), self.sums[pk]) for pk in self.named]
        if self.rest:
            times = self.sums.total() - sum(self.sums[pk] for pk in self.named)
            drawn.append(_node(f"{self.letter}-rest", _("all others"), times))
        return drawn


def _node(key: str, name: str, times: int) -> dict[str, Any]:
    return {"key": key, "name": name, "times": times, "words": wording.number(times)}


def picture(flows: Sequence[Flow], name: Callable[[int], str], *, listed: int) -> Chart:
    """`listed` is how many of the flows the table below shows."""
    givers, takers = Side("g"), Side("t")
    for flow in flows:
        givers.sums[flow.giver] += flow.times
        takers.sums[flow.taker] += flow.times
    data = {"givers": givers.nodes(name), "takers": takers.nodes(name), "links": _links(flows, givers, takers)}
    note = " ".join(_said(givers, takers, listed, len(flows)))
    return Chart("flow", "flow", _("Who handed how many to whom"), [], [], data, note)


def _links(flows: Iterable[Flow], givers: Side, takers: Side) -> list[dict[str, Any]]:
    times = Counter[tuple[str, str]]()
    for flow in flows:
        times[givers.key(flow.giver), takers.key(flow.taker)] += flow.times
    return [{"source": source, "target": target, "times": number} for (source, target), number in times.items()]


def _said(givers: Side, takers: Side, listed: int, pairs: int) -> list[str]:
    """What is drawn, and what of it the table has."""
    said = [_("Every handover is drawn, with how often each gave (left) and took (right).")]
    rest = {"givers": wording.number(givers.rest), "takers": wording.number(takers.rest)}
    if givers.rest and takers.rest:
        said.append(
            _("All others are the %(givers)s that gave the fewest, and the %(takers)s that took the fewest.") % rest
        )
    elif givers.rest:
        said.append(_("All others are the %(givers)s that gave the fewest.") % rest)
    elif takers.rest:
        said.append(_("All others are the %(takers)s that took the fewest.") % rest)
    number = {"listed": wording.number(listed), "pairs": wording.number(pairs)}
    if listed < pairs:
        said.append(
            _("The table below has the %(listed)s most frequent of %(pairs)s pairs, and a link to all.") % number
        )
    else:
        said.append(_("The table below has each pair."))
    return said
