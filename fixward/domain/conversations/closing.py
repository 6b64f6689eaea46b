"""What the public was told when requests were closed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Case, Expression, OuterRef, QuerySet, Subquery, When
from django.db.models.fields.json import KT

from fixward.domain.service_requests.models import Audience, Event, EventKind, ServiceRequest, Status
from fixward.foundation.text import masked


class Closing(NamedTuple):
    """The words that stand beside the resolution; empty where there were none."""

    text: str

    @property
    def public_text(self) -> str:
        """As it is given out beside others: somebody may have answered with a number or an address of the reporter."""
        return masked(self.text)


def closings(service_requests: Iterable[ServiceRequest]) -> dict[int, Closing]:
    """The last closing of each of these, by its id, in one query."""
    closed = _public().filter(service_request__in=[one.pk for one in service_requests])
    newest = closed.order_by("service_request_id", "-pk").distinct("service_request_id")
    return {event.service_request_id: Closing(str(event.data.get("text") or "")) for event in newest}


def closing_text() -> Expression:
    """The same words for each row of a query, where it is closed."""
    newest = _public().filter(service_request=OuterRef("pk")).order_by("-pk")
    return Case(When(status=Status.CLOSED, then=Subquery(newest.values(text=KT("data__text"))[:1])))


def _public() -> QuerySet[Event]:
    return Event.objects.filter(kind=EventKind.CLOSED, audience=Audience.PUBLIC)
