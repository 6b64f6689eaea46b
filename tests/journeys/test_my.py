"""What is one's own, on a phone: watch an area, choose what to hear, take one's data, leave."""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from fixward.domain.places.models import Address
from fixward.domain.places.spelling import normal
from fixward.domain.service_requests.models import Reporter
from fixward.domain.watching.models import WatchArea
from fixward.foundation import grid
from tests.journeys.visitor import Visitor
from tests.mailbox import Mailbox
from tests.town import IN_ALDER, Town


def come_in(somebody: Visitor, mail: Mailbox, email: str) -> None:
    """By a mailed code, as residents do."""
    somebody.open("/my")
    somebody.page.locator("main input[type=email]").fill(email)
    somebody.page.locator("main form button.usa-button").first.click()
    expect(somebody.page.locator("main input[name=code]")).to_be_visible()
    code = re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", body(mail, email), re.MULTILINE)
    assert code, body(mail, email)
    somebody.page.locator("main input[name=code]").fill(code[1])
    somebody.page.keyboard.press("Enter")
    expect(somebody.page).to_have_url(re.compile(r"/my$"))


def body(mail: Mailbox, email: str) -> str:
    newest = [one for one in mail.messages if one["To"] == email][-1]
    return newest.get_body(("plain",)).get_content()


@pytest.mark.slow
def test_somebody_watches_an_area_takes_their_data_and_leaves(
    visitor: Callable[..., Visitor], real_town: Town, mail: Mailbox, tmp_path: Path
) -> None:
    number = real_town.report().number
    real_town.rosa.set_unusable_password()
    real_town.rosa.save()
    rosa = visitor(phone=True)
    come_in(rosa, mail, "rosa@example.net")
    shown(rosa, "my")
    watch_a_circle(rosa, number)
    rosa.open("/my/settings")
    rosa.tick("Comments by other residents")
    rosa.press("Store")
    rosa.reads("Settings")
    shown(rosa, "settings")
    with rosa.page.expect_download() as download:
        rosa.press("Download my data")
    download.value.save_as(tmp_path / "mine.zip")
    assert number in zipfile.ZipFile(tmp_path / "mine.zip").read("data.json").decode()
    leave(rosa, mail)
    rosa.open(f"/requests/{number}")
    rosa.reads("Pothole")
    assert not Reporter.objects.filter(person=real_town.rosa).exists()
    assert mail.messages[-1]["Subject"] == "Your account is closed"


def watch_a_circle(rosa: Visitor, number: str) -> None:
    """By tapping the map; the circle is drawn as it is chosen."""
    rosa.press("Watch areas")
    rosa.press("Watch an area")
    rosa.must_be_accessible()
    rosa.page.locator("#where-map canvas").wait_for()
    rosa.page.evaluate("(at) => document.getElementById('where-map').show(...at)", list(IN_ALDER))
    rosa.choose("How far around it", "1 km (0.6 miles)")
    must_be_drawn(rosa, "where-map")
    rosa.write("Name", "My street")
    shown(rosa, "watch-form")
    rosa.press("Watch this area")
    rosa.reads("0.6 miles around a point")
    rosa.reads(number)
    must_be_drawn(rosa, "watch-map")
    shown(rosa, "watch")
    rosa.press("All watch areas")
    rosa.reads("1 request")
    shown(rosa, "watches")


def must_be_drawn(rosa: Visitor, on: str) -> None:
    """The area itself is on the map."""
    drawn = "id => document.getElementById(id).map?.getLayer('watch-ground')"
    seen = "id => document.getElementById(id).map.queryRenderedFeatures({layers: ['watch-ground']}).length > 0"
    for condition in (drawn, seen):
        rosa.page.wait_for_function(condition, arg=on)


def leave(rosa: Visitor, mail: Mailbox) -> None:
    rosa.press("Close my account")
    shown(rosa, "close")
    before = len(mail.messages)
    rosa.press("Send me the code")
    rosa.reads("Code from the mail")
    shown(rosa, "close-code")
    code = re.search(r"\d{6}", mail.wait_for(before + 1)[-1]["Subject"])
    assert code
    rosa.write("Code from the mail", code[0])
    rosa.press("Close my account for good")
    rosa.reads("Your account is closed.")
    rosa.open("/my")
    expect(rosa.page).to_have_url(re.compile(r"/account/login/code/"))


@pytest.mark.slow
def test_an_area_is_watched_without_javascript_by_an_address(
    visitor: Callable[..., Visitor], real_town: Town, mail: Mailbox
) -> None:
    lon, lat = IN_ALDER
    Address.objects.create(
        name="12 Oak Street", search=normal("12 Oak Street"), lon=lon, lat=lat, cell=grid.cell(lon, lat), source="test"
    )
    fred = visitor("no script", phone=True)
    real_town.report()
    come_in(fred, mail, "fred@example.net")
    fred.open("/my/watches/add?service=pothole")
    fred.write("Address, crossing or place", "12 Oak Street")
    fred.press("Search")
    fred.press("12 Oak Street")
    fred.reads("12 Oak Street")
    fred.press("Watch this area")
    fred.reads("0.3 miles around a point")
    area = WatchArea.objects.get()
    assert (area.lon, area.lat, [one.code for one in area.services.all()]) == (lon, lat, ["pothole"])


def shown(somebody: Visitor, name: str) -> None:
    """Accessible; and kept as a picture where SHOTS names a folder, to be looked at."""
    somebody.must_be_accessible()
    if folder := os.environ.get("SHOTS"):
        somebody.page.wait_for_timeout(800)
        somebody.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
