"""What was reported already is shown before somebody reports it again, and one tap ends there."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fixward.domain.catalog.models import Offering
from fixward.domain.routing import current
from fixward.domain.service_requests import operations
from fixward.domain.service_requests.models import EventKind, Follow, Photo, ServiceRequest, Support
from tests.doors.residents.conftest import picture, text
from tests.town import IN_ALDER

NEAR = (IN_ALDER[0] + 0.0003, IN_ALDER[1])  # some 33 m


def must_be_known(page, number):
    assert "Was it reported already?" in page
    assert f'name="known" value="{number}"' in page


def test_open_requests_nearby_for_the_same_service_are_shown_with_photo_age_and_distance(resident, town):
    resident.details()
    resident.press("send", photos=picture())
    photo = Photo.objects.get()
    page = text(resident.details(at=NEAR))

    must_be_known(page, ServiceRequest.objects.get().number)
    assert "110 feet from here" in page
    assert "reported today" in page
    assert f"/photos/{photo.pk}/small" in page


def test_what_is_closed_far_private_or_of_another_service_is_not_shown(resident, town):
    operations.close(town.report(), resolution="fixed", text="Done", by=town.ada)
    town.report(at=(IN_ALDER[0] + 0.01, IN_ALDER[1]))
    town.report(service=town.light_service)
    Offering.objects.filter(organization=town.alder, service=town.pothole_service).update(is_private=True)
    current.refresh()
    town.report()

    assert "Was it reported already?" not in text(resident.details(at=NEAR))


def test_this_is_it_counts_somebody_unknown_adds_their_photos_and_writes_no_second_report(resident, town):
    resident.details(at=NEAR)
    assert 'name="known"' not in text(resident.page)
    hole = town.pothole
    resident.details(at=NEAR)
    answer = resident.press(known=hole.number, photos=picture())

    assert answer.url == f"/requests/{hole.number}/joined"
    assert "It is known, and you are counted" in text(resident.page)
    assert "Shall we write to you" in text(resident.page)
    assert ServiceRequest.objects.count() == 1
    assert Support.objects.get().person is None
    assert hole.photos.count() == 1
    assert hole.events.filter(kind=EventKind.PHOTO_ADDED, person=None, member=None).exists()


def test_photos_kept_before_are_added_and_pressed_twice_it_counts_once(resident, town):
    resident.details(at=NEAR)
    resident.press("send", email="not an address", photos=picture())
    hole = town.pothole
    resident.post(known=hole.number, email="")
    del resident.client.cookies["fixward_browser"]
    resident.post(known=hole.number, email="")

    assert Support.objects.count() == 1
    assert hole.photos.count() == 1


def test_somebody_logged_in_follows_at_once(fred, town):
    hole = town.pothole
    fred.details(at=NEAR)
    fred.press(known=hole.number)

    assert Support.objects.get().person == town.fred
    assert Follow.objects.filter(service_request=hole, person=town.fred).exists()
    assert "We write to fred@example.net" in text(fred.page)
    assert "Shall we write to you" not in text(fred.page)


def test_with_an_address_typed_a_mail_asks_and_nothing_is_asked_twice(resident, town, monkeypatch):
    asked = []
    monkeypatch.setattr("fixward.doors.residents.views.known.ask_to_confirm", lambda *sent: asked.append(sent))
    hole = town.pothole
    resident.details(at=NEAR)
    wrong = resident.press(known=hole.number, email="ines")
    assert (wrong.status_code, Support.objects.count()) == (422, 0)
    assert "This is not an e-mail address" in text(wrong)

    resident.press(known=hole.number, email="Ines@Example.net")

    assert asked == [(hole, "ines@example.net")]
    assert "We have sent you a mail" in text(resident.page)
    assert "Shall we write to you" not in text(resident.page)


def test_the_reporter_is_not_counted_again(rosa, town):
    rosa.details(at=NEAR)
    rosa.press(known=town.pothole.number)

    assert not Support.objects.exists()


def test_what_was_closed_meanwhile_is_said_and_nothing_typed_is_lost(resident, town):
    hole = town.pothole
    resident.details(at=NEAR)
    operations.close(hole, resolution="fixed", text="Done", by=town.ada)
    answer = resident.press(known=hole.number, description="Still deep")

    assert answer.status_code == 422
    assert "closed" in text(answer)
    assert resident.fields["description"] == ["Still deep"]


@pytest.mark.parametrize("number", ["", "nothing", "x" * 500, "\x00"])
def test_a_number_that_nobody_may_see_is_not_found(resident, number):
    resident.details()
    assert resident.post(known=number).status_code == 404


def test_a_request_takes_thirty_photos_and_further_supporters_all_the_same(town):
    hole = town.pothole
    hole.photos.bulk_create(Photo(service_request=hole, file="a", thumbnail="a", width=1, height=1) for _ in range(30))
    operations.join(hole, by=town.fred, pictures=[object()])

    assert (hole.photos.count(), Support.objects.count()) == (30, 1)


def test_an_answer_that_draws_the_destination_anew_asks_for_nothing_nearby(resident, town):
    town.report()
    fields = {"lon": "0.5", "lat": "0.5", "service": "pothole"}

    with CaptureQueriesContext(connection) as asked:
        resident.client.post("/report/destination", fields)
    assert not [
        query for query in asked.captured_queries if "servicerequest" in query["sql"] and "cell" in query["sql"]
    ]
