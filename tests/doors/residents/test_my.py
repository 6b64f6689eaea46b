"""The pages of one's own: one's areas, one's choices, one's data, and the way out."""

from __future__ import annotations

import io
import json
import re
import zipfile

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fixward.domain.people.models import Person, Topic
from fixward.domain.service_requests.models import Reporter
from fixward.domain.watching import operations
from fixward.domain.watching.models import WatchArea
from fixward.domain.watching.operations import Wish
from fixward.doors.page.personal import forget_sessions
from tests.doors.residents.conftest import picture, text
from tests.town import IN_ALDER

PAGES = ("", "/watches", "/watches/add", "/settings", "/close")
AREA = {"lon": "0.5", "lat": "0.5", "radius_m": "500", "state": "open", "name": "Home", "go": "save"}


@pytest.fixture
def area(town) -> WatchArea:
    return operations.add(Wish(name="Home", lon=IN_ALDER[0], lat=IN_ALDER[1], radius_m=500), by=town.fred)


@pytest.fixture
def town_mail(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return mail


@pytest.mark.parametrize("path", PAGES)
def test_who_is_not_logged_in_is_asked_to_and_comes_back(town, path):
    answer = Client().get(f"/my{path}")
    assert answer.status_code == 302
    assert answer.url.startswith("/account/login/code/")


def test_an_area_is_added_without_a_script_and_shows_what_fits_it(fred, town):
    answer = fred.client.post("/my/watches/add", AREA | {"services": [town.pothole_service.pk]})
    assert answer.status_code == 302
    assert town.pothole.number in text(fred.open(answer.url))
    assert "1 request" in text(fred.open("/my/watches"))


def test_what_is_wrong_with_an_area_is_said_at_its_field_and_nothing_typed_is_lost(fred):
    answer = fred.client.post("/my/watches/add", AREA | {"lon": "50", "lat": "50"})
    assert answer.status_code == 422
    assert "lies outside the area" in text(answer)
    assert 'value="Home"' in text(answer)


@pytest.mark.parametrize(
    "wrong", [{"lon": "x"}, {"radius_m": "17"}, {"place": "999"}, {"services": "x"}, {"state": "?"}]
)
def test_nonsense_in_the_form_is_refused_and_not_an_error(fred, wrong):
    assert fred.client.post("/my/watches/add", AREA | wrong).status_code == 422


@pytest.mark.parametrize("outline", ["[", "[[1]]", "17", '[["a", 1]]', '{"a": 1}', "[[1e999, 0], [0, 0], [1, 1]]"])
def test_an_outline_that_cannot_be_read_asks_for_none(fred, outline):
    answer = fred.client.post("/my/watches/add", {"outline": outline, "state": "open", "radius_m": "500", "go": "save"})
    assert answer.status_code == 422


def test_watch_this_takes_the_filters_and_the_part_of_the_map_along(fred, town):
    page = text(fred.open("/", state="all", group="roads", text="deep", bbox="0,0,1,1"))
    address = re.search(r'href="(/my/watches/add[^"]*)"', page)[1].replace("&amp;", "&")
    form = fred.client.get(address).context["form"]
    given = {field.name: field.value() for field in form}
    answer = fred.client.post(
        address,
        {"outline": given["outline"], "services": given["services"], "text": given["text"]}
        | {"state": given["state"], "radius_m": "500", "go": "save"},
    )
    assert answer.status_code == 302
    made = WatchArea.objects.get()
    assert (made.outline[2], made.asked, made.services.count()) == ([1, 1], {"state": "all", "text": "deep"}, 2)


def test_an_area_is_changed_and_removed(fred, area):
    assert 'value="Home"' in text(fred.open(f"/my/watches/{area.pk}/change"))
    fred.client.post(f"/my/watches/{area.pk}/change", AREA | {"name": "Work"})
    area.refresh_from_db()
    assert area.name == "Work"
    fred.client.post(f"/my/watches/{area.pk}/remove")
    assert not WatchArea.objects.exists()


@pytest.mark.parametrize("path", ["", "/change", "/points.geojson"])
def test_anothers_area_is_not_found(rosa, area, path):
    assert rosa.client.get(f"/my/watches/{area.pk}{path}").status_code == 404
    assert rosa.client.post(f"/my/watches/{area.pk}/remove").status_code == 404
    assert WatchArea.objects.exists()


def test_ten_more_areas_cost_no_query_more(fred, town, area):
    town.report()

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            fred.open("/my/watches")
        return len(asked)

    operations.add(Wish(place=town.places["alder"]), by=town.fred)
    before = queries()
    for _number in range(10):
        operations.add(Wish(place=town.places["alder"], services=[town.light_service]), by=town.fred)
    assert queries() == before


def test_what_somebody_wants_to_hear_is_stored(fred, town):
    fred.client.post("/my/settings", {"language": "es", "hears": ["comments"]})
    town.fred.refresh_from_db()
    assert town.fred.language == "es"
    assert [topic for topic in Topic if town.fred.wants(topic)] == [Topic.COMMENTS]
    assert fred.client.post("/my/settings", {"language": "xx"}).status_code == 422


def test_the_data_are_ones_own_with_ones_photos(rosa, town):
    rosa.details()
    rosa.press("send", description="With a photo", photos=picture(), name="Rosa")
    answer = rosa.client.post("/my/data")
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    told = json.loads(archive.read("data.json"))
    assert told["person"]["email"] == "rosa@example.net"
    assert all(name in archive.namelist() for report in told["reports"] for name in report["photos"])
    assert rosa.client.get("/my/data").status_code == 405
    assert Client().post("/my/data").status_code == 302


def test_who_has_no_password_closes_the_account_with_a_mailed_code(town, town_mail):
    Person.objects.filter(pk=town.rosa.pk).update(password="!")
    assert Reporter.objects.filter(service_request=town.pothole, name="Rosa").exists()
    one, other = Client(), Client()
    for client in (one, other):
        client.force_login(Person.objects.get(pk=town.rosa.pk))
    assert one.post("/my/close", {"proof": "000000"}).status_code == 422
    one.post("/my/close", {"go": "code"})
    code = re.search(r"\b\d{6}\b", town_mail.outbox[-1].subject)[0]
    answer = one.post("/my/close", {"proof": code})
    assert answer.url == "/"
    assert other.get("/my").url.startswith("/account/login/code/")
    assert one.get("/my").url.startswith("/account/login/code/")
    assert town_mail.outbox[-1].to == ["rosa@example.net"]
    assert town_mail.outbox[-1].subject == "Your account is closed"
    assert not Reporter.objects.filter(name="Rosa").exists()


def test_who_has_a_password_closes_the_account_with_it(fred, town, town_mail):
    town.fred.set_password("a long password")
    town.fred.save()
    fred.client.force_login(town.fred)
    assert fred.client.post("/my/close", {"proof": "wrong"}).status_code == 422
    assert fred.client.post("/my/close", {"proof": "a long password"}).url == "/"
    town.fred.refresh_from_db()
    assert town.fred.closed_at is not None


def test_a_code_is_tried_five_times_and_not_more(town, town_mail):
    Person.objects.filter(pk=town.rosa.pk).update(password="!")
    client = Client()
    client.force_login(Person.objects.get(pk=town.rosa.pk))
    client.post("/my/close", {"go": "code"})
    code = re.search(r"\b\d{6}\b", town_mail.outbox[-1].subject)[0]
    for _try in range(5):
        client.post("/my/close", {"proof": "nothing"})
    assert client.post("/my/close", {"proof": code}).status_code == 422


def test_who_works_here_reads_why_the_account_cannot_be_closed(town):
    client = Client()
    client.force_login(town.ada.person)
    page = client.get("/my/close")
    assert "You work for City of Alder here" in text(page)
    assert "for good" not in text(page)


def test_the_sessions_of_who_left_are_taken_away_and_no_others(town):
    clients = {person: Client() for person in (town.rosa, town.fred)}
    for person, client in clients.items():
        client.force_login(person)
    forget_sessions(town.rosa.pk)
    assert clients[town.rosa].get("/my").status_code == 302
    assert clients[town.fred].get("/my").status_code == 200
