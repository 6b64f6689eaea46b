"""On a bad network: what was written survives, and what was sent arrives exactly once. On a phone."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from fixward.domain.service_requests.models import Photo, ServiceRequest
from tests.journeys.conftest import PASSWORD
from tests.journeys.visitor import Visitor
from tests.town import Town

FORM = "/report?lon=0.5&lat=0.5&service=pothole"


@pytest.fixture
def somebody(visitor: Callable[..., Visitor], real_town: Town) -> Visitor:
    """Somebody on a phone who has been here before, so that the service worker stands ready."""
    made = visitor("mouse", phone=True)
    made.open("/")
    made.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    made.open("/")
    assert made.page.evaluate("Boolean(navigator.serviceWorker.controller)")
    return made


@pytest.mark.slow
def test_a_report_sent_without_a_network_goes_out_later_and_once(somebody: Visitor, photo: Path) -> None:
    somebody.open(FORM)
    somebody.page.set_input_files("#id_photos", photo)
    somebody.reads("hole.jpg is kept")
    somebody.write("What is wrong?", "A hole under the bridge")
    somebody.page.context.set_offline(True)
    somebody.press("Send the report")
    somebody.reads("It goes out when you are online again.")
    somebody.reads("A hole under the bridge")
    somebody.must_be_accessible()
    assert not ServiceRequest.objects.exists()
    somebody.page.context.set_offline(False)
    somebody.open("/")
    somebody.reads("Your report was sent.")
    made = ServiceRequest.objects.get()
    assert made.description == "A hole under the bridge"
    assert Photo.objects.get().service_request == made
    somebody.open("/")
    expect(somebody.page.locator("[data-outbox]")).to_contain_text(made.number)
    assert ServiceRequest.objects.count() == 1


@pytest.mark.slow
def test_an_answer_that_is_lost_on_its_way_makes_no_second_report(somebody: Visitor) -> None:
    somebody.open(FORM)
    somebody.write("What is wrong?", "Heard by the server")
    key = somebody.page.locator("input[name=key]").input_value()
    somebody.press("Send the report")
    somebody.page.wait_for_url("**/sent")
    somebody.page.wait_for_timeout(1000)
    lost = f"{{key: '{key}', owner: '', state: 'waiting', at: Date.now(), photos: [], fields: ["
    lost += "['at', 'details'], ['lon', '0.5'], ['lat', '0.5'], ['service', 'pothole'],"
    lost += " ['description', 'Heard by the server']]}"
    somebody.page.evaluate(
        f"""new Promise((done) => {{
            const opened = indexedDB.open("fixward", 1);
            opened.onsuccess = () => {{
                const change = opened.result.transaction("reports", "readwrite");
                change.objectStore("reports").put({lost});
                change.oncomplete = () => (opened.result.close(), done(true));
            }};
        }})"""
    )
    somebody.open("/")
    somebody.reads("Your report was sent.")
    assert ServiceRequest.objects.count() == 1


@pytest.mark.slow
def test_a_form_survives_that_the_page_is_closed(somebody: Visitor, photo: Path) -> None:
    somebody.open(FORM)
    somebody.write("What is wrong?", "Half a sentence")
    somebody.page.set_input_files("#id_photos", photo)
    somebody.reads("hole.jpg is kept")
    somebody.page.wait_for_timeout(1000)
    again = Visitor(somebody.page.context.new_page(), somebody.base)
    somebody.page.close()
    again.open("/report")
    again.reads("You began a report")
    again.press("Go on with it")
    expect(again.page.get_by_label(re.compile("What is wrong"))).to_have_value("Half a sentence")
    expect(again.page.locator("input[name=photo]")).to_have_count(1)
    again.press("Send the report")
    again.page.wait_for_url("**/sent")
    again.open("/report")
    expect(again.page.locator("[data-outbox]")).to_be_hidden()


@pytest.mark.slow
def test_the_offline_page_keeps_what_is_written_there_until_it_can_be_finished(somebody: Visitor, photo: Path) -> None:
    somebody.page.context.set_offline(True)
    somebody.open("/report")
    somebody.reads("You are offline")
    somebody.write("What is wrong?", "A tree across the path")
    somebody.write("Address, crossing or place", "Cedar Street")
    somebody.page.set_input_files("#id_photos", photo)
    somebody.press("Keep it on this phone")
    somebody.reads("needs you to finish it")
    somebody.page.context.set_offline(False)
    somebody.open("/")
    somebody.press("Go on with it")
    somebody.reads("step 1 of 3")
    assert somebody.page.locator("input[name=description]").input_value() == "A tree across the path"
    expect(somebody.page.locator("input[name=photo]")).to_have_count(1)


@pytest.mark.slow
def test_a_photo_chosen_without_a_network_goes_with_the_report(somebody: Visitor, photo: Path) -> None:
    somebody.open(FORM)
    somebody.page.context.set_offline(True)
    somebody.page.set_input_files("#id_photos", photo)
    somebody.reads("could not be sent")
    somebody.press("Send the report")
    somebody.reads("It goes out when you are online again.")
    somebody.page.context.set_offline(False)
    somebody.open("/")
    somebody.reads("Your report was sent.")
    assert Photo.objects.get().service_request == ServiceRequest.objects.get()


@pytest.mark.slow
def test_what_somebody_wrote_is_neither_shown_nor_sent_by_the_next_person(somebody: Visitor) -> None:
    somebody.log_in("rosa@example.net", PASSWORD)
    somebody.open(FORM)
    somebody.write("What is wrong?", "Mine alone")
    somebody.page.context.set_offline(True)
    somebody.press("Send the report")
    somebody.reads("It goes out when you are online again.")
    assert "Mine alone" not in somebody.page.content()
    somebody.page.context.clear_cookies()
    somebody.page.context.set_offline(False)
    somebody.page.wait_for_timeout(1000)  # the page has looked whose session it is: nobody's
    somebody.log_in("fred@example.net", PASSWORD)
    expect(somebody.page.locator("[data-outbox]")).to_be_hidden()
    somebody.page.wait_for_timeout(1000)
    assert not ServiceRequest.objects.exists()
    somebody.page.context.clear_cookies()
    somebody.log_in("rosa@example.net", PASSWORD)
    somebody.reads("Your report was sent.")
    assert ServiceRequest.objects.get().reporter.person.email == "rosa@example.net"


@pytest.mark.slow
def test_what_was_begun_goes_with_who_logs_out(somebody: Visitor) -> None:
    somebody.log_in("rosa@example.net", PASSWORD)
    somebody.open(FORM)
    somebody.write("What is wrong?", "Mine alone")
    somebody.page.wait_for_timeout(1000)
    somebody.open("/account/logout/")
    somebody.page.locator("main form[action*=logout] button").click()
    somebody.page.wait_for_url(lambda url: "logout" not in url)
    somebody.log_in("rosa@example.net", PASSWORD)
    somebody.open("/report")
    somebody.page.wait_for_timeout(1000)
    expect(somebody.page.locator("[data-outbox]")).to_be_hidden()
