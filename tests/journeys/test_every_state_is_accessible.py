"""axe on what only some people see (what is theirs, the thanks, a law that asks who they are), and on all at 200 %."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fixward.domain.catalog.models import Offering
from fixward.domain.service_requests import operations
from fixward.domain.service_requests.models import ServiceRequest
from tests.journeys.visitor import Visitor
from tests.town import Town

LOOKS = [
    pytest.param({"viewport": {"width": 320, "height": 640}, "color_scheme": "dark"}, "en", id="320 px, dark"),
    pytest.param({"viewport": {"width": 360, "height": 740}, "color_scheme": "light"}, "es", id="360 px, Spanish"),
    # A window of 1280 pixels at 200 % has room for 640.
    pytest.param({"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2}, "en", id="200 %"),
]
OWN = ("/my", "/my/settings", "/my/watches", "/my/watches/add", "/my/close")
OTHERS = ("/", "/report", "/report?lon=0.5&lat=0.5", "/o/alder", "/offline", "/account/login/")


@pytest.mark.slow
@pytest.mark.parametrize(("look", "language"), LOOKS)
def test_axe_finds_nothing_on_what_is_ones_own(
    look: dict[str, object], language: str, visitor: Callable[..., Visitor], real_town: Town
) -> None:
    private, withdrawn = real_town.report(), real_town.report()
    ServiceRequest.objects.filter(pk=private.pk).update(is_private=True)
    operations.withdraw(withdrawn, by=real_town.rosa)
    rosa = visitor("mouse", **look)
    speak(rosa, language)
    for path in OTHERS:
        rosa.open(path)
        rosa.must_be_accessible()
    rosa.comes_as("rosa@example.net")
    for path in (*OWN, f"/requests/{private.number}", f"/requests/{withdrawn.number}"):
        rosa.open(path)
        rosa.must_be_accessible()


@pytest.mark.slow
@pytest.mark.parametrize(("look", "language"), LOOKS)
def test_a_law_that_asks_who_reports_says_so_and_the_thanks_can_be_read(
    look: dict[str, object], language: str, visitor: Callable[..., Visitor], real_town: Town
) -> None:
    Offering.objects.filter(organization=real_town.alder).update(identity_required=True)
    rosa = visitor("mouse", **look)
    speak(rosa, language)
    rosa.open("/report?lon=0.5&lat=0.5&service=pothole")
    rosa.reads({"en": "the law asks who makes it", "es": "la ley pregunta quién lo da"}[language])
    rosa.must_be_accessible()
    rosa.page.locator("[name=go][value=send]:visible").last.click()
    rosa.page.wait_for_selector("[data-error-summary]")
    rosa.must_be_accessible()
    rosa.page.locator("#id_name").fill("Rosa")
    rosa.page.locator("#id_email").fill("rosa@example.net")
    rosa.page.locator("[name=go][value=send]:visible").last.click()
    rosa.page.wait_for_url("**/sent")
    rosa.must_be_accessible()


def speak(somebody: Visitor, language: str) -> None:
    somebody.open("/")
    button = somebody.page.locator(f"button[name=language][value={language}]")
    if button.count():
        button.first.click()
        somebody.page.wait_for_load_state("load")
