"""Where the grounds of two responsibilities meet, and which of them wins there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import shapely
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from fixward.domain.places.models import Boundary
from fixward.domain.places.queries import boundaries_on
from fixward.domain.routing.models import Responsibility
from fixward.domain.routing.operations import described

MOST = 50


@dataclass(frozen=True)
class Overlap:
    """Ground that another organization claims too, for a service that both rules mean."""

    other: Responsibility
    other_wins: bool
    by_answer: bool
    shape: shapely.Geometry

    def __str__(self) -> str:
        if self.by_answer and self.other_wins:
            sentence = _("“%(other)s” in %(place)s wins here where that answer is given.")
        elif self.by_answer:
            sentence = _("This rule wins over “%(other)s” in %(place)s where its answer is given.")
        elif self.other_wins:
            sentence = _("“%(other)s” wins in %(place)s, which is the smaller place.")
        else:
            sentence = _("This rule wins over “%(other)s”, for %(place)s is the larger place.")
        return sentence % {"other": described(self.other), "place": self.other.place}


def overlaps(rule: Responsibility, day: dt.date) -> list[Overlap]:
    """With rules of other organizations on that day, in three queries; first those where another wins, then by size."""
    own = boundaries_on(day).filter(place=rule.place_id).first() if rule.place_id else None
    if own is None:
        return []
    shape = shapely.from_wkb(bytes(own.wkb))
    shapely.prepare(shape)
    others = list(_claiming_too(rule, day))
    grounds = {one.place_id: one for one in _near(own, day).filter(place__in=[other.place_id for other in others])}
    found = [_met(rule, own, shape, other, grounds[other.place_id]) for other in others if other.place_id in grounds]
    met = [overlap for overlap in found if overlap is not None]
    met.sort(key=lambda overlap: (not overlap.other_wins, -shapely.area(overlap.shape), str(overlap.other)))
    return met[:MOST]


def _claiming_too(rule: Responsibility, day: dt.date) -> QuerySet[Responsibility]:
    """The rules on other places that hold that day, for a service that this one means too."""
    same = Q(service=None, group=None)
    if rule.service:
        same |= Q(service=rule.service_id) | Q(group=rule.service.group_id)
    elif rule.group_id:
        same |= Q(group=rule.group_id) | Q(service__group=rule.group_id)
    else:
        same = Q()
    begun = Q(valid_from=None) | Q(valid_from__lte=day)
    not_ended = Q(valid_to=None) | Q(valid_to__gt=day)
    others = Responsibility.objects.filter(same, begun, not_ended, place__isnull=False)
    others = others.exclude(place=rule.place_id).exclude(organization=rule.organization_id)
    return others.select_related("organization", "place", "service", "group")


def _near(own: Boundary, day: dt.date) -> QuerySet[Boundary]:
    return boundaries_on(day).filter(west__lt=own.east, east__gt=own.west, south__lt=own.north, north__gt=own.south)


def _met(
    rule: Responsibility, own: Boundary, shape: shapely.Geometry, other: Responsibility, ground: Boundary
) -> Overlap | None:
    """Neighbours share a border and no ground."""
    common = shapely.intersection(shape, shapely.from_wkb(bytes(ground.wkb)))
    areas = [part for part in shapely.get_parts(common).tolist() if shapely.get_dimensions(part) == 2]
    if not areas:
        return None
    by_answer = bool(rule.question) != bool(other.question)
    # As `claims` decides: with an answer before without, then the smaller place, then the code.
    ranks = [(not one.question, boundary.area, boundary.place.code) for one, boundary in ((rule, own), (other, ground))]
    return Overlap(other, ranks[1] < ranks[0], by_answer, shapely.MultiPolygon(areas))
