"""Recording what happened, in the transaction in which it happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from fixward.domain.governments.models import Member
from fixward.domain.people.models import Person
from fixward.domain.service_requests.models import Audience, Event, EventKind, ServiceRequest
from fixward.foundation import clock, jobs

# The followups are rooms above the domain: they are known here by the name of their job only.
FOLLOW_UP = "fixward.follow_up"


def record(
    kind: EventKind,
    service_request: ServiceRequest,
    *,
    by: Member | Person | None,
    at: dt.datetime | None = None,
    audience: Audience = Audience.PUBLIC,
    **data: Any,
) -> Event:
    """Write the event, and leave the job of its followups to the worker; both are there or neither is.

    A member acts for the organization that holds the request, be it their own or one that has given a grant.
    """
    member = by if isinstance(by, Member) else None
    event = Event(
        service_request=service_request,
        kind=kind,
        audience=audience,
        organization_id=service_request.organization_id if member else None,
        member=member,
        person=by if isinstance(by, Person) else None,
        data=data,
    )
    event.at = at or clock.now()
    event.save(force_insert=True)
    # One job an event. The lock keeps the mails of one request in the order of its events.
    if not _untold.get():
        jobs.defer(FOLLOW_UP, lock=f"service_request:{service_request.pk}", event_id=event.pk)
    return event


@contextmanager
def untold() -> Iterator[None]:
    """Within this block events are recorded without followups: a history that is loaded is no news to anybody."""
    token = _untold.set(True)
    try:
        yield
    finally:
        _untold.reset(token)


_untold: ContextVar[bool] = ContextVar("untold", default=False)
