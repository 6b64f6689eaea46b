"""How often something may be done, by whom it is counted, and what is said where it is too often."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client, RequestFactory

from fixward.domain.governments.models import Organization
from fixward.domain.programs.queries import caller
from fixward.doors.page import limits, network
from fixward.doors.page.models import Counted
from fixward.foundation import clock
from tests.programs import key_for

NOON = dt.datetime(2026, 5, 4, 16, tzinfo=dt.UTC)  # in New York


def request(address="198.51.100.7", person=None, **headers):
    made = RequestFactory().get("/", REMOTE_ADDR=address, headers=headers)
    made.user = person or type("Nobody", (), {"is_authenticated": False})()
    return made


@pytest.fixture
def few(settings):
    """Two an hour from an address, one by a contact."""
    settings.LIMITS = settings.LIMITS | {"reports": [2, 0], "follows": [0, 1], "comments": [0, 0]}


def passes(*asked, **options):
    return limits.too_many(request(*asked), "reports", **options) is None


@pytest.mark.usefixtures("few")
def test_an_address_may_do_so_much_in_an_hour_and_then_again(db):
    with clock.at(NOON):
        assert [passes() for _ in range(3)] == [True, True, False]
        assert passes("198.51.100.8")
    with clock.at(NOON + dt.timedelta(minutes=59)):
        assert not passes()
    with clock.at(NOON + dt.timedelta(minutes=60)):
        assert passes()


@pytest.mark.usefixtures("few")
def test_a_contact_is_counted_wherever_it_comes_from_and_however_it_is_written(db):
    def asks(address, contact):
        return limits.too_many(request(address), "follows", contact=contact) is None

    assert asks("198.51.100.1", "Ines@Example.net")
    assert not asks("198.51.100.2", " ines@example.net")
    assert asks("198.51.100.2", "other@example.net")


@pytest.mark.usefixtures("few")
def test_what_is_not_limited_asks_no_database(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert limits.too_many(request(), "comments", contact="ines@example.net") is None


@pytest.mark.usefixtures("few")
def test_both_are_counted_by_one_query(db, settings, django_assert_num_queries):
    settings.LIMITS["reports"] = [2, 2]
    with django_assert_num_queries(1):
        assert passes(contact="ines@example.net")


@pytest.mark.usefixtures("few")
def test_the_sentence_says_when_to_try_again_and_whom_to_call(town):
    Organization.objects.filter(pk=town.county.pk).update(phone="555-0100")
    with clock.at(NOON):
        for _ in range(3):
            passed = limits.too_many(request(), "reports")
        assert passed
        assert "try again after 1:01 p.m." in passed.sentence
        assert "call 555-0100" in passed.sentence
        answer = passed.told(Client().get("/"))
    assert (answer.status_code, answer["Retry-After"]) == (429, "3600")


@pytest.mark.usefixtures("few")
def test_members_are_not_held_up(town):
    asked = [limits.too_many(request(person=town.ada.person), "reports") for _ in range(5)]
    others = [limits.too_many(request(person=town.rosa), "reports") for _ in range(5)]

    assert not any(asked)
    assert all(others)


@pytest.mark.usefixtures("few")
def test_no_address_is_kept_and_the_table_is_not_logged(db):
    limits.too_many(request("198.51.100.7"), "follows", contact="ines@example.net")
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'page_counted'")
        assert cursor.fetchone() in (("u",), (b"u",))
        cursor.execute("SELECT page_counted::text FROM page_counted")
        assert "198.51" not in str(cursor.fetchall())


@pytest.mark.usefixtures("few")
def test_what_is_over_is_swept_away_once_in_an_hour(db, monkeypatch):
    with clock.at(NOON):
        passes()
    monkeypatch.setitem(limits._swept, "at", -10_000.0)
    passes("198.51.100.9")

    assert Counted.objects.count() == 1


@pytest.mark.parametrize(
    ("seen", "said", "client"),
    [
        ("198.51.100.7", "", "198.51.100.7"),
        ("198.51.100.7", "203.0.113.5", "198.51.100.7"),  # nobody of ours said so
        ("127.0.0.1", "203.0.113.5", "203.0.113.5"),
        ("127.0.0.1", "1.2.3.4, 203.0.113.5", "203.0.113.5"),
        ("127.0.0.1", "1.2.3.4, 203.0.113.5, 10.0.0.9", "203.0.113.5"),
        ("", "203.0.113.5", "203.0.113.5"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "nonsense", "nonsense"),
        ("::ffff:198.51.100.7", "", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "", "2001:db8:1:2::/64"),
    ],
)
def test_the_client_is_whom_the_last_of_our_proxies_has_seen(seen, said, client, settings):
    settings.TRUSTED_PROXIES = ["127.0.0.0/8", "10.0.0.0/8"]
    network._is_ours.cache_clear()
    asked = RequestFactory().get("/", REMOTE_ADDR=seen, headers={"X-Forwarded-For": said} if said else {})

    assert network.client(asked) == client
    network._is_ours.cache_clear()


def test_a_key_may_call_so_often_in_a_minute_and_then_again(town, django_assert_num_queries):
    found = caller(key_for(town.alder, per_minute=2))
    other = caller(key_for(town.alder, per_minute=1))
    with clock.at(NOON):
        assert [limits.too_many_calls(found) is None for _ in range(3)] == [True, True, False]
        with django_assert_num_queries(1):
            passed = limits.too_many_calls(found)
        assert "2 times in a minute" in passed.sentence
        assert 1 <= passed.seconds <= 60
        assert limits.too_many_calls(other) is None
    with clock.at(NOON + dt.timedelta(seconds=61)):
        assert limits.too_many_calls(found) is None
