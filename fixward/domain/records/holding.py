"""What legal holds cover. Joins `service_requests.keeping`, so that everything that destroys asks here."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from fixward.domain.people import personal
from fixward.domain.records.models import Held, Hold
from fixward.domain.records.selection import Selection
from fixward.domain.service_requests import keeping
from fixward.domain.service_requests.models import ServiceRequest

HOLDS = personal.WHAT_IS_KEPT


@keeping.keeps
def held() -> Q:
    """On requests: what is written down as held, and what fits a hold now."""
    return _covered_by(_in_force())


def holds_on(service_request: ServiceRequest) -> list[Hold]:
    """The holds in force that cover this request, the oldest first."""
    holds = _in_force()
    if not holds:
        return []
    flags = {f"hold_{hold.pk}": ExpressionWrapper(_covered_by([hold]), BooleanField()) for hold in holds}
    found = ServiceRequest.objects.filter(pk=service_request.pk).annotate(**flags).values(*flags).get()
    return [hold for hold in holds if found[f"hold_{hold.pk}"]]


@keeping.before_changes
def write_down(service_request: ServiceRequest) -> None:
    """What fits a hold now is held from now on, whatever is changed of it. No harm in doing it again.

    Takes no turn with `HOLDS`: who places a hold may wait for the row of this request, and must not wait for both.
    """
    rows = [Held(hold=hold, service_request=service_request) for hold in holds_on(service_request)]
    Held.objects.bulk_create(rows, ignore_conflicts=True)


def _in_force() -> list[Hold]:
    return list(Hold.objects.filter(released_at=None).select_related("organization").order_by("pk"))


def _covered_by(holds: Iterable[Hold]) -> Q:
    holds = list(holds)
    if not holds:
        return Q(pk__in=[])
    found = Held.objects.filter(service_request=OuterRef("pk"), hold__in=[hold.pk for hold in holds])
    fits = (Selection.read(hold.selection).condition(hold.organization) for hold in holds)
    return reduce(or_, fits, Q(Exists(found)))


def covered(hold: Hold) -> QuerySet[ServiceRequest]:
    """What it covers now or, once it is released, what was written down."""
    if hold.released_at is not None:
        return ServiceRequest.objects.filter(pk__in=hold.held.values("service_request")).order_by("pk")
    return ServiceRequest.objects.filter(_covered_by([hold])).order_by("pk")
