"""What was reported already where somebody is about to report: each as a card, so that they can say "this is it"."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fixward.domain.catalog.models import Service
from fixward.domain.people.models import Person
from fixward.domain.service_requests.models import Photo, ServiceRequest
from fixward.domain.service_requests.nearby import Neighbour, near_point
from fixward.domain.service_requests.where import Spot
from fixward.foundation.text import length

MOST = 3  # more would be read by nobody who stands in the street


@dataclass(frozen=True, slots=True)
class Known:
    """An open request nearby for the same service."""

    service_request: ServiceRequest
    photo: Photo | None
    age: str
    away: str


def known(service: Service, spot: Spot, viewer: Person | None) -> list[Known]:
    """The nearest first; what this person may not see is not among them."""
    return [_card(neighbour) for neighbour in near_point(service, spot.lon, spot.lat, viewer, most=MOST)]


def _card(neighbour: Neighbour) -> Known:
    photos: list[Photo] = getattr(neighbour.service_request, "shown_photos", [])
    return Known(
        service_request=neighbour.service_request,
        photo=photos[0] if photos else None,
        age=_age(neighbour.service_request),
        away=_away(neighbour.distance_m),
    )


def _age(service_request: ServiceRequest) -> str:
    days = (timezone.localdate() - timezone.localdate(service_request.submitted_at)).days
    if days < 1:
        return _("reported today")
    return ngettext("reported yesterday", "reported %(count)d days ago", days) % {"count": days}


def _away(metres: int) -> str:
    if metres < 5:  # no nearer than a phone knows its place
        return _("at this spot")
    return _("%(distance)s from here") % {"distance": length(metres)}
