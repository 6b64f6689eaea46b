"""The monthly report: to whom, once, in their language, and no more of a department than its page tells."""

from __future__ import annotations

import datetime as dt
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.core import mail
from django.test import Client

from fixward.domain.governments.models import Role
from fixward.domain.people import operations as people
from fixward.domain.people.personal import everything
from fixward.domain.service_requests import operations
from fixward.followups.insights.models import Reading
from fixward.followups.reports import sending, subscribing
from fixward.followups.reports.models import Subscription
from fixward.foundation import clock
from tests.followups.conftest import read_all
from tests.town import Town

DECEMBER, NEW_YEAR = (dt.datetime(*day, 12, tzinfo=dt.UTC) for day in ((2025, 12, 20), (2026, 1, 1)))


@pytest.fixture(autouse=True)
def mailed(settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def sent(subscription: Subscription) -> None:
    sending.send_report(subscription.pk)


def test_it_comes_on_the_first_of_the_month_once(town: Town) -> None:
    with clock.at(DECEMBER):
        subscribing.subscribe(town.rosa, town.alder, None)
        wanted = subscribing.subscribe(town.rosa, town.alder, None)
        sent(wanted)
    assert not mail.outbox
    with clock.at(NEW_YEAR):
        sent(wanted)
        sent(wanted)
    assert [one.subject for one in mail.outbox] == ["Figures of December 2025: City of Alder"]
    assert mail.outbox[0].to == ["rosa@example.net"]


def test_it_waits_until_all_of_the_month_is_counted(town: Town) -> None:
    """What happens in the transaction of this test is never finished, so it is not read."""
    Reading.objects.create(zone="UTC", made_at=DECEMBER, open_from=DECEMBER.date().replace(month=1, day=1))
    with clock.at(DECEMBER):
        wanted = subscribing.subscribe(town.rosa, town.alder, None)
        town.report()
    with clock.at(NEW_YEAR):
        sent(wanted)
    assert not mail.outbox
    wanted.refresh_from_db()
    assert wanted.told < DECEMBER.date().replace(day=1)


def test_its_figures_are_those_of_the_month(real_town: Town) -> None:
    with clock.at(DECEMBER):
        wanted = subscribing.subscribe(real_town.rosa, real_town.alder, None)
        made = real_town.report()
        operations.close(made, resolution="fixed", by=real_town.ada)
    with clock.at(NEW_YEAR):
        real_town.report()
        read_all(lambda: sent(wanted))
    assert "December 2025: 1 request was received, and 1 was closed." in mail.outbox[0].body
    assert "November 2025" not in mail.outbox[0].body  # before the first there is nothing to compare with


def test_the_worker_asks_for_those_that_are_due(town: Town, monkeypatch) -> None:
    asked = []
    monkeypatch.setattr(sending.jobs, "defer_once", lambda name, **given: asked.append(given["subscription"]))
    with clock.at(DECEMBER):
        wanted = subscribing.subscribe(town.rosa, None, None)
        sending.ask_for_reports()
    assert not asked
    with clock.at(NEW_YEAR):
        sending.ask_for_reports()
    assert asked == [wanted.pk]


def test_it_has_the_headline_the_figures_and_the_page_in_the_readers_language(town: Town) -> None:
    people.set_preferences(town.rosa, language="es", hears=[], by=town.rosa)
    with clock.at(DECEMBER):
        wanted = subscribing.subscribe(town.rosa, town.alder, None)
    with clock.at(NEW_YEAR):
        sent(wanted)
    [letter] = mail.outbox
    html = letter.alternatives[0][0]
    for text in (letter.body, html):
        assert "Diciembre de 2025: se recibieron 0 solicitudes y se cerraron 0." in text
        assert "Dentro del plazo" in text
        assert "/figures/o/alder?period=days" in text
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_one_click_ends_it_and_opening_the_link_does_not(town: Town, client: Client) -> None:
    wanted = subscribing.subscribe(town.rosa, None, None)
    path = subscribing.stop_path(wanted)
    assert "rosa@example.net" in client.get(path).content.decode()
    assert Subscription.objects.exists()
    assert client.post(path).status_code == 200
    assert not Subscription.objects.exists()
    assert client.get("/figures/by-mail/stop?key=1:x").status_code == 404


def test_a_department_that_is_not_told_apart_is_mailed_to_members_alone(town: Town) -> None:
    with clock.at(DECEMBER):
        for person in (town.rosa, town.ada.person):
            subscribing.subscribe(person, town.alder, town.alder_streets)
    with clock.at(NEW_YEAR):
        for wanted in Subscription.objects.all():
            sent(wanted)
    assert [one.to for one in mail.outbox] == [["ada@example.org"]]


def test_where_a_second_step_is_demanded_an_administrator_is_mailed_no_more_than_the_public(
    town: Town, settings
) -> None:
    head = town.member("head", town.alder, Role.ADMINISTRATOR)
    with clock.at(DECEMBER):
        for person in (head.person, town.ada.person):
            subscribing.subscribe(person, town.alder, town.alder_streets)
    settings.REQUIRE_SECOND_FACTOR = True
    with clock.at(NEW_YEAR):
        for wanted in Subscription.objects.all():
            sent(wanted)
    assert [one.to for one in mail.outbox] == [["ada@example.org"]]


def test_who_is_not_logged_in_is_led_to_the_log_in(town: Town, client: Client) -> None:
    answer = client.post("/figures/by-mail", {"organization": "alder", "act": "start"})
    assert answer.status_code == 302
    assert client.get(answer["Location"]).status_code == 200
    client.force_login(town.rosa)
    assert client.get(dict(parse_qsl(urlsplit(answer["Location"]).query))["next"]).status_code == 200


def test_who_is_logged_in_begins_and_ends_it_on_the_page(town: Town, client: Client) -> None:
    client.force_login(town.rosa)
    answer = client.post("/figures/by-mail", {"organization": "alder", "act": "start"}, follow=True)
    assert "You get these figures on the first of each month, to rosa@example.net." in answer.content.decode()
    assert Subscription.objects.get().organization == town.alder
    client.post("/figures/by-mail", {"organization": "alder", "act": "stop"})
    assert not Subscription.objects.exists()
    for hidden in (town.alder_streets.pk, "none", "\0"):
        asked = {"organization": "alder", "department": hidden}
        assert client.post("/figures/by-mail", asked).status_code == 404
    client.force_login(town.ada.person)
    assert client.post("/figures/by-mail", {"organization": "alder", "department": "none"}).status_code == 404
    assert not Subscription.objects.exists()


def test_it_is_told_to_the_person_and_gone_when_they_leave(town: Town) -> None:
    subscribing.subscribe(town.rosa, town.alder, None)
    assert everything(town.rosa)["figures_by_mail"][0]["organization__name"] == "City of Alder"
    people.close_account(town.rosa, by=town.rosa)
    assert not Subscription.objects.exists()


@pytest.mark.django_db
def test_before_anybody_is_the_steward_nothing_is_sent_and_nothing_fails() -> None:
    sending.ask_for_reports()
    assert not mail.outbox
