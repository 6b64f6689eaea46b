"""Asking the reporter for what is missing; and looking after the questions that nobody has answered."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from fixward.domain.conversations.models import Message
from fixward.domain.conversations.operations.writing import own_key, said, written_before
from fixward.domain.governments.models import Member
from fixward.domain.service_requests import custody, events, policy, waiting
from fixward.domain.service_requests.models import EventKind, ServiceRequest, Status
from fixward.domain.service_requests.operations.common import Refused, locked, must, must_be_open, save
from fixward.domain.service_requests.operations.waiting import remind
from fixward.domain.service_requests.operations.work import close_unanswered
from fixward.domain.service_requests.waits import Wait
from fixward.foundation import clock

logger = structlog.get_logger(__name__)
MOST_AT_ONCE = 500


@transaction.atomic
def ask(service_request: ServiceRequest, *, text: str, by: Member, key: uuid.UUID | None = None) -> Message:
    """Ask the reporter something, and let the clocks rest until the answer; whoever asks has taken note."""
    service_request = locked(service_request)
    key = own_key(key, service_request, by)
    if known := written_before(Message, service_request, key, text):
        return known
    must(policy.can_work(by, service_request), service_request)
    must_be_open(service_request)
    _must_be_answerable(service_request)
    message = Message.objects.create(
        service_request=service_request,
        organization_id=service_request.organization_id,
        member=by,
        text=said(text),
        key=key,
    )
    _wait(service_request, message, by=by)
    return message


def look_after_questions() -> None:
    """Remind whoever has not answered, and close what was not answered in time."""
    now = clock.now()
    waits = Wait.objects.filter(ended_at=None).select_related("service_request")
    _each(waits.filter(ends_at__lte=now).order_by("ends_at")[:MOST_AT_ONCE], close_unanswered)
    _each(waits.filter(remind_at__lte=now, reminded_at=None).order_by("remind_at")[:MOST_AT_ONCE], remind)


def _must_be_answerable(service_request: ServiceRequest) -> None:
    if service_request.waiting_since is not None:
        raise Refused(_("The reporter has been asked already. Write an answer to add something."))
    reporter = getattr(service_request, "reporter", None)
    person = reporter.person_id if reporter else None
    if person is None:
        raise Refused(_("The reporter left no e-mail address, so nobody would get the question."))
    if not service_request.follows.filter(person=person, person__is_active=True).exists():
        raise Refused(_("The reporter does not follow this request any more, so nobody would get the question."))


def _wait(service_request: ServiceRequest, message: Message, *, by: Member) -> None:
    organization = service_request.organization
    is_first = service_request.status == Status.SUBMITTED
    at = message.written_at
    wait = waiting.begin(
        service_request,
        at=at,
        remind_after=organization.remind_after_days,
        ends_after=organization.answer_within_days,
    )
    events.record(
        EventKind.ASKED,
        service_request,
        by=by,
        at=at,
        message=message.pk,
        until=wait.ends_at.isoformat(),
        acknowledged=is_first,
        spent=custody.spent_until(service_request, at),
    )
    service_request.status = Status.ACKNOWLEDGED
    service_request.acknowledged_at = service_request.acknowledged_at or at
    save(service_request, "status", "acknowledged_at", *waiting.FIELDS, at=at)


def _each(waits: Iterable[Wait], do: Callable[[Wait], bool]) -> None:
    """One by one, each in a transaction of its own: what is wrong with one is not the others' trouble."""
    for wait in waits:
        try:
            do(wait)
        except Exception:
            logger.exception("question_not_looked_after", service_request=wait.service_request_id)
