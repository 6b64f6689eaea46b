import re

import pytest
from django.test import Client

from fixward.domain.governments.models import Member, Role
from fixward.domain.service_requests.models import ServiceRequest
from tests.town import Town


def test_who_is_not_logged_in_logs_in_first_and_comes_back(client: Client, town: Town):
    answer = client.get("/staff/?view=all")
    assert (answer.status_code, answer.url) == (302, "/account/login/?next=/staff/%3Fview%3Dall")


def test_whose_session_has_ended_is_taken_to_the_log_in_as_a_whole_page(client: Client, town: Town):
    answer = client.post(f"/staff/requests/{town.pothole.number}/acknowledge", headers={"HX-Request": "true"})
    assert answer["HX-Redirect"].startswith("/account/login/")


def test_a_resident_reads_what_to_do(client: Client, town: Town):
    client.force_login(town.rosa)
    answer = client.get("/staff/")
    assert answer.status_code == 403
    assert "ask its administrator" in answer.content.decode()


def test_who_has_left_does_not_come_in(ada, town: Town):
    town.ada.left_at = town.ada.joined_at
    town.ada.save()
    assert ada.get("/staff/").status_code == 403


def test_pages_of_a_desk_do_not_stay_in_a_shared_browser(ada):
    assert "no-store" in ada.get("/staff/")["Cache-Control"]


def test_a_person_with_two_hats_chooses_one_and_can_switch(ada, town: Town):
    second = Member.objects.create(person=town.ada.person, organization=town.birch, role=Role.WORKER)
    answer = ada.get("/staff/", view="all")
    assert answer.url == "/staff/hat?next=%2Fstaff%2F%3Fview%3Dall"
    page = ada.get("/staff/hat").content.decode()
    assert "City of Alder" in page
    assert "City of Birch" in page
    chosen = ada.client.post("/staff/hat", {"member": second.pk, "next": "/staff/?view=all"})
    assert chosen.url == "/staff/?view=all"
    page = ada.get("/staff/").content.decode()
    assert "City of Birch" in page
    assert "/staff/hat?next=" in page


def test_a_hat_that_is_not_ones_own_cannot_be_put_on(ada, town: Town):
    Member.objects.create(person=town.ada.person, organization=town.birch, role=Role.WORKER)
    assert ada.client.post("/staff/hat", {"member": town.cora.pk}).status_code == 200
    assert ada.get("/staff/").url.startswith("/staff/hat")


def test_choosing_a_hat_leads_to_no_other_site(ada, town: Town):
    answer = ada.client.post("/staff/hat", {"member": town.ada.pk, "next": "https://evil.example/"})
    assert answer.url == "/staff/"


def test_where_another_hat_could_act_the_desk_says_so(ada, town: Town):
    second = Member.objects.create(person=town.ada.person, organization=town.birch, role=Role.WORKER)
    ada.client.post("/staff/hat", {"member": second.pk})
    assert "as a member of City of Alder" in ada.desk(town.pothole).content.decode()


@pytest.mark.parametrize("address", ["inbox", "staff:inbox", "\n/staff/", "//evil.example", "/\\evil.example", "\0"])
def test_choosing_a_hat_bears_any_address_to_go_on_to(ada, town: Town, address: str):
    assert ada.client.post("/staff/hat", {"member": town.ada.pk, "next": address}).url == "/staff/"


@pytest.fixture
def hole(town: Town) -> ServiceRequest:
    """A private request at Alder's desk."""
    ServiceRequest.objects.filter(pk=town.pothole.pk).update(is_private=True)
    return town.pothole


def test_what_is_seen_under_another_hat_only_is_said_and_one_press_away(ada, town: Town, hole: ServiceRequest):
    birch = Member.objects.create(person=town.ada.person, organization=town.birch, role=Role.WORKER)
    ada.client.post("/staff/hat", {"member": birch.pk})
    for answer in (ada.desk(hole), ada.get("/staff/find", number=hole.number), ada.send(hole, "close")):
        page = answer.content.decode()
        assert answer.status_code == 404
        assert "You work for City of Birch now. You see this request as a member of City of Alder." in page
        assert f'name="member" value="{town.ada.pk}"' in page
        assert hole.description not in page
    chosen = ada.client.post("/staff/hat", {"member": town.ada.pk, "next": f"/staff/requests/{hole.number}"})
    assert ada.get(chosen.url).status_code == 200


def test_who_sees_it_under_no_hat_learns_nothing_of_it(carla, town: Town, hole: ServiceRequest):
    second = Member.objects.create(person=town.carla.person, organization=town.birch, role=Role.WORKER)
    former = Member.objects.create(person=town.carla.person, organization=town.alder, role=Role.WORKER)
    Member.objects.filter(pk=former.pk).update(left_at=former.joined_at)
    carla.client.post("/staff/hat", {"member": second.pk})
    pages = [carla.get(f"/staff/requests/{number}").content.decode() for number in (hole.number, "26-0000000")]
    assert "City of Alder" not in pages[0]
    assert "No request with the number" in pages[0]
    assert _without_what_varies(pages[0], hole.number) == _without_what_varies(pages[1], "26-0000000")


def _without_what_varies(page: str, number: str) -> str:
    return re.sub(r'(nonce|name="csrfmiddlewaretoken" value|"X-CSRFToken":) ?=?"[^"]*"', "", page.replace(number, ""))
