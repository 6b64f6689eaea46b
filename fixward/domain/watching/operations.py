"""Keeping an eye on some ground: add, change, remove."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.db import transaction
from django.utils.translation import gettext as _

from fixward.domain.catalog.models import Service
from fixward.domain.people.models import Person
from fixward.domain.places.models import Place
from fixward.domain.service_requests.filters import Filters
from fixward.domain.service_requests.where import NotHere, spot
from fixward.domain.watching import policy
from fixward.domain.watching.models import WatchArea
from fixward.foundation.text import clean

MOST_AREAS = 20
LONGEST_NAME = 100
LEAST_RADIUS_M, MOST_RADIUS_M = 50, 20_000
MOST_CORNERS = 100


class WatchRefused(Exception):
    """Carries a sentence for each field that is not right; nothing was changed."""

    def __init__(self, sentences: dict[str, str]) -> None:
        super().__init__(" ".join(sentences.values()))
        self.sentences = sentences


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What to watch: a place; else an outline of (longitude, latitude); else a circle around a point. WGS84 degrees."""

    name: str = ""
    place: Place | None = None
    outline: Sequence[tuple[float, float]] = ()
    lon: float | None = None
    lat: float | None = None
    radius_m: int | None = None
    services: Sequence[Service] = ()
    asked: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def add(wish: Wish, *, by: Person) -> WatchArea:
    """Raises WatchRefused; two at the same time wait for each other, so that nobody has more than MOST_AREAS."""
    by = Person.objects.select_for_update(no_key=True).get(pk=by.pk)
    _must(policy.can_add(by))
    if WatchArea.objects.filter(person=by).count() >= MOST_AREAS:
        raise WatchRefused({"": _("You watch %(most)d areas already. Remove one first.") % {"most": MOST_AREAS}})
    return _written(WatchArea(person=by), _checked(wish))


@transaction.atomic
def change(area: WatchArea, wish: Wish, *, by: Person) -> WatchArea:
    area = WatchArea.objects.select_for_update().get(pk=area.pk)
    _must(policy.can_change(by, area))
    return _written(area, _checked(wish))


@transaction.atomic
def remove(area: WatchArea, *, by: Person) -> None:
    """Twice changes nothing."""
    _must(policy.can_change(by, area))
    WatchArea.objects.filter(pk=area.pk).delete()


def _must(allowed: bool) -> None:
    if not allowed:
        raise WatchRefused({"": _("This watch area is not yours.")})


def _written(area: WatchArea, wish: Wish) -> WatchArea:
    area.name, area.place, area.asked = wish.name, wish.place, dict(wish.asked)
    area.lon, area.lat, area.radius_m = wish.lon, wish.lat, wish.radius_m
    area.outline = [[lon, lat] for lon, lat in wish.outline] or None
    area.save()
    area.services.set(wish.services)
    return area


def _checked(wish: Wish) -> Wish:
    """The wish with one shape alone, a name, and what the filters can read."""
    wrong = {"name": _("Please keep the name short.")} if len(clean(wish.name)) > LONGEST_NAME else {}
    if wish.place is None and wish.outline:
        wrong |= _wrong_outline(wish)
    elif wish.place is None:
        wrong |= _wrong_circle(wish)
    if wrong:
        raise WatchRefused(wrong)
    # Days pass, and the place and the services stand in columns of their own.
    read = replace(Filters.read(wish.asked), since=None, until=None, place="", service="", group="")
    name = clean(wish.name) or (wish.place.name if wish.place else _("Watch area"))
    return replace(_alone(wish), name=name, asked=read.query())


def _alone(wish: Wish) -> Wish:
    if wish.place:
        return replace(wish, outline=(), lon=None, lat=None, radius_m=None)
    return replace(wish, lon=None, lat=None, radius_m=None) if wish.outline else wish


def _wrong_outline(wish: Wish) -> dict[str, str]:
    if not 3 <= len(wish.outline) <= MOST_CORNERS:
        return {"where": _("An outline has 3 to %(most)d corners.") % {"most": MOST_CORNERS}}
    if not all(-180 <= lon <= 180 and -90 <= lat <= 90 for lon, lat in wish.outline):
        return {"where": _("A longitude lies between -180 and 180, a latitude between -90 and 90.")}
    return {}


def _wrong_circle(wish: Wish) -> dict[str, str]:
    if wish.lon is None or wish.lat is None:
        return {"where": _("Choose an address, a place from the list, or tap the map.")}
    wrong = {}
    try:
        spot(wish.lon, wish.lat)
    except NotHere as error:
        wrong["where"] = str(error)
    if wish.radius_m is None or not LEAST_RADIUS_M <= wish.radius_m <= MOST_RADIUS_M:
        wrong["radius_m"] = _("Choose a distance from the list.")
    return wrong
