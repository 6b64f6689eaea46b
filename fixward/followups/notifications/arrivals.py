"""Who came to hold a request by an event, and who held it at the time of one."""

from __future__ import annotations

from django.db.models import QuerySet

from fixward.domain.service_requests.models import Custody, Event, EventKind, How

_BEGINS = {
    EventKind.SUBMITTED: How.SUBMITTED,
    EventKind.ASSIGNED: How.ASSIGNED,
    EventKind.TRANSFERRED: How.TRANSFERRED,
    EventKind.RETURNED: How.RETURNED,
    EventKind.UNSETTLED: How.UNSETTLED,
    EventKind.SETTLED: How.SETTLED,
    EventKind.ADOPTED: How.ADOPTED,
    EventKind.REROUTED: How.REROUTED,
    EventKind.SERVICE_CHANGED: How.REROUTED,
    EventKind.REOPENED: How.REOPENED,
}


def arrival(event: Event) -> Custody | None:
    """The custody that began by this event; None where it went on with the same department."""
    how = _BEGINS.get(EventKind(event.kind))
    if how is None or (how == How.ASSIGNED and not _went_to_another_department(event)):
        return None
    begun = _custodies(event).filter(how=how, started_at__gte=event.at).first()
    return None if begun and how == How.REROUTED and _stayed(begun) else begun


def holding(event: Event) -> Custody | None:
    """The custody in which the event left the request."""
    custodies = _custodies(event)
    return arrival(event) or custodies.filter(started_at__lte=event.at).last() or custodies.first()


def _custodies(event: Event) -> QuerySet[Custody]:
    return event.service_request.custodies.select_related("organization", "department", "on_behalf_of").order_by("pk")


def _went_to_another_department(event: Event) -> bool:
    department = event.data.get("department")
    return bool(department) and department != event.data.get("left")


def _stayed(begun: Custody) -> bool:
    before = Custody.objects.filter(service_request=begun.service_request_id, pk__lt=begun.pk).last()
    return before is not None and (before.organization_id, before.department_id) == (
        begun.organization_id,
        begun.department_id,
    )
