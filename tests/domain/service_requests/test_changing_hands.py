import pytest

from fixward.domain.governments.models import Grant, Role
from fixward.domain.routing import current
from fixward.domain.routing import operations as routing
from fixward.domain.routing.models import Responsibility
from fixward.domain.service_requests import queries
from fixward.domain.service_requests.models import Event, How, ServiceRequest, Status
from fixward.domain.service_requests.operations import (
    Refused,
    acknowledge,
    assign,
    close,
    return_to_sender,
    settle,
    transfer,
)
from fixward.foundation import clock
from tests.town import IN_ALDER, IN_ELM, Town


def chain(service_request):
    return [(row.organization.code, row.how) for row in service_request.custodies.select_related("organization")]


def test_a_transfer_moves_custody_at_once_and_the_receiver_routes_it_inside(town: Town):
    number = town.pothole.number
    moved = transfer(town.pothole, to=town.county, reason="A county road", by=town.ada)
    assert (moved.organization, moved.department, moved.number) == (town.county, town.county_works, number)
    assert chain(moved) == [("alder", How.SUBMITTED), ("county", How.TRANSFERRED)]
    first, second = moved.custodies.all()
    assert first.ended_at == second.started_at
    assert first.used is not None
    event = Event.objects.get(kind="transferred")
    assert (event.organization, event.member) == (town.alder, town.ada)
    assert event.data["reason"] == "A county road"


def test_a_transfer_keeps_the_residents_clock_and_gives_the_receiver_its_own(town: Town):
    expected = town.pothole.expected_at
    moved = transfer(town.pothole, to=town.county, reason="A county road", by=town.ada)
    assert moved.expected_at == expected
    assert moved.custodies.get(ended_at=None).due_at >= expected


def test_a_transfer_by_another_governments_staff_is_refused_and_leaves_no_trace(town: Town):
    before = Event.objects.filter(service_request=town.pothole).count()
    with pytest.raises(Refused, match="Only City of Alder"):
        transfer(town.pothole, to=town.county, reason="Mine now", by=town.carla)
    town.pothole.refresh_from_db()
    assert town.pothole.organization == town.alder
    assert Event.objects.filter(service_request=town.pothole).count() == before


def test_a_viewer_cannot_hand_over(town: Town):
    with pytest.raises(Refused):
        transfer(town.pothole, to=town.county, reason="Away", by=town.vera)


def test_a_transfer_needs_a_reason(town: Town):
    with pytest.raises(Refused, match="Say why"):
        transfer(town.pothole, to=town.county, reason="  ", by=town.ada)


def test_a_transfer_to_the_holder_itself_is_refused(town: Town):
    with pytest.raises(Refused, match="already holds"):
        transfer(town.pothole, to=town.alder, reason="Here", by=town.ada)
    in_elm = town.report(IN_ELM)
    with pytest.raises(Refused, match="already holds"):
        transfer(in_elm, to=town.elm, reason="Yours", by=town.carla)


def test_a_former_holder_cannot_act_any_more_but_still_reads(town: Town):
    moved = transfer(town.pothole, to=town.county, reason="A county road", by=town.ada)
    for attempt in (
        lambda: acknowledge(moved, by=town.ada),
        lambda: transfer(moved, to=town.birch, reason="Again", by=town.ada),
        lambda: close(moved, resolution="fixed", by=town.ada),
    ):
        with pytest.raises(Refused, match="Only Cedar County"):
            attempt()
    ServiceRequest.objects.update(is_private=True)
    assert queries.find(moved.number, town.ada) == moved
    assert queries.find(moved.number, None) is None


def test_a_return_gives_it_back_to_the_very_department_that_sent_it(town: Town):
    assign(town.pothole, department=town.alder_desk, by=town.ada)
    moved = transfer(town.pothole, to=town.county, reason="A county road", by=town.ada)
    back = return_to_sender(moved, reason="A city alley", by=town.carla)
    assert (back.organization, back.department) == (town.alder, town.alder_desk)
    assert chain(back)[-1] == ("alder", How.RETURNED)


def test_what_nobody_transferred_here_cannot_be_returned(town: Town):
    with pytest.raises(Refused, match="Nobody transferred"):
        return_to_sender(town.pothole, reason="Not ours", by=town.ada)
    moved = transfer(town.pothole, to=town.county, reason="A county road", by=town.ada)
    back = return_to_sender(moved, reason="A city alley", by=town.carla)
    with pytest.raises(Refused, match="Nobody transferred"):
        return_to_sender(back, reason="No", by=town.ada)


def test_what_was_handed_within_the_receiver_can_still_be_returned(town: Town):
    moved = transfer(town.pothole, to=town.county, reason="A county road", by=town.ada)
    assign(moved, department=town.county_desk, by=town.carla)
    assert return_to_sender(moved, reason="A city alley", by=town.carla).organization == town.alder


def disputed(town):
    moved = transfer(town.pothole, to=town.county, reason="A county road", by=town.ada)
    back = return_to_sender(moved, reason="A city alley", by=town.carla)
    return transfer(back, to=town.county, reason="We do not think so", by=town.ada)


def test_what_would_come_back_to_who_gave_it_away_goes_to_the_steward(town: Town):
    unsettled = disputed(town)
    assert unsettled.unsettled_at is not None
    assert (unsettled.organization, unsettled.department) == (town.county, None)
    assert chain(unsettled)[-1] == ("county", How.UNSETTLED)
    for attempt in (
        lambda: transfer(unsettled, to=town.alder, reason="Yours", by=town.carla),
        lambda: return_to_sender(unsettled, reason="Yours", by=town.carla),
    ):
        with pytest.raises(Refused, match="steward"):
            attempt()


