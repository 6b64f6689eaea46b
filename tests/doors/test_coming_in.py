"""Who comes in by which door, and what the frame says of the site."""

import re

import pytest
from django.test import Client

from fixward.domain.governments.models import Member, Role
from fixward.domain.people.models import Person
from tests.town import Town


@pytest.fixture
def made_up(town: Town):
    """A request as the demonstration makes them."""
    return town.report(source="demo")


def logged_in(email: str) -> tuple[Client, str]:
    """A browser after the log-in with a password, and where it was sent."""
    client = Client()
    answer = client.post("/account/login/", {"login": email, "password": "correct horse battery"})
    return client, answer.url


def test_after_the_log_in_a_member_stands_at_the_desk_and_anybody_else_at_their_requests(town: Town) -> None:
    operator = Person.objects.create_user("operator@example.org", "correct horse battery", is_operator=True)
    town.rosa.set_password("correct horse battery")
    town.rosa.save()

    assert logged_in("ada@example.org")[1] == "/staff/"
    assert logged_in("rosa@example.net")[1] == "/my"
    assert logged_in(operator.email)[1] == "/my"

    Member.objects.create(person=operator, organization=town.county, role=Role.VIEWER)
    assert logged_in(operator.email)[1] == "/staff/"


def test_a_code_from_a_mail_leads_to_the_same_places(town: Town, mailoutbox) -> None:
    for email, expected in (("ada@example.org", "/staff/"), ("rosa@example.net", "/my")):
        client = Client()
        client.post("/account/login/code/", {"email": email})
        code = re.search(r"^[A-Z0-9-]{6,}$", mailoutbox[-1].body, re.MULTILINE)
        assert code
        assert client.post("/account/login/code/confirm/", {"code": code[0]}).url == expected


def test_nobody_signs_up_with_a_password(client: Client, town: Town) -> None:
    form = {"email": "new@example.net", "password1": "correct horse battery"}

    for answer in (client.get("/account/signup/"), client.post("/account/signup/", form)):
        assert "You need no account" in answer.content.decode()
    assert not client.login(email="new@example.net", password="correct horse battery")


def test_the_way_to_the_desks_is_shown_to_members_only(client: Client, town: Town) -> None:
    door = '<a href="/staff/"><svg'
    assert door not in client.get("/").content.decode()
    for person, is_shown in ((town.ada.person, True), (town.rosa, False)):
        client.force_login(person)
        assert (door in client.get("/").content.decode()) is is_shown


def test_the_frame_asks_nothing_for_who_is_not_logged_in(client: Client, town: Town, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        client.get("/account/login/code/")


def test_the_foot_leads_to_pages_that_are_there(client: Client, town: Town) -> None:
    foot = client.get("/").content.decode().split("<footer")[1]

    for path in ("/figures/", "/open-data/", "/staff/"):
        assert f'href="{path}"' in foot
        assert client.get(path, follow=True).status_code == 200


@pytest.mark.parametrize("is_demonstration", [True, False])
def test_a_demonstration_says_so_on_every_page(client: Client, town: Town, settings, is_demonstration: bool) -> None:
    settings.DEMO = is_demonstration

    for path in ("/", "/report", "/account/login/", "/there-is-no-such-page"):
        assert ("Demonstration: made-up requests" in client.get(path).content.decode()) is is_demonstration


def test_a_made_up_request_is_marked_wherever_it_is_shown(client: Client, town: Town, made_up) -> None:
    paths = ["/", f"/requests/{made_up.number}"]
    for path in paths:
        assert "Made up" in client.get(path).content.decode(), path
    for path in ("/requests.geojson?bbox=-1,-1,11,11", f"/requests/{made_up.number}/point.geojson"):
        assert client.get(path).json()["features"][0]["properties"]["mark"] == "Made up"
    client.force_login(town.ada.person)
    for path in ("/staff/", f"/staff/requests/{made_up.number}"):
        assert "Made up" in client.get(path).content.decode(), path


def test_a_real_request_is_not_marked(client: Client, town: Town) -> None:
    assert "Made up" not in client.get(f"/requests/{town.pothole.number}").content.decode()
