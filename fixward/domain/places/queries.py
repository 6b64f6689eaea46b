from __future__ import annotations

import math
from datetime import date

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from fixward.domain.places import spelling
from fixward.domain.places.models import Address, Boundary
from fixward.domain.places.resemblance import resemblance

_LONGEST = 200  # characters that are looked at
_CANDIDATES = 200
_LEAST = 0.4
# Nobody looks at what a program is given, so only what is surely meant counts: no other house number, not half a name.
_SURELY = 0.9
_SAME_PLACE = 0.005  # degrees: two that are equally good and further apart leave open which one is meant
_CANDIDATES_FOR = """
SELECT id, name, search, lon, lat, cell, source FROM places_address
WHERE search %% %(typed)s OR %(typed)s <%% search
ORDER BY similarity(search, %(typed)s) + word_similarity(%(typed)s, search) DESC, id
LIMIT %(most)s
"""


def boundaries_on(day: date) -> QuerySet[Boundary]:
    """The boundaries valid on a day, with their places."""
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
    not_ended = Q(valid_to__isnull=True) | Q(valid_to__gt=day)
    return Boundary.objects.filter(begun, not_ended).select_related("place")


def search_addresses(text: str, *, limit: int = 8, near: tuple[float, float] | None = None) -> list[Address]:
    """The addresses most like what was typed, the best first, among equals the nearest to (longitude, latitude).

    Forgives slips of the keys, and takes streets in either order and in short or long.
    """
    typed = spelling.normal(text[:_LONGEST])
    if not typed:
        return []
    scored = [(resemblance(typed, address.search), address) for address in _candidates(typed)]
    good = [(score, address) for score, address in scored if score >= _LEAST]
    good.sort(key=lambda entry: (-round(entry[0], 2), _distance(entry[1], near), entry[1].name, entry[1].pk))
    return [address for _score, address in good[:limit]]


def located(text: str) -> Address | None:
    """The one address that these words surely mean, with or without the town behind a comma; else none."""
    for typed in dict.fromkeys((spelling.normal(text[:_LONGEST]), spelling.normal(text[:_LONGEST].partition(",")[0]))):
        scored = [(_sameness(typed, address.search), address) for address in (_candidates(typed) if typed else [])]
        best = max((score for score, _address in scored), default=0.0)
        alike = sorted((address for score, address in scored if score > best - 0.02), key=lambda address: address.pk)
        if best >= _SURELY and alike:
            first = alike[0]
            far = any(_distance(other, (first.lon, first.lat)) > _SAME_PLACE for other in alike)
            return None if far else first
    return None


def _sameness(typed: str, address: str) -> float:
    """Both ways, or a street alone would be each house in it."""
    return min(resemblance(typed, address), resemblance(address, typed))


@transaction.atomic
def _candidates(typed: str) -> list[Address]:
    with connection.cursor() as cursor:
        # Below the default 0.3, or a name with two slips would not be found at all. And PostgreSQL takes comparing
        # texts for cheap, so it reads the whole table: 35 ms over 5,000 addresses where the index needs 6.
        cursor.execute("SET LOCAL pg_trgm.similarity_threshold = 0.2; SET LOCAL enable_seqscan = off")
        found = list(Address.objects.raw(_CANDIDATES_FOR, {"typed": typed, "most": _CANDIDATES}))
        cursor.execute("SET LOCAL pg_trgm.similarity_threshold TO DEFAULT; SET LOCAL enable_seqscan TO DEFAULT")
    return found


def _distance(address: Address, near: tuple[float, float] | None) -> float:
    """In degrees of latitude, roughly; 0 without a point to be near to."""
    if near is None:
        return 0.0
    lon, lat = near
    return math.hypot((address.lon - lon) * math.cos(math.radians(lat)), address.lat - lat)
