"""Where a request of the history lands: its holder by the owner words or else by routing at its own time."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from fixward.domain.places.models import Kind, Place
from fixward.domain.routing.many import Many, Wanted
from fixward.domain.routing.route import Reason, Route
from fixward.domain.routing.table import RoutingTable
from fixward.domain.service_requests.imports.facts import Fact
from fixward.domain.service_requests.imports.mapping import PlaceWords, folded
from fixward.domain.service_requests.imports.report import Refuse, Report, Unreadable
from fixward.domain.service_requests.imports.words import Holder, Words


@dataclass(slots=True)
class Landed:
    """A fact with its service, route and holder; `because` is JSON."""

    fact: Fact
    service: int
    route: Route
    department: int | None
    member: int | None
    because: str


class Landing:
    """Finds service, holder and place of many facts over one state of the routing table."""

    def __init__(self, table: RoutingTable, words: Words) -> None:
        self._table, self._words, self._many = table, words, Many(table)
        self._texts: dict[tuple[int, bool, bool], str] = {}

    def land(self, facts: Sequence[Fact], refuse: Refuse) -> list[Landed]:
        """Refuses facts of which a word names nothing, or whose point lies outside the umbrella."""
        named = [found for fact in facts if (found := self._named(fact, refuse))]
        routes = self._many.decide([wanted for _fact, _holder, wanted in named])
        self._texts = {}  # for these routes: while all of them are alive no two have the same id
        decided = zip(named, routes, strict=True)
        return [self._landed(*one, route) for one, route in decided if route.place or self._is_here(one[0], refuse)]

    def _named(self, fact: Fact, refuse: Refuse) -> tuple[Fact, Holder | None, Wanted] | None:
        cells = fact.row.cells
        try:
            code = self._words.services.code(cells.service)
            holder = self._words.owners.holder(cells.owner)
        except Unreadable as reason:
            refuse(fact.row.line, fact.row.id, str(reason))
            return None
        organization = holder.organization if holder else None
        return fact, holder, Wanted(code, fact.lon, fact.lat, fact.submitted_at, {}, organization)

    def _is_here(self, fact: Fact, refuse: Refuse) -> bool:
        lon, lat, at = fact.lon, fact.lat, fact.submitted_at
        if self._table.covers(lon, lat, at):
            return True
        said = _("longitude %(lon)s and latitude %(lat)s lie in no place here")
        if self._table.is_swapped(lon, lat, at):
            said = _("longitude %(lon)s and latitude %(lat)s lie in no place here: they seem to be swapped")
        refuse(fact.row.line, fact.row.id, said % {"lon": lon, "lat": lat})
        return False

    def _landed(self, fact: Fact, holder: Holder | None, wanted: Wanted, route: Route) -> Landed:
        # Where another organization handles its requests by now, the department is that one's to choose.
        chosen = holder.department if holder and route.organization == holder.organization else None
        key = (id(route), holder is None, chosen is None)
        if (because := self._texts.get(key)) is None:
            because = self._texts[key] = json.dumps(self._reasons(holder, route, chosen))
        service = self._table.services[wanted.service].id
        if chosen is not None:
            return Landed(fact, service, route, chosen, None, because)
        return Landed(fact, service, route, route.department, route.member, because)

    def _reasons(self, holder: Holder | None, route: Route, chosen: int | None) -> list[dict[str, object]]:
        if holder is None:
            return route.reasons()
        named = Reason("imported", {"organization": self._table.organizations[holder.organization].name}).as_json()
        return [named, *(route.reasons() if chosen is None else ())]


class Agreement:
    """Whether the place that the file names is the one that the boundaries give."""

    def __init__(self, words: PlaceWords, report: Report) -> None:
        self._words, self._report = words, report
        self._places: Mapping[int, Place] = {}
        self._meant: dict[str, set[str]] = {}

    def count(self, landed: list[Landed]) -> None:
        """Compare these; rows in which the file names no place are left out."""
        named = [(row.fact.row.cells.place, row.route.place) for row in landed if row.fact.row.cells.place.strip()]
        if any(place and place not in self._places for _word, place in named):
            self._places = Place.objects.in_bulk()
        for word, place in named:
            found = self._places.get(place) if place else None
            self._report.compared += 1
            if self._agree(word, found):
                self._report.agreeing += 1
            else:
                self._report.disagreements[word, found.name if found else ""] += 1

    def _agree(self, word: str, place: Place | None) -> bool:
        if word not in self._meant:
            self._meant[word] = self._read(folded(word))
        meant = self._meant[word]
        if not meant:
            return place is not None and place.kind != Kind.MUNICIPALITY
        return place is not None and not meant.isdisjoint((folded(place.name), folded(place.code)))

    def _read(self, name: str) -> set[str]:
        """What names the word may mean; nothing for unincorporated ground."""
        if name in self._words.unincorporated:
            return set()
        if name in self._words.words:
            return {folded(self._words.words[name])}
        return {name, *(name.removeprefix(f"{prefix} ") for prefix in self._words.ignore)}
