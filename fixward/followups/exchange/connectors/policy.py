"""Who sees what did not go out or was refused, and may send it again. Pure."""

from __future__ import annotations

from django.db.models import Q

from fixward.domain.governments import permissions
from fixward.domain.governments.models import Member
from fixward.domain.service_requests.models import ServiceRequest
from fixward.domain.service_requests.reach import granted


def sees_to(member: Member) -> bool:
    """Whether what goes to organizations off the platform is this member's work at all: the steward's workers."""
    return member.is_active and member.organization.is_steward and permissions.WORK.is_given_to(member.role)


def can_see_to(member: Member, service_request: ServiceRequest) -> bool:
    """The steward's workers, whoever holds it meanwhile: what was sent to somebody who had it may still fail."""
    return sees_to(member) or ServiceRequest.objects.filter(worked_by(member), pk=service_request.pk).exists()


def worked_by(member: Member) -> Q:
    return granted(member, least=permissions.WORK.least)