def test_the_stewards_settlement_is_final(town: Town):
    settled = settle(disputed(town), to=town.alder, reason="The plat shows it is an alley", by=town.cora)
    assert (settled.organization, settled.unsettled_at) == (town.alder, None)
    assert settled.settled_at is not None
    assert chain(settled)[-1] == ("alder", How.SETTLED)
    with pytest.raises(Refused, match="has settled"):
        transfer(settled, to=town.birch, reason="No", by=town.ada)
    again = settle(settled, to=town.county, reason="A newer survey", by=town.cora)
    assert again.organization == town.county


def test_only_a_manager_of_the_steward_settles_and_only_what_is_disputed(town: Town):
    unsettled = disputed(town)
    for member in (town.carla, town.abel):
        with pytest.raises(Refused, match="manager of the steward"):
            settle(unsettled, to=town.alder, reason="So be it", by=member)
    with pytest.raises(Refused):
        settle(town.report(), to=town.county, reason="Mine", by=town.cora)


def test_a_settlement_can_become_the_rule_in_the_same_step(town: Town):
    settle(disputed(town), to=town.county, reason="Agreement of 2026", as_rule=True, by=town.cora)
    rule = Responsibility.objects.get(service=town.pothole_service)
    assert (rule.organization, rule.place, rule.reason) == (town.county, town.places["alder"], "Agreement of 2026")
    current.refresh()
    assert town.report(IN_ALDER).organization_id == town.county.pk


def test_a_settlement_whose_rule_conflicts_changes_nothing(town: Town):
    unsettled = disputed(town)
    routing.claim(Responsibility(organization=town.birch, place=town.places["alder"], service=town.pothole_service))
    with pytest.raises(Refused, match="same ground"):
        settle(unsettled, to=town.county, reason="Agreement", as_rule=True, by=town.cora)
    unsettled.refresh_from_db()
    assert unsettled.unsettled_at is not None


def test_a_transfer_to_an_organization_off_the_platform_is_held_by_it(town: Town):
    moved = transfer(town.pothole, to=town.state, reason="A state road", by=town.ada)
    assert (moved.organization, moved.department) == (town.state, None)


def test_assigning_to_another_department_is_a_custody_of_its_own_with_the_same_clock(town: Town):
    due = town.pothole.custodies.get().due_at
    assigned = assign(town.pothole, department=town.alder_desk, member=town.ada, by=town.abel)
    assert (assigned.department, assigned.assignee) == (town.alder_desk, town.ada)
    assert chain(assigned) == [("alder", How.SUBMITTED), ("alder", How.ASSIGNED)]
    assert assigned.custodies.get(ended_at=None).due_at == due
    assign(assigned, department=town.alder_desk, member=town.abel, by=town.abel)
    assert assigned.custodies.count() == 2


def test_a_department_or_member_of_another_organization_cannot_be_assigned(town: Town):
    with pytest.raises(Refused, match="is not a department"):
        assign(town.pothole, department=town.county_works, by=town.ada)
    with pytest.raises(Refused, match="does not work"):
        assign(town.pothole, department=town.alder_desk, member=town.carla, by=town.ada)


def test_a_stale_form_is_refused(town: Town):
    seen = town.pothole.version
    acknowledge(town.pothole, by=town.ada, seen=seen)
    with pytest.raises(Refused, match="Ada changed this request"):
        transfer(town.pothole, to=town.county, reason="Away", by=town.abel, seen=seen)


def test_a_grant_lets_anothers_members_act_and_says_for_whom(town: Town):
    moved = transfer(town.pothole, to=town.county, reason="A county road", by=town.ada)
    Grant.objects.create(organization=town.county, to=town.alder, role=Role.WORKER, least_role=Role.MANAGER)
    assert acknowledge(moved, by=town.abel).status == Status.ACKNOWLEDGED
    event = Event.objects.get(kind="acknowledged")
    assert (event.member, event.organization) == (town.abel, town.county)
    with pytest.raises(Refused):
        close(moved, resolution="fixed", by=town.ada)


def test_a_grant_reaches_no_further_than_its_services_and_ground(town: Town):
    light = transfer(town.report(service=town.light_service), to=town.county, reason="County pole", by=town.ada)
    Grant.objects.create(organization=town.county, to=town.alder, least_role=Role.MANAGER, service_codes=["pothole"])
    with pytest.raises(Refused):
        acknowledge(light, by=town.abel)
    Grant.objects.update(service_codes=[], place=town.places["birch"])
    del town.abel.grants
    with pytest.raises(Refused):
        acknowledge(light, by=town.abel)
    Grant.objects.update(place=town.places["alder"])
    del town.abel.grants
    assert acknowledge(light, by=town.abel)


def test_a_member_who_left_can_do_nothing(town: Town):
    town.ada.left_at = clock.now()
    with pytest.raises(Refused):
        acknowledge(town.pothole, by=town.ada)
    assert not ServiceRequest.objects.visible_to(town.ada).exists()


def test_the_steward_works_for_an_organization_off_the_platform(town: Town):
    moved = transfer(town.pothole, to=town.state, reason="A state road", by=town.ada)
    ServiceRequest.objects.update(is_private=True)
    assert queries.find(moved.number, town.carla) == moved
    with pytest.raises(Refused):
        acknowledge(moved, by=town.abel)
    acknowledge(moved, by=town.carla)
    event = Event.objects.get(kind="acknowledged")
    assert (event.member, event.organization) == (town.carla, town.state)
    assert close(moved, resolution="fixed", by=town.carla).status == Status.CLOSED
