"""What is usually reported at a spot, for somebody who has to choose a service quickly."""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.db.models import Count, Q

from fixward.domain.catalog.models import Service
from fixward.domain.service_requests.models import ServiceRequest
from fixward.domain.service_requests.nearby import box
from fixward.domain.service_requests.where import Spot
from fixward.foundation import grid

WITHIN_M = 500
MOST = 6
_LOOKED_AT = 2000  # rows of the index: where more were reported, any of them tell the same


def likely(spot: Spot) -> list[Service]:
    """The services that were reported most often within half a kilometre, the most frequent first; from one index."""
    spans = grid.ranges(*box(spot.lon, spot.lat, WITHIN_M))
    here = reduce(or_, (Q(cell__range=span) for span in spans))
    some = ServiceRequest.objects.public().filter(here).order_by().values("pk")[:_LOOKED_AT]
    counted = (
        ServiceRequest.objects.filter(pk__in=some, service__is_active=True)
        .order_by()
        .values_list("service")
        .annotate(count=Count("pk"))
        .order_by("-count", "service")[:MOST]
    )
    ids = [pk for pk, _count in counted]
    services = Service.objects.select_related("group").in_bulk(ids)
    return [services[pk] for pk in ids]
