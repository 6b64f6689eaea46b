"""A role's reach, asked in lists and one by one: both must say the same, whatever was granted."""

import datetime as dt

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fixward.domain.governments.models import Grant, Role
from fixward.domain.service_requests import policy, queries
from fixward.domain.service_requests.models import ServiceRequest
from fixward.domain.service_requests.reach import role_on
from fixward.foundation import clock
from tests.town import IN_ALDER, IN_BIRCH, IN_COUNTY, Town

ORGANIZATIONS = ["county", "alder", "birch", "elm", "state"]
roles = st.sampled_from(Role)
grants = st.fixed_dictionaries(
    {
        "between": st.permutations(ORGANIZATIONS).map(lambda names: names[:2]),
        "role": roles,
        "least_role": roles,
        "service_codes": st.lists(st.sampled_from(["pothole", "light", "unknown"]), unique=True, max_size=2),
        "place": st.sampled_from([None, "alder", "birch"]),
        "from_to": st.sampled_from([(-9, None), (-9, 9), (0, 1), (-9, 0), (1, None)]),  # days from today
    }
)
members = st.fixed_dictionaries(
    {"organization": st.sampled_from(ORGANIZATIONS), "role": roles, "has_left": st.booleans()}
)


@pytest.fixture
def everything(town: Town) -> list[ServiceRequest]:
    """Every service at every place on every desk, in the open and private; none was ever on another desk."""
    for at in (IN_ALDER, IN_BIRCH, IN_COUNTY):
        for service in (town.pothole_service, town.light_service):
            for name in ORGANIZATIONS:
                for is_private in (False, True):
                    _put(town.report(at, service=service), getattr(town, name), is_private)
    return list(ServiceRequest.objects.select_related("organization", "service"))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(grants=st.lists(grants, max_size=5), member=members)
def test_lists_hold_exactly_what_the_policy_says_of_each_request(town: Town, everything, grants, member):
    example = transaction.savepoint()  # undone at the end, so that the next example begins with the same town
    for grant in grants:
        _grant(town, **grant)
    somebody = _member(town, **member)
    reached = {one for one in everything if policy.role_at(somebody, one) is not None}
    public = {one for one in everything if somebody.is_active and not one.is_private}
    assert set(ServiceRequest.objects.visible_to(somebody)) == reached | public
    if somebody.is_active:
        for name in ORGANIZATIONS:
            desk = getattr(town, name)
            assert set(queries.on_desk(somebody, desk)) == {one for one in reached if one.organization == desk}
    transaction.savepoint_rollback(example)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(grants=st.lists(grants, max_size=5), member=members)
def test_a_role_elsewhere_is_never_more_than_at_home_nor_than_was_granted(town: Town, everything, grants, member):
    example = transaction.savepoint()
    given_by = {}
    for grant in grants:
        given_by.setdefault(grant["between"][0], []).append(_grant(town, **grant).role)
    somebody = _member(town, **member)
    for one in everything:
        role = policy.role_at(somebody, one) or 0
        assert role <= somebody.role
        if one.organization != somebody.organization and not somebody.organization.is_steward:
            assert role <= max(given_by.get(one.organization.code, []), default=0)
    transaction.savepoint_rollback(example)


def _put(service_request, organization, is_private):
    service_request.custodies.update(organization=organization, on_behalf_of=None)
    ServiceRequest.objects.filter(pk=service_request.pk).update(
        organization=organization, department=None, on_behalf_of=None, is_private=is_private
    )


def _grant(town, *, between, place, from_to, **fields):
    giver, receiver = (getattr(town, name) for name in between)
    today = clock.now().astimezone(receiver.zone).date()
    begins, ends = (None if days is None else today + dt.timedelta(days=days) for days in from_to)
    ground = town.places[place] if place else None
    return Grant.objects.create(
        organization=giver, to=receiver, place=ground, valid_from=begins, valid_to=ends, **fields
    )


def _member(town, *, organization, role, has_left):
    member = town.member("somebody", getattr(town, organization), role)
    member.left_at = clock.now() if has_left else None
    return member


def test_the_role_on_a_desk_is_the_highest_that_reaches_anything_there(town: Town):
    Grant.objects.create(organization=town.alder, to=town.county, role=Role.VIEWER, least_role=Role.VIEWER)
    assert role_on(town.cora, town.county) == town.cora.role
    assert role_on(town.cora, town.alder) == Role.VIEWER
    assert role_on(town.cora, town.state) == town.cora.role  # off the platform: the steward does what has to be done
    assert role_on(town.cora, town.birch) == 0
    assert role_on(town.ada, town.county) == 0
