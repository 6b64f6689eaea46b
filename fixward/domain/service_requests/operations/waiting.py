"""While the reporter is waited for: the reminder, and the end of it by an answer or by a member's word."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from fixward.domain.governments.models import Member
from fixward.domain.people.models import Person
from fixward.domain.service_requests import events, policy, waiting
from fixward.domain.service_requests.models import Audience, EventKind, ServiceRequest
from fixward.domain.service_requests.operations.common import Refused, locked, must, save
from fixward.domain.service_requests.waits import Wait


@transaction.atomic
def resume(service_request: ServiceRequest, *, by: Member, seen: int | None = None) -> ServiceRequest:
    """Go on without an answer, or with one that came by another way."""
    service_request = locked(service_request, seen=seen)
    must(policy.can_work(by, service_request), service_request)
    if service_request.waiting_since is None:
        raise Refused(_("This request does not wait for an answer."))
    return _go_on(service_request, by=by)


def answered(service_request: ServiceRequest, *, by: Member | Person | None) -> ServiceRequest:
    """Let a request that is locked go on, where its reporter is waited for and did something now."""
    if service_request.waiting_since is None or not isinstance(by, Person):
        return service_request
    return _go_on(service_request, by=by) if policy.is_reporter(by, service_request) else service_request


@transaction.atomic
def remind(wait: Wait) -> bool:
    """Ask once more, before it is closed; gives whether that was to be done."""
    service_request = locked(wait.service_request)
    wait = Wait.objects.get(pk=wait.pk)
    if wait.ended_at is not None or wait.reminded_at is not None:
        return False
    question = service_request.events.filter(kind=EventKind.ASKED).latest("pk")
    event = events.record(
        EventKind.REMINDED, service_request, by=None, audience=Audience.PRIVATE, message=question.data["message"]
    )
    wait.reminded_at = event.at
    wait.save(update_fields=["reminded_at"])
    return True


def _go_on(service_request: ServiceRequest, *, by: Member | Person) -> ServiceRequest:
    since = service_request.waiting_since
    assert since is not None
    event = events.record(EventKind.RESUMED, service_request, by=by, since=since.isoformat())
    waiting.end(service_request, at=event.at)
    return save(service_request, *waiting.FIELDS, at=event.at)
