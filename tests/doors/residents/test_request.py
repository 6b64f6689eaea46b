import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fixward.domain.conversations.models import Message
from fixward.domain.conversations.operations import comment
from fixward.domain.service_requests import links
from fixward.domain.service_requests.models import Follow, Photo, ServiceRequest, Support
from fixward.domain.service_requests.operations import (
    Contact,
    acknowledge,
    close,
    follow,
    hide,
    return_to_sender,
    settle,
    transfer,
)
from fixward.doors.residents import tasks
from fixward.doors.residents.views.home import PER_PAGE
from tests.doors.residents.conftest import Resident, picture, text
from tests.town import IN_COUNTY

HTMX = {"HX-Request": "true"}


def path(service_request, action=""):
    return f"/requests/{service_request.number}" + (f"/{action}" if action else "")


def now(service_request):
    return ServiceRequest.objects.get(pk=service_request.pk)


@pytest.fixture
def secret(town):
    """A private request of Rosa's."""
    hole = town.report(description="Only for the city")
    ServiceRequest.objects.filter(pk=hole.pk).update(is_private=True)
    return now(hole)


def test_the_page_says_who_has_it_and_why_and_nothing_about_the_reporter(resident, town):
    page = text(resident.open(path(town.pothole)))

    assert "City of Alder, Streets" in page
    assert "The pin is in Alder, which belongs to City of Alder." in page
    assert "A deep hole" in page
    assert "Rosa" not in page
    assert "rosa@example.net" not in page


def test_a_request_that_changed_hands_says_from_whom_and_why(resident, town):
    transfer(town.pothole, to=town.county, reason="A county road", by=town.ada)

    page = text(resident.open(path(town.pothole)))

    assert "<strong>Cedar County, Public Works</strong> since" in page
    assert "City of Alder handed it over: “A county road”" in page
    assert "Public Works does “Pothole”." in page


def test_what_came_back_and_what_was_settled_say_so(resident, town):
    transfer(town.pothole, to=town.county, reason="A county road", by=town.ada)
    return_to_sender(town.pothole, reason="Inside the city", by=town.carla)
    assert "Cedar County gave it back: “Inside the city”" in text(resident.open(path(town.pothole)))

    transfer(town.pothole, to=town.county, reason="It is yours", by=town.ada)
    assert "City of Alder handed it over: “It is yours”" in text(resident.open(path(town.pothole)))
    settle(town.pothole, to=town.county, reason="The county paved it", by=town.cora)

    page = text(resident.open(path(town.pothole)))
    assert "The steward decided so: “The county paved it”" in page
    assert "<strong>Cedar County, Public Works</strong> since" in page


@pytest.mark.parametrize("typed", ["{0}", "{1}", " {1} ", "{2}"])
def test_any_grouping_of_the_number_leads_to_the_page(resident, town, typed):
    number = town.pothole.number
    digits = number.replace("-", "")
    written = typed.format(number, digits, f"{digits[:2]} {digits[2:]}")

    by_search = resident.client.get("/", {"number": written})

    assert by_search.url == path(town.pothole)
    if written != number:
        assert resident.client.get(f"/requests/{written}").url == path(town.pothole)


def test_the_id_that_a_request_had_elsewhere_leads_to_its_page(resident, town):
    ServiceRequest.objects.filter(pk=town.pothole.pk).update(source="import", source_id="22-00123")

    assert resident.client.get("/requests/22-00123").url == path(town.pothole)


def test_a_number_that_nobody_has_is_said_at_the_search(resident, town):
    assert "There is no public request" in text(resident.open("/", number="100-0001"))


def test_what_may_not_be_seen_is_not_there(resident, fred, secret, town):
    town.pothole.photos.all()
    hide(town.pothole, reason="A name in it", by=town.abel)

    for hidden in (secret, town.pothole):
        for browser in (resident, fred):
            assert browser.client.get(path(hidden)).status_code == 404
            assert browser.client.get(path(hidden, "point.geojson")).status_code == 404
            assert browser.client.get("/", {"number": hidden.number}).status_code == 200
            for action in ("support", "follow", "comment", "photos", "reopen", "withdraw"):
                assert browser.client.post(path(hidden, action)).status_code == 404


