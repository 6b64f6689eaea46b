"""Who may do what with a service request. Pure: asked by operations to refuse, by doors to know what to show."""

from __future__ import annotations

from fixward.domain.governments import permissions
from fixward.domain.governments.models import Member, Organization, Role, Standing
from fixward.domain.people.models import Person
from fixward.domain.service_requests.models import ServiceRequest
from fixward.domain.service_requests.reach import reaches


def role_at(member: Member, service_request: ServiceRequest) -> Role | None:
    """The role the member has on the desk that holds the request: their own, or as far as a grant reaches."""
    return max((reach.role for reach in reaches(member) if reach.covers(service_request)), default=None)


def can_work(member: Member, service_request: ServiceRequest) -> bool:
    """Acknowledge, assign, transfer, return, reply, change, close: whoever works on the desk that holds it."""
    return permissions.WORK.is_given_to(role_at(member, service_request))


def can_take_reports(member: Member) -> bool:
    """Write down what a caller reports, and look up who calls among the reporters of what one works on."""
    return member.is_active and permissions.TAKE.is_given_to(member.role)


def can_act_from_outside(organization: Organization, service_request: ServiceRequest) -> bool:
    """Say how a request stands, and write in its thread, by mail or from another system: who holds it off the platform.

    Whoever is on the platform has a desk for that, and members who answer for what they do.
    """
    return organization.standing == Standing.EXTERNAL and service_request.organization_id == organization.pk


def can_be_known_outside(organization: Organization, service_request: ServiceRequest) -> bool:
    """Have a number there: whoever holds it, or held it, off the platform."""
    is_outside = organization.standing == Standing.EXTERNAL
    return is_outside and service_request.custodies.filter(organization=organization).exists()


def can_note(member: Member, service_request: ServiceRequest) -> bool:
    """Write a note: whoever works on the desk that holds it."""
    return can_work(member, service_request)


def can_hand_over(member: Member, service_request: ServiceRequest) -> bool:
    """Transfer or return; what waits for the steward, or what the steward has settled, stays where it is."""
    return (
        can_work(member, service_request)
        and service_request.is_open
        and service_request.unsettled_at is None
        and (service_request.settled_at is None or member.organization.is_steward)
    )


def can_settle(member: Member, service_request: ServiceRequest) -> bool:
    """Decide who gets what both sides have given away, and decide anew: managers of the steward."""
    disputed = service_request.unsettled_at is not None or service_request.settled_at is not None
    return (
        disputed
        and service_request.is_open
        and member.is_active
        and member.organization.is_steward
        and permissions.SETTLE.is_given_to(member.role)
    )


def can_adopt(member: Member, organization: Organization) -> bool:
    """Take over what another holds for their own organization: its managers."""
    return member.is_active and member.organization_id == organization.pk and permissions.ADOPT.is_given_to(member.role)


def can_bring_history(member: Member) -> bool:
    """Store what another system knows, for any government: managers of the steward."""
    is_steward = member.organization.is_steward
    return member.is_active and is_steward and permissions.BRING_HISTORY.is_given_to(member.role)


def can_hide(member: Member, service_request: ServiceRequest) -> bool:
    return permissions.MODERATE.is_given_to(role_at(member, service_request))


def can_see_reporter(member: Member, service_request: ServiceRequest) -> bool:
    """Only the desk that works on it needs to reach the reporter."""
    return permissions.SEE_REPORTER.is_given_to(role_at(member, service_request))


def is_reporter(person: Person | None, service_request: ServiceRequest) -> bool:
    if person is None:
        return False
    reporter = getattr(service_request, "reporter", None)
    return reporter is not None and reporter.person_id == person.pk


def can_reopen(by: Member | Person, service_request: ServiceRequest) -> bool:
    """The desk that closed it, or its reporter."""
    if isinstance(by, Member):
        return can_work(by, service_request)
    return is_reporter(by, service_request)


def can_withdraw(person: Person, service_request: ServiceRequest) -> bool:
    return is_reporter(person, service_request)


def can_take_part(person: Person | None, service_request: ServiceRequest) -> bool:
    """Comment, support, follow: anybody who may see it as a resident."""
    is_public = not service_request.is_private and service_request.hidden_at is None
    return is_public or is_reporter(person, service_request)
