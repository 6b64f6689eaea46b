"""The gazetteer as the form uses it: what fits the words typed, and the one that was chosen."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict

from fixward.domain.places import queries
from fixward.foundation.text import clean

MOST = 8
_SHORTEST = 2
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Found:
    name: str
    lon: float
    lat: float

    @property
    def value(self) -> str:
        """What the form sends when this one is chosen."""
        return f"{self.lon!r} {self.lat!r} {self.name}"


def search(text: str) -> list[Found]:
    text = clean(text)[:_LONGEST]
    if len(text) < _SHORTEST:
        return []
    return [Found(row.name, row.lon, row.lat) for row in queries.search_addresses(text, limit=MOST)]


def choose(data: QueryDict) -> None:
    """Put the place of a chosen address into the form; what else was typed about the place gives way."""
    found = data.get("found", "")
    if not found:
        return
    lon, _space, rest = found.partition(" ")
    lat, _space, name = rest.partition(" ")
    data["lon"], data["lat"], data["address"], data["where"] = lon[:40], lat[:40], name[:300], ""
    data["address_at"] = f"{data['lon']} {data['lat']}"