def test_a_private_request_opens_for_its_reporter_logged_in_and_stays_in_no_cache(rosa, secret):
    page = rosa.open(path(secret))

    assert "Only for the city" in text(page)
    assert page["Cache-Control"] == "private, no-store"


def test_a_signed_link_opens_a_private_request_and_leaves_the_address_bar(resident, secret, town):
    answer = resident.client.get(links.signed_path(secret, town.rosa))
    assert (answer.status_code, answer.url) == (302, path(secret))
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Referrer-Policy"] == "no-referrer"

    page = resident.open(path(secret))

    assert "Only for the city" in text(page)
    assert page["Cache-Control"] == "private, no-store"


def test_a_signed_link_is_good_for_its_request_and_its_person_only(resident, secret, town):
    other = town.report()
    key = links.signed_path(secret, town.rosa).partition("key=")[2]

    resident.client.get(f"{path(other)}?key={key}")
    assert "Take the report back" not in text(resident.open(path(other)))
    assert resident.client.get(path(secret)).status_code == 404
    resident.client.get(links.signed_path(secret, town.fred))
    assert resident.client.get(path(secret)).status_code == 404
    town.rosa.is_active = False
    town.rosa.save()
    resident.client.get(links.signed_path(secret, town.rosa))
    assert resident.client.get(path(secret)).status_code == 404


def test_a_browser_says_me_too_once_and_others_are_counted_apart(resident, town):
    for _ in range(2):
        answer = resident.client.post(path(town.pothole, "support"), headers=HTMX)
        assert "One person says" in text(answer)
        assert "You are counted" in text(answer)
        assert text(answer).lstrip().startswith('<section id="_care"')

    Resident().client.post(path(town.pothole, "support"))

    assert Support.objects.count() == 2


def test_somebody_logged_in_follows_and_stops_with_one_click(fred, town):
    fred.client.post(path(town.pothole, "follow"))
    assert "fred@example.net" in text(fred.open(path(town.pothole)))
    assert Follow.objects.filter(person=town.fred).exists()

    fred.client.post(path(town.pothole, "follow/end"))

    assert not Follow.objects.filter(person=town.fred).exists()


def test_an_unknown_address_follows_only_once_its_mail_was_opened(
    resident, town, mailoutbox, django_capture_on_commit_callbacks
):
    resident.client.post(path(town.pothole, "follow"), {"email": "Ines@example.net"})
    assert Follow.objects.count() == 1  # Rosa's own
    tasks.send_confirmation(number=town.pothole.number, address="ines@example.net", language="en")
    [mail] = mailoutbox
    link = links.follow_path(town.pothole.number, "ines@example.net")
    assert mail.to == ["ines@example.net"]
    assert f"/requests/{town.pothole.number}/follow/confirm?key=" in mail.body

    assert "Follow this request?" in text(resident.client.get(link))
    assert Follow.objects.count() == 1
    resident.client.post(
        link.partition("?")[0], {"key": link.partition("key=")[2].replace("%40", "@").replace("%3A", ":")}
    )

    assert Follow.objects.filter(person__email="ines@example.net").exists()


def test_a_follow_link_that_was_changed_does_nothing(resident, town):
    assert resident.client.get(path(town.pothole, "follow/confirm"), {"key": "a@example.org:1:x"}).status_code == 404
    assert resident.client.post(path(town.pothole, "follow/confirm"), {"key": ""}).status_code == 404


