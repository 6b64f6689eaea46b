"""Where a request of the history lands: its holder by the owner words or else by routing at its own time."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from fixward.domain.places.models import Kind, Place
from fixward.domain.routing.route import Reason, Route
from fixward.domain.routing.table import RoutingTable
from fixward.domain.service_requests.imports.facts import Fact
from fixward.domain.service_requests.imports.mapping import PlaceWords, folded
from fixward.domain.service_requests.imports.report import Report, Unreadable
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
    """Finds service, holder and place of each fact over one state of the routing table."""

    def __init__(self, table: RoutingTable, words: Words) -> None:
        self._table, self._words = table, words
        self._named: dict[int, str] = {}

    def land(self, fact: Fact) -> Landed:
        """Raises Unreadable where a word names nothing or the point lies outside the umbrella."""
        cells = fact.row.cells
        code = self._words.services.code(cells.service)
        holder = self._words.owners.holder(cells.owner)
        lon, lat, at = fact.lon, fact.lat, fact.submitted_at
        if holder is None:
            route = self._table.decide(code, lon=lon, lat=lat, answers={}, at=at)
        else:
            route = self._table.inside(holder.organization, code, lon=lon, lat=lat, answers={}, at=at)
        if route.place is None:
            self._must_be_here(lon, lat, at)
        service = self._table.services[code].id
        if holder is None:
            return Landed(fact, service, route, route.department, route.member, json.dumps(route.reasons()))
        return self._named_by_words(fact, service, route, holder)

    def _named_by_words(self, fact: Fact, service: int, route: Route, holder: Holder) -> Landed:
        because = self._because(holder.organization)
        # Where another organization handles its requests by now, the department is that one's to choose.
        if holder.department is None or route.organization != holder.organization:
            reasons = [json.loads(because), *route.reasons()]
            return Landed(fact, service, route, route.department, route.member, json.dumps(reasons))
        return Landed(fact, service, route, holder.department, None, f"[{because}]")

    def _because(self, organization: int) -> str:
        if organization not in self._named:
            reason = Reason("imported", {"organization": self._table.organizations[organization].name})
            self._named[organization] = json.dumps(reason.as_json())
        return self._named[organization]

    def _must_be_here(self, lon: float, lat: float, at: dt.datetime) -> None:
        if self._table.covers(lon, lat, at):
            return
        said = {"lon": lon, "lat": lat}
        if -90 <= lon <= 90 and self._table.covers(lat, lon, at):
            raise Unreadable(
                _("longitude %(lon)s and latitude %(lat)s lie in no place here: they seem to be swapped") % said
            )
        raise Unreadable(_("longitude %(lon)s and latitude %(lat)s lie in no place here") % said)


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
