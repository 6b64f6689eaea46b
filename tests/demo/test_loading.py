"""The demonstration in a database: everything that was told has happened, and nothing follows from it."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from django.contrib.auth import authenticate
from django.db import transaction
from PIL import Image
from procrastinate.contrib.django.models import ProcrastinateJob

from demo import cast, load, playing
from demo.organizations import ORGANIZATIONS
from demo.stories import stories
from fixward.domain.catalog.models import Offering
from fixward.domain.conversations.models import Message
from fixward.domain.governments.models import Department, Organization, Standing
from fixward.domain.people.models import Person
from fixward.domain.places.models import Address, Place
from fixward.domain.routing import current
from fixward.domain.service_requests.models import (
    Custody,
    Event,
    EventKind,
    How,
    Photo,
    Resolution,
    ServiceRequest,
    Status,
)
from fixward.foundation import clock

NOW = dt.datetime(2026, 11, 20, 17, 0, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def summary(django_db_setup, django_db_blocker):
    """The demonstration as of a Friday noon, for all tests of this file: loading takes seconds."""
    with django_db_blocker.unblock(), transaction.atomic(), clock.at(NOW):
        yield load.load()
        transaction.set_rollback(True)
    current.refresh()


@pytest.fixture(autouse=True)
def _loaded(summary):
    """Every test stands on it."""


def told(story: str) -> ServiceRequest:
    return ServiceRequest.objects.get(key=playing.key_of(story))


def chain(story: str) -> list[tuple[str, str, str]]:
    """Who held it, and how it came there."""
    rows = told(story).custodies.values_list("organization__code", "department__code", "how")
    return [(organization, department, How(how)) for organization, department, how in rows]


def test_every_story_is_a_request_and_says_that_it_is_made_up(summary):
    assert summary.service_requests == ServiceRequest.objects.count() == 400
    assert set(ServiceRequest.objects.values_list("source", flat=True)) == {"demo"}
    told_at = {playing.key_of(story.key): story.submitted_at for story in stories(NOW)}
    assert dict(ServiceRequest.objects.values_list("key", "submitted_at")) == told_at


def test_everything_happened_in_the_order_of_the_days_and_nothing_in_the_future():
    moments = list(Event.objects.order_by("pk").values_list("at", flat=True))
    assert moments == sorted(moments)
    assert moments[-1] < NOW
    numbers = list(ServiceRequest.objects.order_by("submitted_at", "pk").values_list("number", flat=True))
    assert numbers == sorted(numbers)


def test_no_job_is_left_in_the_queue_since_history_is_no_news():
    assert not ProcrastinateJob.objects.exists()


def test_loading_again_changes_nothing_and_says_so(summary):
    again = load.load()
    assert not again.is_new
    assert "already" in str(again)
    assert (again.events, again.service_requests) == (summary.events, summary.service_requests)


@pytest.mark.parametrize("status", Status)
def test_requests_are_in_every_status(status):
    assert ServiceRequest.objects.filter(status=status).count() >= 10


@pytest.mark.parametrize(
    "resolution", [one for one in Resolution if one not in (Resolution.WITHDRAWN, Resolution.NO_ANSWER)]
)
def test_requests_were_closed_with_every_resolution_of_a_desk(resolution):
    assert ServiceRequest.objects.filter(resolution=resolution).exists()


def test_some_are_in_every_special_state():
    states = {
        "unsettled": {"unsettled_at__isnull": False},
        "settled": {"settled_at__isnull": False},
        "hidden": {"hidden_at__isnull": False},
        "private": {"is_private": True},
        "worked for another": {"on_behalf_of__isnull": False},
        "assigned": {"assignee__isnull": False},
        "with an external organization": {"organization__standing": Standing.EXTERNAL},
        "answered in Spanish": {"language": "es"},
    }
    assert [name for name, state in states.items() if not ServiceRequest.objects.filter(**state).exists()] == []
    assert ServiceRequest.objects.open().filter(due_at__lt=NOW).exists()


def test_requests_came_to_their_holders_in_every_way():
    # Nobody has begun to stand alone yet, and so nobody has taken over what was open.
    assert set(Custody.objects.values_list("how", flat=True)) == {*How} - {How.IMPORTED, How.ADOPTED}


def test_what_both_sides_gave_away_waits_with_the_steward():
    for one in ServiceRequest.objects.filter(unsettled_at__isnull=False):
        assert one.organization.is_steward
        assert one.department is None


def test_each_city_request_is_with_the_department_that_its_government_names():
    named = {
        (offering.organization_id, offering.service_id): offering.department_id for offering in Offering.objects.all()
    }
    refined = Department.objects.filter(code__in=["pavement-south", "public-works-north", "beach", "environment"])
    first = Custody.objects.filter(how=How.SUBMITTED).select_related("service_request__service")
    # A service that was changed later is no longer the one it came in with.
    changed = Event.objects.filter(kind=EventKind.SERVICE_CHANGED).values("service_request")
    for custody in first.exclude(service_request__in=changed).exclude(department__in=refined).exclude(department=None):
        expected = named.get((custody.organization_id, custody.service_request.service_id))
        assert custody.department_id == expected or custody.department.is_front_desk


def test_every_department_that_does_something_itself_has_got_requests():
    offered = {offering.department_id for offering in Offering.objects.filter(is_hidden=False)}
    by_rules = Department.objects.filter(code__in=["pavement-south", "public-works-north"])
    expected = set(Department.objects.filter(pk__in=offered).exclude(organization__handled_by__isnull=False)) | set(
        by_rules
    )
    got = set(Custody.objects.values_list("department", flat=True))
    # The transit authority's front desk is there for what nobody else does, and only bus stops are theirs.
    idle = [str(one) for one in expected if one.pk not in got and one.organization.code != "psta"]
    assert idle == []


def test_the_pothole_in_the_city_went_to_its_stormwater_desk_at_once_and_was_filled():
    assert chain("seed-city-pothole") == [("st-petersburg", "stormwater", How.SUBMITTED)]
    assert told("seed-city-pothole").resolution == Resolution.FIXED
    assert told("seed-city-pothole").place.name == "St. Petersburg"
    assert told("seed-city-pothole").photos.count() == 1


def test_the_pothole_on_49th_street_went_to_the_county_although_it_lies_in_the_city():
    pothole = told("seed-county-road-pothole")
    assert chain("seed-county-road-pothole") == [("pinellas-county", "public-works", How.SUBMITTED)]
    assert pothole.place.name == "St. Petersburg"
    assert [reason["code"] for reason in pothole.route] == ["asset", "department_offering"]
    assert pothole.status == Status.ACKNOWLEDGED


def test_the_pothole_in_lealman_is_the_countys_whatever_the_letters_say():
    pothole = told("seed-lealman-pothole")
    assert chain("seed-lealman-pothole") == [("pinellas-county", "public-works", How.SUBMITTED)]
    assert (pothole.place.name, pothole.language) == ("Lealman", "es")
    assert "St. Petersburg" in pothole.address


def test_kenneth_citys_requests_are_worked_by_the_county_and_open_when_the_town_stands_alone():
    town = Organization.objects.get(code="kenneth-city")
    assert town.stand_alone_from == dt.date(2026, 12, 4)
    for service in ("streetlight", "storm-drain", "sidewalk"):
        service_request = told(f"seed-kenneth-city-{service}")
        assert service_request.organization.code == "pinellas-county"
        assert service_request.on_behalf_of == town
        assert service_request.is_open
    hall = {"lon": -82.7166, "lat": 27.8148, "answers": {}}
    route = current.decide("streetlight", **hall, at=NOW + dt.timedelta(days=15))
    assert (route.organization, route.owner) == (town.pk, town.pk)


def test_the_misdirected_drain_went_to_the_county_came_back_and_was_dug_out_in_one_thread():
    assert chain("seed-returned") == [
        ("st-petersburg", "stormwater", How.SUBMITTED),
        ("pinellas-county", "public-works", How.TRANSFERRED),
        ("st-petersburg", "stormwater", How.RETURNED),
    ]
    drain = told("seed-returned")
    assert (drain.status, drain.resolution) == (Status.CLOSED, Resolution.FIXED)
    assert [message.is_reply for message in Message.objects.filter(service_request=drain)] == [False, True]
    assert drain.notes.get().is_shared


def test_a_repeated_report_is_closed_as_one_and_its_reporter_stands_behind_the_first():
    repeated = ServiceRequest.objects.filter(resolution=Resolution.DUPLICATE)
    assert repeated.count() >= 10
    for one in repeated:
        assert one.duplicate_of.supports.filter(person=one.reporter.person).exists()


def test_all_log_in_with_the_printed_password():
    printed = [email for email, _ in cast.printed_log_ins()]
    assert cast.RESIDENTS[0] in printed
    assert all(authenticate(None, email=email, password=cast.PASSWORD) for email in printed)
    assert Person.objects.get(email=cast.RESIDENTS[0]).emailaddress_set.get().verified
    assert list(Person.objects.filter(is_operator=True)) == [Person.objects.get(email=cast.OPERATOR)]


def test_some_public_requests_have_a_drawn_photo():
    assert Photo.objects.count() == 25
    photo = Photo.objects.first()
    with photo.file.open() as file:
        assert Image.open(file).size == (photo.width, photo.height) == (800, 600)


def test_the_ground_is_what_was_drawn():
    kinds = Counter(Place.objects.values_list("kind", flat=True))
    assert kinds == {"county": 1, "municipality": 24, "community": 13, "zone": 3}
    assert Address.objects.count() > 300
    assert Organization.objects.count() == len(ORGANIZATIONS)
