"""Where and photos, on a phone: by position, far from it, with photos that are shrunk, and with the map blocked."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from fixward.domain.service_requests.models import Photo, ServiceRequest
from tests.journeys.visitor import Visitor
from tests.town import Town

HERE = {"longitude": 0.5, "latitude": 0.5, "accuracy": 30}


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A photo of twelve million pixels, as phones take them."""
    path = tmp_path / "large.jpg"
    Image.effect_noise((4000, 3000), 60).convert("RGB").save(path, quality=90)
    return path


def here(visitor: Callable[..., Visitor], **options: object) -> Visitor:
    return visitor("mouse", phone=True, geolocation=HERE, permissions=["geolocation"], **options)


def go_on_to_details(somebody: Visitor) -> None:
    somebody.press("Continue")
    somebody.page.get_by_role("button", name=re.compile("^Pothole")).click()


@pytest.mark.slow
def test_the_position_is_used_and_a_pin_far_from_it_asks_once(visitor: Callable[..., Visitor], real_town: Town) -> None:
    somebody = here(visitor)
    somebody.open("/report")
    somebody.press("Use my position")
    somebody.reads("The pin is at your position, give or take 98 feet.")
    somebody.unfold(somebody.page.locator("details", has_text="I know the coordinates"))
    somebody.write("Longitude", "0.6")
    somebody.page.keyboard.press("Tab")
    somebody.reads("You are 6.9 miles from there. Is it the right place?")
    somebody.must_be_accessible()
    somebody.press("Yes, it is there")
    somebody.write("Longitude", "0.7")
    somebody.page.keyboard.press("Tab")
    expect(somebody.page.locator("[data-far]")).to_be_hidden()


@pytest.mark.slow
def test_a_large_photo_is_shrunk_before_it_is_sent(
    visitor: Callable[..., Visitor], real_town: Town, large: Path
) -> None:
    somebody = here(visitor)
    sizes = []
    somebody.page.on(
        "request",
        lambda sent: sizes.append(len(sent.post_data_buffer or b"")) if sent.url.endswith("/report/photos") else None,
    )
    somebody.open("/report?lon=0.5&lat=0.5&service=pothole")
    somebody.page.set_input_files("#id_photos", large)
    somebody.reads("large.jpg is kept")
    assert sizes
    assert sizes[0] < large.stat().st_size / 2
    somebody.must_be_accessible()
    somebody.press("Send the report")
    somebody.page.wait_for_url("**/sent")
    photo = Photo.objects.get()
    assert max(photo.width, photo.height) <= 2048


@pytest.mark.slow
def test_a_photo_that_does_not_arrive_is_tried_again(
    visitor: Callable[..., Visitor], real_town: Town, photo: Path
) -> None:
    somebody = here(visitor)
    somebody.open("/report?lon=0.5&lat=0.5&service=pothole")
    somebody.page.context.set_offline(True)
    somebody.page.set_input_files("#id_photos", photo)
    somebody.reads("could not be sent")
    somebody.page.context.set_offline(False)
    somebody.page.get_by_role("button", name="again").click()
    somebody.reads("hole.jpg is kept")


@pytest.mark.slow
def test_a_report_is_made_where_the_map_is_blocked(visitor: Callable[..., Visitor], real_town: Town) -> None:
    somebody = here(visitor)
    somebody.page.route("**/built/map*", lambda route: route.abort())
    somebody.open("/report")
    somebody.press("Use my position")
    somebody.reads("The pin is at your position")
    go_on_to_details(somebody)
    somebody.press("Send the report")
    somebody.page.wait_for_url("**/sent")
    made = ServiceRequest.objects.get()
    assert (made.lon, made.lat) == (0.5, 0.5)


@pytest.mark.slow
def test_the_report_page_is_light_and_draws_before_the_map_comes(
    visitor: Callable[..., Visitor], real_town: Town
) -> None:
    somebody = here(visitor)
    loaded: dict[str, int] = {}
    order: list[str] = []

    def note(answer: object) -> None:
        url = answer.url  # type: ignore[attr-defined]
        order.append(url)
        if "/built/map" not in url and "/map/" not in url and ".geojson" not in url:
            loaded[url] = int(answer.request.sizes()["responseBodySize"])  # type: ignore[attr-defined]

    somebody.page.on("requestfinished", lambda sent: note(sent.response()) if sent.response() else None)
    somebody.open("/report")
    expect(somebody.page.locator("fixward-map.is-drawn")).to_be_visible()
    painted = somebody.page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    began = somebody.page.evaluate(
        "performance.getEntriesByType('resource').find(one => /map[^/]*\\.js/.test(one.name)).startTime"
    )
    assert painted <= began
    assert sum(loaded.values()) <= 200_000, loaded
