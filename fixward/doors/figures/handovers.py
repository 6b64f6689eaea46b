"""Who hands what to whom: every pair of governments, what came back, and how long it had been held before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from fixward.domain.catalog.models import Service
from fixward.domain.governments.models import Organization
from fixward.doors.figures import flow as flow_chart
from fixward.doors.figures import sheets
from fixward.doors.figures.asked import Asked
from fixward.doors.figures.charts import Chart
from fixward.doors.figures.linked import Linked, Row, path_of
from fixward.doors.figures.tables import SHOWN, Cell
from fixward.followups.insights.asking import handovers
from fixward.followups.insights.asking.handovers import Flow
from fixward.followups.insights.telling import wording
from fixward.followups.insights.telling.measures import LEAST, Count


@dataclass(frozen=True)
class Line:
    flow: Flow
    giver: Linked
    taker: Linked
    times: Cell
    back: Cell
    disputes: Cell
    held: str
    each: str
    services: str


class Handovers:
    """`FIELDS` are what its form writes into the address, beside the period."""

    FIELDS = ("organization",)

    def __init__(self, asked: Asked) -> None:
        self.asked = asked

    @cached_property
    def organizations(self) -> dict[int, Organization]:
        return Organization.objects.in_bulk()

    @cached_property
    def organization(self) -> Organization | None:
        """The one on which the page looks, if any."""
        return self._named_as("organization")

    def _named_as(self, parameter: str) -> Organization | None:
        code = self.asked.given.get(parameter, "")
        found = next((one for one in self.organizations.values() if one.code == code), None)
        if code and found is None:
            raise Http404
        return found

    @property
    def named(self) -> list[Organization]:
        return sorted(self.organizations.values(), key=lambda one: one.name.casefold())

    @cached_property
    def flows(self) -> list[Flow]:
        own = self.organization.pk if self.organization else None
        return handovers.flows(self.asked.period, public=self.asked.public, organization=own)

    @property
    def is_whole(self) -> bool:
        return len(self.flows) <= SHOWN or bool(self.asked.given.get("whole"))

    @property
    def more(self) -> str:
        return self.asked.changed(reverse("figures:handovers"), whole="1") + "#flows"

    @property
    def shown(self) -> Sequence[Flow]:
        return self.flows if self.is_whole else self.flows[:SHOWN]

    @property
    def lines(self) -> list[Line]:
        return [self._line(flow) for flow in self.shown]

    @property
    def sentences(self) -> list[str]:
        times = sum(flow.times for flow in self.flows)
        if not times:
            return [_("Nothing was handed from one government to another.")]
        back, disputes = sum(flow.back for flow in self.flows), sum(flow.disputes for flow in self.flows)
        held = dt.timedelta(seconds=sum(flow.seconds for flow in self.flows))
        said = {"times": wording.number(times), "back": wording.number(back), "held": wording.duration(held)}
        lines = [
            _("Handed on: %(times)s. Before that, they had been held for %(held)s in all.") % said,
            _("Came back by a return: %(back)s.") % said,
        ]
        if disputes:
            lines.append(_("Went to the steward, since both had given it away: %(number)s.") % {"number": disputes})
        return lines

    @property
    def chart(self) -> Chart | None:
        return flow_chart.picture(self.flows, self._name, listed=len(self.shown)) if self.flows else None

    @cached_property
    def pair(self) -> tuple[Organization, Organization] | None:
        """The two of whom the services are asked; none of them where the page looks on a third."""
        giver, taker = self._named_as("giver"), self._named_as("taker")
        if giver is None or taker is None or self.organization not in (None, giver, taker):
            return None
        return giver, taker

    @property
    def services(self) -> list[Row]:
        """Of what the pair handed on: each service with how often, and the list behind it."""
        if self.pair is None:
            return []
        giver, taker = self.pair
        counts = handovers.services(self.asked.period, public=self.asked.public, giver=giver.pk, taker=taker.pk)
        names = Service.objects.in_bulk(counts)
        given = {"organization": giver.code, "taker": taker.code}
        return [self._of_service(names.get(pk), times, given) for pk, times in counts.items()]

    def _of_service(self, service: Service | None, times: int, given: Mapping[str, str]) -> Row:
        if service is None:
            return Row(_("No longer there"), [Cell("handed_on", Count(times))])
        cell = self._cell("handed_on", times, {**given, "service": service.code})
        return Row(str(service), [cell], self.asked.link(path_of("service", service.code)))

    def sheet(self) -> Iterator[sheets.Row]:
        for flow in self.flows:
            here = {
                "of": self._name(flow.giver),
                "level": "handover",
                "name": self._name(flow.taker),
                "code": f"{self._code(flow.giver)} → {self._code(flow.taker)}",
                **sheets.in_days(self.asked.period),
            }
            counts = {"times": flow.times, "back": flow.back, "disputes": flow.disputes}
            for measure, count in counts.items():
                yield here | {"measure": measure, "count": count}
            yield here | {"measure": "held", "total": flow.seconds, "whole": flow.times}

    def _line(self, flow: Flow) -> Line:
        held = dt.timedelta(seconds=flow.seconds)
        each = wording.duration(held / flow.times) if flow.times >= LEAST else _("not enough yet")
        path = reverse("figures:handovers")
        pair = {"giver": self._code(flow.giver), "taker": self._code(flow.taker)}
        chosen = {"organization": self.organization.code} if self.organization else {}
        returned = {"organization": pair["giver"], "giver": pair["taker"]}
        given = {"organization": pair["giver"], "taker": pair["taker"]}
        return Line(
            flow,
            self._linked(flow.giver),
            self._linked(flow.taker),
            self._cell("handed_on", flow.times, given),
            self._cell("returns", flow.back, returned),
            self._cell("disputes", flow.disputes, given),
            wording.duration(held),
            each,
            self.asked.link(path, **chosen, **pair) + "#services",
        )

    def _cell(self, measure: str, number: int, codes: Mapping[str, str]) -> Cell:
        """With the list behind it, as long as there are both."""
        is_linked = number and all(codes.values())
        href = self.asked.link(reverse("figures:behind"), measure=measure, **codes) if is_linked else ""
        return Cell(measure, Count(number), href)

    def _linked(self, pk: int) -> Linked:
        """With its own page of the same period."""
        code = self._code(pk)
        return Linked(self._name(pk), self.asked.link(path_of("organization", code)) if code else "")

    def _name(self, pk: int) -> str:
        return str(self.organizations.get(pk, _("No longer there")))

    def _code(self, pk: int) -> str:
        return self.organizations[pk].code if pk in self.organizations else ""
