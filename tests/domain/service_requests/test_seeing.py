"""Who finds which request: everybody asks `visible_to`."""

import pytest

from fixward.domain.governments.models import Grant, Role
from fixward.domain.service_requests import queries
from fixward.domain.service_requests.models import ServiceRequest
from fixward.domain.service_requests.operations import hide, transfer
from tests.town import IN_BIRCH, IN_ELM, Town


def sees(viewer, service_request):
    return ServiceRequest.objects.visible_to(viewer).filter(pk=service_request.pk).exists()


def made_private(service_request):
    ServiceRequest.objects.filter(pk=service_request.pk).update(is_private=True)
    service_request.refresh_from_db()
    return service_request


def test_what_is_public_is_seen_by_everybody(town: Town):
    for viewer in (None, town.fred, town.rosa, town.ada, town.carla):
        assert sees(viewer, town.pothole)


@pytest.mark.parametrize(
    ("who", "expected"),
    [("rosa", True), ("fred", False), ("ada", True), ("vera", True), ("carla", False), ("cora", False)],
)
def test_what_is_private_is_seen_by_its_reporter_and_its_holder_only(town: Town, who, expected):
    assert sees(getattr(town, who), made_private(town.pothole)) is expected
    assert not sees(None, town.pothole)


def test_whoever_once_held_it_goes_on_reading(town: Town):
    moved = made_private(transfer(town.pothole, to=town.county, reason="A county road", by=town.ada))
    assert sees(town.ada, moved)
    assert sees(town.carla, moved)
    assert not sees(town.fred, moved)


def test_a_handled_town_reads_what_is_worked_on_its_behalf(town: Town):
    private = made_private(town.report(IN_ELM))
    eve = town.member("eve", town.elm, Role.WORKER)
    assert sees(eve, private)
    assert not sees(town.ada, private)


def test_a_grant_lets_read_what_it_reaches_while_it_lasts(town: Town):
    private = made_private(town.pothole)
    grant = Grant.objects.create(organization=town.alder, to=town.county, least_role=Role.MANAGER)
    assert sees(town.cora, private)
    assert not sees(town.carla, private)
    grant.service_codes = ["light"]
    grant.save()
    del town.cora.grants
    assert not sees(town.cora, private)
    grant.service_codes, grant.place = [], town.places["birch"]
    grant.save()
    del town.cora.grants
    assert not sees(town.cora, private)


def test_the_public_finds_nothing_hidden_by_any_number(town: Town):
    hide(town.pothole, reason="Rude", by=town.abel)
    for number in (town.pothole.number, town.pothole.number.replace("-", ""), "nonsense", "", "\x00"):
        assert queries.find(number, None) is None
    assert queries.find(town.pothole.number, town.rosa) == town.pothole


def test_an_id_from_elsewhere_finds_the_request(town: Town):
    ServiceRequest.objects.filter(pk=town.pothole.pk).update(source="old", source_id="14-10206063")
    assert queries.find("14-10206063", None) == town.pothole


def test_ten_rows_more_of_a_list_cost_no_query_more(town: Town, django_assert_num_queries):
    town.report(IN_BIRCH)
    listed = queries.listed(ServiceRequest.objects.visible_to(town.cora))
    with django_assert_num_queries(1):
        rows = list(listed)
        [(row.service.name, row.organization.name, row.department, row.supporters) for row in rows]
    for _ in range(10):
        town.report()
    with django_assert_num_queries(1):
        assert len(list(listed.all())) == 11
