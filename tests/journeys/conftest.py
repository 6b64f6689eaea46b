"""Browsers for the journeys, and a town that really is in the server's database."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, BrowserContext, Error, expect

from fixward.domain.people.models import Person
from fixward.domain.routing import current
from tests import town as towns
from tests.journeys.visitor import Visitor

RESULTS = Path("test-results")
PASSWORD = "correct horse battery"
MILLISECONDS_TO_WAIT = 45_000  # as long as a machine with much else to do may take; nothing is measured by it
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
expect.set_options(timeout=MILLISECONDS_TO_WAIT)


@pytest.fixture
def visitor(server: str, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Visitor]]:
    """Makes visitors, each with cookies of their own; `manner` is mouse, keyboard or no script."""
    contexts = []
    failed_before = request.session.testsfailed

    def make(manner: str = "mouse", *, phone: bool = False, **options: Any) -> Visitor:
        size = PHONE if phone else {"viewport": {"width": 1280, "height": 900}}
        context = browser.new_context(**(size | options), java_script_enabled=manner != "no script", locale="en-US")
        context.set_default_timeout(MILLISECONDS_TO_WAIT)
        contexts.append(context)
        return Visitor(context.new_page(), server, by_keyboard=manner == "keyboard")

    yield make
    for number, context in enumerate(contexts):
        if request.session.testsfailed > failed_before:
            _take_pictures(context, f"{request.node.name[:60]}-{number}")
        context.close()


def _take_pictures(context: BrowserContext, name: str) -> None:
    """What the visitor saw when the test failed; a page that hangs gives none, and that is no second failure."""
    RESULTS.mkdir(exist_ok=True)
    for page in context.pages:
        with suppress(Error):
            page.screenshot(path=RESULTS / f"{name}.png", full_page=True)


@pytest.fixture
def real_town(server: str) -> towns.Town:
    """The town in the database of the server; its people can log in there."""
    town = towns.build()
    Person.objects.update(password=_hashed())
    time.sleep(current.CHECK_EVERY_S)  # the server looks no sooner whether it knows the town of another test
    return town


@cache
def _hashed() -> str:
    """The tests hash passwords by a quick method that the server rightly does not know; its own takes long."""
    return PBKDF2PasswordHasher().encode(PASSWORD, "salt")


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A picture as a phone takes it: lying on its side, and telling where it was taken."""
    picture = Image.new("RGB", (800, 600), "grey")
    ImageDraw.Draw(picture).ellipse((200, 150, 600, 450), fill="black")
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif)
    path = tmp_path / "hole.jpg"
    path.write_bytes(out.getvalue())
    return path