def test_the_link_to_stop_asks_first_and_a_mail_program_stops_with_one_post(town):
    stranger = Client(enforce_csrf_checks=True)
    link = links.unfollow_path(town.pothole, town.rosa)
    assert "No more mail about this?" in text(stranger.get(link))
    assert Follow.objects.filter(person=town.rosa).exists()

    answer = stranger.post(link, {"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    assert not Follow.objects.filter(person=town.rosa).exists()


def test_a_comment_needs_a_proved_address(resident, fred, town):
    assert "Log in with a code" in text(resident.open(path(town.pothole)))
    assert resident.client.post(path(town.pothole, "comment"), {"text": "Me"}).status_code == 422
    assert not Message.objects.exists()

    answer = fred.client.post(
        path(town.pothole, "comment"), {"text": "It is deeper now", "key": uuid.uuid4()}, headers=HTMX
    )

    assert "It is deeper now" in text(answer)
    assert text(answer).lstrip().startswith('<section id="_conversation"')


def test_a_comment_sent_twice_is_written_once_and_an_empty_one_is_refused(fred, town):
    comment = {"text": "Deeper", "key": uuid.uuid4()}
    for _ in range(2):
        assert fred.client.post(path(town.pothole, "comment"), comment).status_code == 302

    refused = fred.client.post(path(town.pothole, "comment"), {"text": " \x00 ", "key": "x"})

    assert refused.status_code == 422
    assert "Write something first" in text(refused)
    assert Message.objects.count() == 1


def test_other_words_in_a_comment_that_was_sent_before_are_kept_and_can_be_sent_again(fred, town):
    key = str(uuid.uuid4())
    fred.client.post(path(town.pothole, "comment"), {"text": "Deeper", "key": key})
    refused = fred.client.post(path(town.pothole, "comment"), {"text": "And wider", "key": key})
    assert refused.status_code == 422
    assert "sent before, with other words" in text(refused)
    assert "And wider" in text(refused)
    assert key not in text(refused)


def test_whoever_came_by_a_signed_link_may_comment(resident, town):
    follow(town.pothole, by=town.fred)
    resident.client.get(links.signed_path(town.pothole, town.fred))

    resident.client.post(path(town.pothole, "comment"), {"text": "Seen too"})

    assert Message.objects.get().person == town.fred


def test_the_reporter_adds_photos_reopens_and_withdraws(rosa, town):
    hole = town.pothole
    assert rosa.client.post(path(hole, "photos"), {"photos": [picture()]}).status_code == 302
    assert hole.photos.count() == 1
    close(hole, resolution="fixed", by=town.ada)

    nothing = rosa.client.post(path(hole, "reopen"), {"reason": ""})
    assert nothing.status_code == 422
    assert "Say what is still wrong" in text(nothing)
    assert rosa.client.post(path(hole, "reopen"), {"reason": "Open again"}).status_code == 302
    assert now(hole).is_open
    assert rosa.client.post(path(hole, "withdraw")).status_code == 302
    assert now(hole).resolution == "withdrawn"


def test_nobody_else_does_what_is_the_reporters(resident, fred, town):
    assert "Take the report back" not in text(fred.open(path(town.pothole)))
    for browser in (resident, fred):
        for action, data in (("photos", {"photos": [picture()]}), ("withdraw", {}), ("reopen", {"reason": "No"})):
            assert browser.client.post(path(town.pothole, action), data).status_code == 422
    assert now(town.pothole).is_open
    assert not Photo.objects.exists()


def test_a_file_that_is_no_picture_is_named_at_the_reporters_field(rosa, town):
    fake = SimpleUploadedFile("cat.jpg", b"no picture", "image/jpeg")

    answer = rosa.client.post(path(town.pothole, "photos"), {"photos": [picture(), fake]})

    assert answer.status_code == 422
    assert "“cat.jpg” cannot be read" in text(answer)
    assert not Photo.objects.exists()


def test_photos_are_served_to_whoever_may_see_the_request(resident, fred, rosa, town):
    rosa.client.post(path(town.pothole, "photos"), {"photos": [picture()]})
    photo = Photo.objects.get()
    public = resident.client.get(f"/photos/{photo.pk}/small")
    assert (public["Content-Type"], public["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert public["Cache-Control"] == "public, max-age=60, must-revalidate"

    ServiceRequest.objects.update(is_private=True)

    for browser in (resident, fred):
        assert browser.client.get(f"/photos/{photo.pk}").status_code == 404
    for browser in (rosa, Resident(town.ada.person)):
        seen = browser.client.get(f"/photos/{photo.pk}")
        assert (seen.status_code, seen["Cache-Control"]) == (200, "private, no-store")
    Photo.objects.update(hidden_at=photo.added_at)
    assert rosa.client.get(f"/photos/{photo.pk}").status_code == 404


def test_a_form_without_its_token_is_refused(town):
    stranger = Client(enforce_csrf_checks=True)

    for address in (
        "/report",
        path(town.pothole, "support"),
        path(town.pothole, "follow"),
        path(town.pothole, "comment"),
    ):
        assert stranger.post(address).status_code == 403


def test_ten_more_entries_cost_the_page_no_query_more(resident, town, django_assert_max_num_queries):
    resident.open(path(town.pothole))
    with django_assert_max_num_queries(30) as before:
        resident.open(path(town.pothole))
    acknowledge(town.pothole, by=town.ada)
    for count in range(10):
        comment(town.pothole, text=f"Deeper {count}", by=town.fred)

    with django_assert_max_num_queries(len(before) + 2) as after:
        resident.open(path(town.pothole))
    assert len(after) <= len(before) + 2  # for messages and their files, once there are any


@pytest.mark.parametrize("address", ["/", "/my", "/requests.geojson?bbox=-1,-1,11,11"])
def test_ten_more_rows_cost_no_query_more(
    rosa, town, address, django_assert_num_queries, django_assert_max_num_queries
):
    town.report(at=IN_COUNTY)
    rosa.client.get(address)
    with django_assert_max_num_queries(20) as before:
        rosa.client.get(address)
    for _ in range(10):
        town.report()

    with django_assert_max_num_queries(len(before)):
        answer = rosa.client.get(address)
    assert text(answer).count(town.pothole_service.name["en"]) >= 11


def test_the_list_has_pages_and_filters(resident, town):
    for _ in range(PER_PAGE + 1):
        town.report()
    light = town.report(service=town.light_service, answers={"pole": ["city"]})
    close(light, resolution="fixed", by=town.ada)

    first = text(resident.open("/"))
    assert first.count('class="row"') == PER_PAGE
    assert "page=2" in first
    closed = text(resident.open("/", state="closed"))
    assert (closed.count('class="row"'), light.number in closed) == (1, True)
    assert text(resident.open("/", group="no-such")).count('class="row"') == 0


def test_the_map_gets_public_points_in_the_box_and_no_personal_data(resident, secret, town):
    hole, far = town.pothole, town.report(at=IN_COUNTY)

    answer = resident.client.get("/requests/viewport.geojson", {"bbox": "0,0,1,1", "zoom": "12"})

    [feature] = answer.json()["features"]
    assert feature["geometry"]["coordinates"] == [0.5, 0.5]
    assert set(feature["properties"]) == {"number", "title", "state", "tone", "mark", "url"}
    assert feature["properties"]["number"] == hole.number
    assert far.number not in text(answer)
    assert secret.number not in text(answer)


def test_my_requests_asks_for_a_code_and_then_shows_what_is_mine_or_followed(resident, fred, rosa, secret, town):
    assert resident.client.get("/my").url == "/account/login/code/?next=%2Fmy"
    follow(town.pothole, by=town.fred)

    assert town.pothole.number in text(fred.open("/my"))
    assert secret.number not in text(fred.open("/my"))
    assert secret.number in text(rosa.open("/my"))


@pytest.mark.parametrize("email", ["ines@example.net", "new@example.net"])
def test_a_code_comes_to_whoever_has_only_reported_and_to_whoever_is_new(resident, town, mailoutbox, email):
    mine = town.report(contact=Contact(email="ines@example.net"))

    answer = resident.client.post("/account/login/code/?next=/my", {"email": email, "next": "/my"})
    [mail] = mailoutbox
    code = next(word for line in mail.body.splitlines() for word in [line.strip()] if _is_code(word))
    resident.client.post(answer.url, {"code": code, "next": "/my"})

    page = text(resident.open("/my"))
    assert email in page
    assert (mine.number in page) == (email == "ines@example.net")


def _is_code(word):
    return 5 < len(word) < 12 and " " not in word and word.replace("-", "").isalnum() and word.upper() == word
