"""Requests of which nothing may be taken away. Rooms above say which; everything that forgets or destroys asks here."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from fixward.domain.service_requests.models import ServiceRequest

KEPT: list[Callable[[], Q]] = []


def keeps(which: Callable[[], Q]) -> Callable[[], Q]:
    """The function answers with a condition on requests."""
    KEPT.append(which)
    return which


def kept() -> Q:
    """The condition, as it is now: on requests of which nothing may be taken away."""
    return reduce(or_, (which() for which in KEPT), Q(pk__in=[]))


def kept_requests() -> QuerySet[ServiceRequest]:
    return ServiceRequest.objects.filter(kept()).order_by()
