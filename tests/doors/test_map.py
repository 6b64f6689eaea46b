"""The map in a real browser: what moves the pin, and what is there when no map can be drawn."""

import threading
from collections.abc import Iterator
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import Context, Template
from django.test import override_settings
from django.urls import path
from playwright.sync_api import Browser, Page, expect

SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]}
PAGE = """{% load page static %}<!doctype html><html lang="en"><head><link rel="icon" href="data:,">
<link rel="stylesheet" href="{% static 'fixward/built/site.css' %}">
<script defer src="{% static 'fixward/built/site.js' %}"></script></head><body>
<form><input id="lon" name="lon"><input id="lat" name="lat"></form>
{% map lon_input="lon" lat_input="lat" requests="/requests?{bbox}" %}</body></html>"""

DRAWN = "document.querySelector('fixward-map').map.queryRenderedFeatures().some(({source}) => source == 'requests')"


def _page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(Template(PAGE).render(Context()))


def _places(request: HttpRequest) -> JsonResponse:
    ground = {"type": "Feature", "properties": {"kind": "county"}, "geometry": SQUARE}
    return JsonResponse({"type": "FeatureCollection", "bbox": [0, 0, 1, 1], "features": [ground]})


def _streets(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"type": "FeatureCollection", "features": []})


def _requests(request: HttpRequest) -> JsonResponse:
    facts = {"number": "1", "title": "Pothole", "state": "Open", "tone": "active", "mark": "Made up"}
    facts["url"] = "/requests/1"
    point = {"type": "Point", "coordinates": [0.5, 0.5]}
    return JsonResponse(
        {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": facts, "geometry": point}]}
    )


urlpatterns = [
    path("", _page),
    path("requests", _requests),
    path("map/places.geojson", _places, name="map_places"),
    path("map/streets.geojson", _streets, name="map_streets"),
]


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with override_settings(ROOT_URLCONF=__name__):
        application = StaticFilesHandler(WSGIHandler())
        server = make_server("127.0.0.1", 0, application, server_class=_Server, handler_class=_Silent)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        server.server_close()


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser complains about, such as a broken Content-Security-Policy."""
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


def _open(page: Page, site: str) -> None:
    page.goto(site)
    expect(page.locator("fixward-map.is-drawn canvas")).to_be_visible()


def _point(page: Page) -> tuple[float, float]:
    return float(page.input_value("#lon")), float(page.input_value("#lat"))


def test_a_tap_puts_the_pin_and_arrow_keys_move_it(page: Page, site: str, complaints: list[str]) -> None:
    _open(page, site)
    page.locator("canvas").click(position={"x": 300, "y": 120})
    tapped = _point(page)
    page.locator(".map-pin").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    moved = _point(page)

    assert moved[0] > tapped[0]
    assert moved[1] > tapped[1]
    assert complaints == []


def test_by_keyboard_alone_the_pin_is_put_in_the_middle(page: Page, site: str) -> None:
    _open(page, site)
    page.locator("canvas").focus()
    page.keyboard.press("Enter")

    assert _point(page) == pytest.approx((0.5, 0.5), abs=0.02)


def test_the_pin_is_dragged(page: Page, site: str) -> None:
    _open(page, site)
    page.locator("canvas").click(position={"x": 300, "y": 120})
    before = _point(page)
    box = page.locator(".map-pin").bounding_box()
    assert box
    page.mouse.move(box["x"] + 22, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 102, box["y"] + 20, steps=5)
    page.mouse.up()

    assert _point(page)[0] > before[0]
    assert _point(page)[1] == pytest.approx(before[1], abs=0.01)


def test_a_point_written_by_somebody_else_moves_the_pin(page: Page, site: str) -> None:
    _open(page, site)
    page.fill("#lon", "0.25")
    page.fill("#lat", "0.75")
    page.locator("#lat").blur()

    expect(page.locator(".map-pin")).to_be_visible()
    assert _point(page) == (0.25, 0.75)


def test_my_position_puts_the_pin_there_and_says_how_sure_it_is(browser: Browser, site: str) -> None:
    here = {"longitude": 0.3, "latitude": 0.6, "accuracy": 80.0}
    with browser.new_context(permissions=["geolocation"], geolocation=here) as somewhere:  # type: ignore[arg-type]
        page = somewhere.new_page()
        _open(page, site)
        page.get_by_role("button", name="Use my position").click()

        expect(page.locator("[data-status]")).to_contain_text("80")
        assert _point(page) == (0.3, 0.6)


def test_a_device_that_does_not_share_its_position_is_told_what_to_do(page: Page, site: str) -> None:
    _open(page, site)
    page.get_by_role("button", name="Use my position").click()

    expect(page.locator("[data-status]")).to_contain_text("type an address")


def test_a_request_on_the_map_leads_to_its_page_and_bears_its_marks(page: Page, site: str) -> None:
    _open(page, site)
    for _ in range(100):  # the policy forbids Playwright's own waiting for an expression
        if page.evaluate(DRAWN):
            break
        page.wait_for_timeout(50)
    box = page.locator("canvas").bounding_box()
    assert box
    page.locator("canvas").click(position={"x": box["width"] / 2, "y": box["height"] / 2})

    expect(page.locator(".map-card a")).to_have_attribute("href", "/requests/1")
    expect(page.locator(".map-card .state")).to_have_text(["Open", "Made up"])


def test_without_a_script_the_place_says_what_to_do_instead(browser: Browser, site: str) -> None:
    with browser.new_context(java_script_enabled=False) as plain:
        page = plain.new_page()
        page.goto(site)

        expect(page.get_by_text("Please use the address or the list instead.")).to_be_visible()


def test_without_webgl_the_place_says_what_to_do_instead(page: Page, site: str) -> None:
    page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    page.goto(site)

    expect(page.get_by_text("Please use the address or the list instead.")).to_be_visible()
    expect(page.locator("canvas")).to_have_count(0)
