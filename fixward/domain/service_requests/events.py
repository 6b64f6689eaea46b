"""Recording what happened, in the transaction in which it happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db.models import Model

from fixward.domain.governments.models import Member, Organization
from fixward.domain.people.models import Person
from fixward.domain.service_requests.models import Audience, Event, EventKind, ServiceRequest
from fixward.foundation import clock, jobs
from fixward.foundation.database import together

# The followups are rooms above the domain: they are known here by the name of their job only.
FOLLOW_UP = "fixward.follow_up"


def record(
    kind: EventKind,
    service_request: ServiceRequest,
    *,
    by: Member | Person | Organization | None,
    at: dt.datetime | None = None,
    audience: Audience = Audience.PUBLIC,
    done_for: int | None = None,
    **data: Any,
) -> Event:
    """Write the event, and leave the job of its followups to the worker; both are there or neither is.

    `done_for` is the organization whose member does something to another one's request, too.
    """
    event = written(kind, service_request, by=by, at=at, audience=audience, **data)
    event.organization_id = done_for or event.organization_id
    return keep(event)


def keep(event: Event) -> Event:
    """Save what was `written`, once it carries what the change did to the custody chain; with its job."""
    event.save(force_insert=True)
    if not _untold.get():
        jobs.defer(FOLLOW_UP, lock=f"service_request:{event.service_request_id}", event_id=event.pk)
    return event


def written(
    kind: EventKind,
    service_request: ServiceRequest,
    *,
    by: Member | Person | Organization | None,
    at: dt.datetime | None = None,
    audience: Audience = Audience.PUBLIC,
    **data: Any,
) -> Event:
    """The event, not saved yet.

    A member acts for the organization that holds the request, be it their own or one that has given a grant. One off
    the platform acts as itself, since nobody knows its members here.
    """
    member = by if isinstance(by, Member) else None
    organization = by.pk if isinstance(by, Organization) else None
    return Event(
        service_request=service_request,
        kind=kind,
        at=at or clock.now(),
        audience=audience,
        organization_id=service_request.organization_id if member else organization,
        member=member,
        person=by if isinstance(by, Person) else None,
        data=data,
    )


def what(service_request: ServiceRequest) -> dict[str, Any]:
    """As what and where it counts, as the events carry it by which that begins or changes."""
    return {
        "service": service_request.service_id,
        "place": service_request.place_id,
        "source": service_request.source,
        "private": service_request.is_private,
    }


def insert_with(service_request: ServiceRequest, event: Event, rows: Mapping[str, Model]) -> bool:
    """Write a new request, its first event, its other rows, and the job of the followups, all by one statement.

    Writes nothing where there is a request with its key; gives whether it was written.
    """
    # One job an event. The lock keeps the mails of one request in the order of its events.
    lock = "'service_request:' || head.id"
    job = jobs.deferring(FOLLOW_UP, lock=lock, arguments="jsonb_build_object('event_id', event.id)")
    then = "NULL" if _untold.get() else job
    return together.insert(service_request, {"event": event, **rows}, once="key", then=then)


@contextmanager
def untold() -> Iterator[None]:
    """Within this block events are recorded without followups: a history that is loaded is no news to anybody."""
    token = _untold.set(True)
    try:
        yield
    finally:
        _untold.reset(token)


_untold: ContextVar[bool] = ContextVar("untold", default=False)
