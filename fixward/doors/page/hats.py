"""Which of a person's hats fit: the way they came in decides it."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

from fixward.domain.governments.models import Member
from fixward.domain.governments.queries import memberships
from fixward.domain.governments.sign_on import demands_sign_on
from fixward.domain.people.models import Person
from fixward.doors.page.sign_on.adapter import provider_id
from fixward.doors.page.sign_on.session import came_by


def hats(request: HttpRequest) -> list[Member]:
    """Through a sign-on only its own organization's; otherwise those of organizations that do not demand theirs."""
    return [member for member in _all(request) if _fits(request, member)]


def ways_to_others(request: HttpRequest) -> list[tuple[Member, str]]:
    """Hats that do not fit now, each with the address of the sign-on that it takes."""
    others = [member for member in _all(request) if demands_sign_on(member) and not _fits(request, member)]
    return [(member, way(member)) for member in others]


def way(member: Member) -> str:
    return reverse("openid_connect_login", args=[provider_id(member.organization_id)])


def vouches_for_second_step(request: HttpRequest, member: Member) -> bool:
    mark = came_by(request)
    return mark is not None and mark.second_step and mark.organization == member.organization_id


def _all(request: HttpRequest) -> list[Member]:
    return list(memberships(request.user)) if isinstance(request.user, Person) else []


def _fits(request: HttpRequest, member: Member) -> bool:
    mark = came_by(request)
    if mark is None:
        return not demands_sign_on(member)
    sign_on = getattr(member.organization, "sign_on", None)
    return mark.organization == member.organization_id and sign_on is not None and sign_on.is_on
