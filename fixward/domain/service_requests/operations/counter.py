"""Reports that come in by phone or at the counter: a member writes down what a caller says."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from fixward.domain.governments.models import Member, Role
from fixward.domain.people.models import Person
from fixward.domain.service_requests import events, policy
from fixward.domain.service_requests.models import Audience, EventKind, Follow, ServiceRequest, Support
from fixward.domain.service_requests.operations.common import Refused, locked, must_be_open
from fixward.domain.service_requests.operations.submit import Contact, Report, ReportRefused, checked_contact, submit

SOURCES = ("phone", "counter")


def take(report: Report, *, by: Member) -> ServiceRequest:
    """Submit for a caller; raises Refused and ReportRefused. It goes where the rules say, whoever took it."""
    _must_take(by)
    if report.source not in SOURCES:
        raise Refused(_("Say whether it came by phone or at the counter."))
    return submit(report, by=by)


@transaction.atomic
def join_for(service_request: ServiceRequest, contact: Contact, *, by: Member) -> ServiceRequest:
    """Say for a caller “me too” to what is known already; with an e-mail address they also hear how it goes on."""
    _must_take(by)
    if not ServiceRequest.objects.visible_to(by).filter(pk=service_request.pk).exists():
        raise Refused(_("There is no request with that number."))
    contact, wrong = checked_contact(contact)
    if wrong:
        raise ReportRefused(wrong)
    service_request = locked(service_request)
    must_be_open(service_request)
    person = Person.objects.id_for_email(contact.email, language="") if contact.email else None
    if person is None:
        is_new = bool(Support.objects.create(service_request=service_request, browser=uuid.uuid4()))
    else:
        _support, is_new = Support.objects.get_or_create(service_request=service_request, person_id=person)
        Follow.objects.get_or_create(service_request=service_request, person_id=person)
    if is_new:
        events.record(EventKind.SUPPORTED, service_request, by=by, audience=Audience.INVOLVED)
    return service_request


def _must_take(by: Member) -> None:
    if not policy.can_take_reports(by):
        raise Refused(_("To take a report for somebody you need the role “%(role)s”.") % {"role": Role.WORKER.label})
