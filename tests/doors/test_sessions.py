"""Where somebody is logged in."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fixward.domain.people import personal
from fixward.doors.page.sessions import device
from tests.town import Town

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
PASSWORD = "correct horse battery"


def _logged_in(email: str, agent: str = FIREFOX) -> Client:
    browser = Client(headers={"User-Agent": agent})
    browser.post("/account/login/", {"login": email, "password": PASSWORD})
    return browser


@pytest.fixture
def here(town: Town) -> Client:
    return _logged_in(town.ada.person.email)


@pytest.fixture
def there(town: Town) -> Client:
    return _logged_in(town.ada.person.email, "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1")


def test_each_is_listed_with_its_device_and_this_one_is_marked(here: Client, there: Client):
    page = here.get("/account/sessions/").content.decode()
    assert "Firefox, Windows" in page
    assert "Safari, iPhone" in page
    assert page.count("This one") == 1


def test_one_is_ended_and_the_others_go_on(here: Client, there: Client, town: Town):
    third = _logged_in(town.ada.person.email)
    rows = here.get("/account/sessions/").context["rows"]
    chosen = next(row["session"] for row in rows if "iPhone" in row["device"])
    here.post("/account/sessions/", {"session": chosen.pk})
    assert [browser.get("/staff/").status_code for browser in (here, there, third)] == [200, 302, 200]


def test_all_others_are_ended_at_once(here: Client, there: Client):
    here.post("/account/sessions/", {"session": "others"})
    assert [browser.get("/staff/").status_code for browser in (here, there)] == [200, 302]


def test_another_persons_session_is_not_ended(here: Client, town: Town):
    abel = _logged_in(town.abel.person.email)
    theirs = abel.get("/account/sessions/").context["rows"][0]["session"]
    here.post("/account/sessions/", {"session": theirs.pk})
    assert abel.get("/staff/").status_code == 200


def test_a_new_password_ends_the_others_and_they_are_not_listed(here: Client, there: Client):
    new = "another horse battery"
    here.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert [browser.get("/staff/").status_code for browser in (here, there)] == [200, 302]
    assert len(here.get("/account/sessions/").context["rows"]) == 1


def test_who_leaves_an_organization_is_out_of_its_desk_everywhere(here: Client, there: Client, town: Town):
    town.ada.left_at = town.ada.joined_at
    town.ada.save()
    assert [browser.get("/staff/").status_code for browser in (here, there)] == [403, 403]


def test_ten_more_cost_no_query_more(here: Client, town: Town):
    here.get("/account/sessions/")
    before = _queries(here)
    for _number in range(10):
        _logged_in(town.ada.person.email)
    assert _queries(here) == before


def test_they_are_told_to_whose_they_are(here: Client, town: Town):
    assert [row["user_agent"] for row in personal.everything(town.ada.person)["log-in"]["sessions"]] == [FIREFOX]


@pytest.mark.parametrize(
    ("agent", "name"), [("", ""), ("curl/8", ""), ("Mozilla (Linux) Chrome/1 Edg/1", "Edge, Linux")]
)
def test_a_device_is_called_what_people_call_it(agent: str, name: str):
    assert device(agent) == name


def _queries(browser: Client) -> int:
    with CaptureQueriesContext(connection) as captured:
        browser.get("/account/sessions/")
    return len(captured)
