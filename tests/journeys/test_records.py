"""Public records are asked for, looked through, produced and checked; then some are held, and others destroyed."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from fixward.domain.conversations import operations as conversations
from fixward.domain.governments.models import Role
from fixward.domain.records import retention
from fixward.domain.records.models import Download, Export, Schedule
from fixward.domain.service_requests import operations
from fixward.domain.service_requests.models import ServiceRequest
from fixward.domain.service_requests.operations import Contact
from fixward.foundation import clock, jobs
from tests.access.world import picture
from tests.journeys.visitor import Visitor
from tests.town import Town

EMAIL, NAME, PHONE = "zoe@example.net", "Zoe Quux", "(727) 555-0147"
Look = Callable[[], None]


@pytest.mark.slow
@pytest.mark.parametrize("manner", ["mouse", "no script"])
def test_a_public_records_export_a_hold_and_a_night_of_destruction(
    manner: str, visitor: Callable[..., Visitor], real_town: Town, tmp_path: Path
) -> None:
    real_town.member("head", real_town.alder, Role.ADMINISTRATOR)
    number, other = told(real_town)
    head = visitor(manner, accept_downloads=True)
    head.comes_as("head@example.org")
    look: Look = (lambda: None) if manner == "no script" else head.must_be_accessible  # axe is a script itself
    asked_for(head, look)
    blacked_out(head, number, look)
    package = produced(head, tmp_path)
    must_be_right(package, number)
    held(head, number, look)
    destroyed(head, real_town, number, other, look)


def told(town: Town) -> tuple[str, str]:
    """Two requests of Alder in which the reporter says who they are."""
    numbers = []
    for words in ("A deep hole", "A wide hole"):
        said = f"{words}. I am {NAME}, {PHONE}, {EMAIL}; my neighbour Bo Smith dug it."
        made = town.report(description=said, contact=Contact(EMAIL, NAME, PHONE), pictures=[picture()])
        conversations.reply(made, text=f"Dear {NAME}, we come.", by=town.ada)
        conversations.note(made, text="Nobody's business", by=town.ada)
        operations.close(made, resolution="fixed", text="Filled", by=town.ada)
        numbers.append(made.number)
    return numbers[0], numbers[1]


def asked_for(head: Visitor, look: Look) -> None:
    head.open("/staff/")
    head.page.get_by_role("link", name="Records").click()
    head.press("New export")
    head.write("Which request for records it answers", "2026-117")
    head.write("Received from", "2020-01-01")
    head.write("Received until", "2099-12-31")
    head.press("Look it through")
    head.reads("2 requests are in it")
    look()


def blacked_out(head: Visitor, number: str, look: Look) -> None:
    """A passage of one description, with the exemption; the page shows it as it will be released."""
    head.page.locator("main").get_by_role("link", name=re.compile(number)).click()
    head.reads("I am …, …, …; my neighbour Bo Smith dug it.")
    piece = head.page.locator("article[id^=description-]")
    head.unfold(piece.locator("details"))
    head.write("Words to black out", "Bo Smith", within=piece)
    head.write("Exemption", "s. 119.071", within=piece)
    look()
    head.press("Withhold it", within=piece)
    head.reads("my neighbour █████ dug it.")
    head.page.locator("main").get_by_role("link", name="2026-117").click()
    everywhere = head.page.locator("section[aria-labelledby=everywhere-title]")
    head.write("Words to black out", "Bo Smith", within=everywhere)
    head.write("Exemption", "s. 119.071", within=everywhere)
    head.press("Black out", within=everywhere)


def produced(head: Visitor, folder: Path) -> zipfile.ZipFile:
    head.press("Produce the package")
    download = head.page.locator("main").get_by_role("link", name="Download", exact=True)
    for _look in range(60):
        if download.count():
            break
        head.page.wait_for_timeout(500)
        head.page.reload()
    expect(download).to_be_visible()
    with head.page.expect_download() as taken:
        download.click()
    path = folder / "records.zip"
    taken.value.save_as(path)
    export = Export.objects.get()
    assert hashlib.sha256(path.read_bytes()).hexdigest() == export.sha256
    assert Download.objects.filter(export=export, member__person__email="head@example.org").count() == 1
    return zipfile.ZipFile(path)


def must_be_right(package: zipfile.ZipFile, number: str) -> None:
    """Every file has the hash that the manifest says, and nobody who reported is in any of them."""
    manifest = json.loads(package.read("manifest.json"))
    for one in manifest["files"]:
        assert hashlib.sha256(package.read(one["name"])).hexdigest() == one["sha256"], one["name"]
    assert {one["name"] for one in manifest["files"]} >= {"index.html", "requests-0001.html", "data/requests.csv"}
    assert manifest["withheld_by_hand"][0]["request"] == number
    for name in package.namelist():
        content = package.read(name).decode(errors="replace").lower()
        for trace in (EMAIL, NAME.lower(), "555-0147", "bo smith", "nobody's business"):
            assert trace not in content, (name, trace)


def held(head: Visitor, number: str, look: Look) -> None:
    head.open("/staff/records/holds/new")
    head.write("For which matter", "Quux v. City of Alder")
    head.write("Numbers of requests", number)
    head.press("Count first")
    head.reads("It would hold 1 request as of now.")
    head.press("Hold")
    head.reads("1 request is held")
    look()
    head.page.locator("main").get_by_role("link", name=re.compile(number)).click()
    head.reads("Under a legal hold of City of Alder")


def destroyed(head: Visitor, town: Town, number: str, other: str, look: Look) -> None:
    """The schedule takes the one that is not held, in the worker, and a certificate says so."""
    ServiceRequest.objects.update(closed_at=clock.now() - dt.timedelta(days=90))
    head.open("/staff/setup/for/alder/retention/new")
    head.choose("What", "Everything written of a closed request")
    head.write("Months after closing", "2")
    head.press("Save")
    assert Schedule.objects.get().months == 2
    head.open("/staff/records/destroyed")
    head.reads("1 held")
    jobs.defer(retention.DESTROY, organization_id=town.alder.pk)
    certificate = head.page.locator("section[aria-labelledby=runs-title] .row__title a")
    for _look in range(60):
        head.page.reload()
        if certificate.count() and retention.Run.objects.filter(ended_at__isnull=False).exists():
            break
        head.page.wait_for_timeout(500)
    certificate.first.click()
    head.reads(other)
    expect(head.page.locator("main")).not_to_contain_text(number)
    look()
    assert ServiceRequest.objects.get(number=other).description == ""
    assert NAME in ServiceRequest.objects.get(number=number).description
