"""Waiting for the reporter: the clocks rest from the question to the answer, and go on with what was left."""

from __future__ import annotations

import datetime as dt

from fixward.domain.service_requests import custody
from fixward.domain.service_requests.models import ServiceRequest
from fixward.domain.service_requests.waits import Wait

# What `begin` and `end` change of a request; the caller saves it.
FIELDS = ("waiting_since", "expected_at", "due_at")


def begin(service_request: ServiceRequest, *, at: dt.datetime, remind_after: int, ends_after: int) -> Wait:
    """Let the clocks rest from now on; after so many days somebody is reminded, and after so many it is closed."""
    service_request.waiting_since, service_request.due_at = at, None
    return Wait.objects.create(
        service_request=service_request,
        started_at=at,
        remind_at=at + dt.timedelta(days=remind_after),
        ends_at=at + dt.timedelta(days=ends_after),
    )


def end(service_request: ServiceRequest, *, at: dt.datetime) -> None:
    """Let the clocks go on, the holder's and the reporter's later by what was waited; nothing where it did not wait."""
    wait = open_wait(service_request)
    if wait is None:
        return
    wait.ended_at = max(at, wait.started_at)
    wait.save(update_fields=["ended_at"])
    holding = service_request.custodies.get(ended_at=None)
    holding.due_at = custody.due_after(holding, wait, until=wait.ended_at)
    holding.save(update_fields=["due_at"])
    service_request.waiting_since = None
    custody.set_due(service_request, holding)
    if service_request.expected_at:
        # The reporter's clock ran through all hands: the whole wait is taken off, as the holder of today counts time.
        service_request.expected_at = custody.later_for(
            holding, service_request.expected_at, since=wait.started_at, until=wait.ended_at
        )


def open_wait(service_request: ServiceRequest) -> Wait | None:
    """The wait that lasts; none where nobody is waited for."""
    if service_request.waiting_since is None:
        return None
    return Wait.objects.get(service_request=service_request, ended_at=None)
