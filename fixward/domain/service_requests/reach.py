"""How far a member's role reaches: stated once, and asked in two ways, about one request and about many."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import reduce
from operator import attrgetter, or_

from django.db.models import Model, Q

from fixward.domain.governments.models import Grant, Member, Organization, Role, Standing
from fixward.domain.routing import current


@dataclass(frozen=True, slots=True)
class Reach:
    """A role on every request that has one of these values at each of these fields, named as a query names them."""

    role: Role
    within: dict[str, Collection[object]]

    def covers(self, service_request: Model) -> bool:
        return all(
            attrgetter(field.replace("__", "."))(service_request) in values for field, values in self.within.items()
        )

    @property
    def condition(self) -> Q:
        return Q(**{f"{field}__in": values for field, values in self.within.items()})


def reaches(member: Member) -> list[Reach]:
    """All that the member may act on: their own desk, what grants give, and for the steward who is off the platform.

    An organization off the platform has no desk here: the steward's members do for it what has to be done.
    """
    if not member.is_active:
        return []
    found = [Reach(Role(member.role), {"organization_id": [member.organization_id]})]
    if member.organization.is_steward:
        found.append(Reach(Role(member.role), {"organization__standing": [Standing.EXTERNAL]}))
    return found + [_of(grant, member) for grant in member.grants]


def granted(member: Member, *, least: Role = Role.VIEWER) -> Q:
    """The same for many: what the member's reaches cover, from this role on, and nothing where there are none."""
    return reduce(or_, (reach.condition for reach in reaches(member) if reach.role >= least), Q(pk__in=[]))


def granted_on(member: Member, organization: Organization) -> Q:
    """The same on one organization's desk, without asking each request whose it is."""
    limits = [limits.condition for limits in _on(member, organization)]
    return Q() if Q() in limits else reduce(or_, limits, Q(pk__in=[]))


def role_on(member: Member, organization: Organization) -> int:
    """The highest role that reaches anything on the organization's desk; 0 where none does."""
    return max((limits.role for limits in _on(member, organization)), default=0)


def _on(member: Member, organization: Organization) -> list[Reach]:
    """What reaches this organization's desk, with nothing left but its limits there."""
    facts = {"organization_id": organization.pk, "organization__standing": organization.standing}
    found = []
    for reach in reaches(member):
        limits = {field: values for field, values in reach.within.items() if field not in facts}
        if all(facts[field] in values for field, values in reach.within.items() if field in facts):
            found.append(Reach(reach.role, limits))
    return found


def _of(grant: Grant, member: Member) -> Reach:
    within: dict[str, Collection[object]] = {"organization_id": [grant.organization_id]}
    if grant.service_codes:
        # By their ids, which PostgreSQL finds in the indexes of a desk, and of which it knows how frequent they are.
        known = current.current().catalog
        within["service_id"] = [known[code].pk for code in grant.service_codes if code in known]
    if grant.place_id is not None:
        within["place_id"] = [grant.place_id]
    return Reach(min(Role(grant.role), Role(member.role)), within)
