"""Requests of which nothing may be taken away. Rooms above say which; everything that forgets or destroys asks here.

What changes words, service or pin says so before, for a request that must be kept as it is now may look free after.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from fixward.domain.service_requests.models import ServiceRequest

KEPT: list[Callable[[], Q]] = []
BEFORE: list[Callable[[ServiceRequest], None]] = []


def keeps(which: Callable[[], Q]) -> Callable[[], Q]:
    """The function answers with a condition on requests."""
    KEPT.append(which)
    return which


def before_changes(look: Callable[[ServiceRequest], None]) -> Callable[[ServiceRequest], None]:
    """The function is called with a request that is locked, before something is changed by which it can be found."""
    BEFORE.append(look)
    return look


def about_to_change(service_request: ServiceRequest) -> None:
    for look in BEFORE:
        look(service_request)


def kept() -> Q:
    """The condition, as it is now: on requests of which nothing may be taken away."""
    return reduce(or_, (which() for which in KEPT), Q(pk__in=[]))


def kept_requests() -> QuerySet[ServiceRequest]:
    return ServiceRequest.objects.filter(kept()).order_by()
