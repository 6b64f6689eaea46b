"""Corrections: what it is, where it is, whether it may be seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from fixward.domain.catalog.answers import Answer, AnswersRefused, read
from fixward.domain.catalog.models import Question, Service
from fixward.domain.governments.models import Member, Organization
from fixward.domain.routing import current
from fixward.domain.service_requests import custody, events, keeping, policy, where
from fixward.domain.service_requests.models import Audience, EventKind, How, ServiceRequest
from fixward.domain.service_requests.operations.common import (
    Refused,
    locked,
    must,
    must_be_open,
    save,
    wanted,
)
from fixward.domain.service_requests.operations.hands import transfer
from fixward.domain.service_requests.words import addressed
from fixward.foundation import clock
from fixward.foundation.text import clean


@transaction.atomic
def change_service(
    service_request: ServiceRequest,
    *,
    service: Service,
    answers: Mapping[str, Sequence[str]] | None = None,
    by: Member,
    seen: int | None = None,
) -> ServiceRequest:
    """Say what it really is. The holder stays; the department and the target become those of the service.

    Answers to questions of the same code and datatype are carried over, and `answers` are those to the others. Raises
    AnswersRefused where one is wrong, or where `answers` are given and a required one is missing.
    """
    service_request = locked(service_request, seen=seen)
    must(policy.can_work(by, service_request), service_request)
    must_be_open(service_request)
    left = service_request.service
    if service == left:
        raise Refused(_("It is “%(service)s” already.") % {"service": service})
    if not service.is_active:
        raise Refused(_("“%(service)s” is not offered any more.") % {"service": service})
    kept = _answers(service_request, service, answers)
    keeping.about_to_change(service_request)
    was_public = service_request.is_public
    event = events.written(
        EventKind.SERVICE_CHANGED, service_request, by=by, left=left.code, service=service.code, was_public=was_public
    )
    service_request.service, service_request.answers = service, _without_others(service_request, service) | kept
    route = custody.route_inside(service_request.on_behalf_of_id or service_request.organization_id, service_request)
    custody.move(service_request, route, how=How.REROUTED, event=event)
    service_request.is_private = service_request.is_private or route.is_private
    event.data["what"] = events.what(service_request)
    events.keep(event)
    service_request.expected_at = custody.due_at(route.organization, route.close_within, service_request.submitted_at)
    changed = ("service", "answers", "is_private", "expected_at", *custody.HOLDER)
    return save(service_request, *changed, at=event.at)


def carried_over(service_request: ServiceRequest, service: Service) -> dict[str, Answer]:
    """The answers that stay true of another service: its questions of the same code and datatype, and known values."""
    before = {row.code: row for row in service_request.service.questions.all()}
    kept: dict[str, Answer] = {}
    for question in questions_there(service_request, service):
        known = before.get(question.code)
        answer = service_request.answers.get(question.code)
        if known is None or answer is None or known.datatype != question.datatype:
            continue
        try:
            kept |= read([question], {question.code: [answer] if isinstance(answer, str) else answer})
        except AnswersRefused:
            continue  # it was one of a list that is another one here
    return kept


def questions_there(service_request: ServiceRequest, service: Service) -> list[Question]:
    """What is asked with a service where the holder of a request provides it."""
    owner = service_request.on_behalf_of_id or service_request.organization_id
    return [row for row in current.current().questions_of(service.pk, owner) if not row.is_notice]


def open_questions(service_request: ServiceRequest, service: Service) -> list[Question]:
    """Those of another service that nothing known answers."""
    kept = carried_over(service_request, service)
    return [row for row in questions_there(service_request, service) if row.code not in kept]


def _without_others(service_request: ServiceRequest, service: Service) -> dict[str, Answer]:
    """What was answered before, but for what would be read as the answer to another question now."""
    asked = {row.code for row in questions_there(service_request, service)}
    return {code: answer for code, answer in service_request.answers.items() if code not in asked}


def _answers(
    service_request: ServiceRequest, service: Service, typed: Mapping[str, Sequence[str]] | None
) -> dict[str, Answer]:
    """What is known, and what was asked anew; the member may not know, so without `typed` nothing is demanded."""
    kept = carried_over(service_request, service)
    return kept if typed is None else kept | read(open_questions(service_request, service), typed)


@transaction.atomic
def move_pin(
    service_request: ServiceRequest,
    *,
    lon: float,
    lat: float,
    address: str = "",
    to: Organization | None = None,
    reason: str = "",
    by: Member,
    seen: int | None = None,
) -> ServiceRequest:
    """Put the pin where the problem is (WGS84 degrees), and hand the request over in the same step where `to` is given.

    Without it the holder stays. Where the transfer is refused, the pin stays where it was, too.
    """
    service_request = locked(service_request, seen=seen)
    must(policy.can_work(by, service_request), service_request)
    must_be_open(service_request)
    try:
        spot = where.spot(lon, lat)
    except where.NotHere as error:
        raise Refused(str(error)) from error
    keeping.about_to_change(service_request)
    event = events.written(
        EventKind.PIN_MOVED, service_request, by=by, left=[service_request.lon, service_request.lat], to=[lon, lat]
    )
    service_request.lon, service_request.lat, service_request.cell = spot.lon, spot.lat, spot.cell
    service_request.place_id = current.decide(
        service_request.service.code, lon=lon, lat=lat, answers=service_request.answers
    ).place
    event.data["what"] = events.what(service_request)
    events.keep(event)
    written = addressed(clean(address)[:300])
    service_request.address, service_request.covered_address = written.values()
    moved = save(service_request, "lon", "lat", "cell", "place", *written, at=event.at)
    return moved if to is None else transfer(moved, to=to, reason=reason, by=by)


@transaction.atomic
def hide(service_request: ServiceRequest, *, reason: str, by: Member) -> ServiceRequest:
    """Take it out of the public's sight. Nothing is deleted: the organizations involved and the reporter see it."""
    service_request = locked(service_request)
    must(policy.can_hide(by, service_request), service_request)
    if service_request.hidden_at is not None:
        raise Refused(_("It is hidden already."))
    reason = wanted(reason, _("Say why it is hidden: it will stand in the log."))
    events.record(EventKind.HIDDEN, service_request, by=by, audience=Audience.INVOLVED, reason=reason)
    service_request.hidden_at = clock.now()
    return save(service_request, "hidden_at")


@transaction.atomic
def show_again(service_request: ServiceRequest, *, reason: str, by: Member) -> ServiceRequest:
    service_request = locked(service_request)
    must(policy.can_hide(by, service_request), service_request)
    if service_request.hidden_at is None:
        raise Refused(_("It is not hidden."))
    reason = wanted(reason, _("Say why it is shown again: it will stand in the log."))
    events.record(EventKind.SHOWN, service_request, by=by, audience=Audience.INVOLVED, reason=reason)
    service_request.hidden_at = None
    return save(service_request, "hidden_at")
