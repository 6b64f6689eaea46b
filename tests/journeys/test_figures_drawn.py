"""What the pages of figures look like: tables that go on beside the page, the flow and the map."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable
from itertools import combinations

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, Route, expect

from fixward.doors.figures import flow
from fixward.followups.insights.asking.handovers import Flow
from tests.doors.test_page import colours_of
from tests.journeys.test_figures import history  # noqa: F401
from tests.journeys.visitor import Visitor
from tests.town import Town

Visitors = Callable[..., Visitor]
_NAME = "City of Upper Saint Bartholomew-in-the-Wood No."


@pytest.mark.slow
def test_what_is_crossed_and_when_are_sent_together_without_javascript(visitor: Visitors, history: Town) -> None:  # noqa: F811
    mayor = visitor("no script", phone=True)
    mayor.open("/figures/across")
    mayor.choose("Rows", "Places")
    mayor.choose("Period", "From the beginning")
    mayor.press("Show")
    for field, value in (("rows", "place"), ("columns", "organization"), ("period", "all")):
        expect(mayor.page.locator(f"[name={field}]")).to_have_value(value)
        assert mayor.page.url.count(f"{field}={value}") == 1
    expect(mayor.page.locator(".numbers tbody th").first).to_have_text("Alder")
    mayor.open("/figures/handovers")
    mayor.choose("Given or taken by", "City of Birch")
    mayor.choose("Period", "Last month")
    mayor.press("Show")
    assert mayor.page.url.count("organization=birch") == 1
    assert "period=last-month" in mayor.page.url
    mayor.reads("Nothing was handed from one government to another.")


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_table_shows_that_it_goes_on_and_of_what_each_row_is(visitor: Visitors, history: Town, scheme: str) -> None:  # noqa: F811
    somebody = visitor("no script", phone=True, color_scheme=scheme)
    somebody.open("/figures/handovers")
    table = somebody.page.locator("#flows .table-wrap")
    row = table.locator("tbody th").first
    expect(row).to_have_text(re.compile(r"City of Alder.*Cedar County", re.DOTALL))
    before = _left(row)
    assert _at_the_edge(table) == colours_of(scheme)["line-strong"]
    table.evaluate("table => { table.scrollLeft = table.scrollWidth; }")
    assert _at_the_edge(table) == colours_of(scheme)["paper"]
    assert _left(row) == before
    expect(table.get_by_role("link", name="Which")).to_be_in_viewport()


def _left(what: Locator) -> float:
    box = what.bounding_box()
    assert box
    return box["x"]


def _at_the_edge(what: Locator) -> str:
    """The colour of the last pixels to the right, below the headings, where nothing is written."""
    picture = Image.open(io.BytesIO(what.screenshot())).convert("RGB")
    colours = [picture.getpixel((picture.width - 3, y)) for y in range(picture.height // 2, picture.height - 4)]
    red, green, blue = max(set(colours), key=colours.count)
    return f"#{red:02x}{green:02x}{blue:02x}"


@pytest.mark.slow
def test_a_table_is_printed_whole(visitor: Visitors, history: Town) -> None:  # noqa: F811
    mayor = visitor(viewport={"width": 680, "height": 900})
    mayor.page.emulate_media(media="print")
    mayor.open("/figures/handovers")
    table = mayor.page.locator("#flows .table-wrap")
    expect(table).to_have_css("overflow-x", "visible")
    expect(table).to_have_css("background-image", "none")
    wide, room = table.evaluate("table => [table.firstElementChild.scrollWidth, table.clientWidth]")
    assert wide <= room


@pytest.mark.slow
@pytest.mark.parametrize("width", [360, 1280])
def test_the_flow_has_a_number_at_each_name_and_no_names_on_each_other(
    visitor: Visitors,
    history: Town,  # noqa: F811
    width: int,
) -> None:
    """Also where one hands over so much that all others are thin."""
    flows = [Flow(0, 0, 900, 0, 0, 60), *(Flow(pk, other, 1, 0, 0, 60) for pk in range(14) for other in range(pk, 12))]
    drawn = flow.picture(flows, lambda pk: f"{_NAME} {pk}", listed=1)
    mayor = visitor(viewport={"width": width, "height": 900})
    mayor.page.route("**/figures/handovers", lambda route: _instead(route, drawn.json))
    mayor.open("/figures/handovers")
    expect(mayor.page.locator("#flow [data-drawn] svg")).to_be_visible()
    expect(mayor.page.locator("#flow svg [clip-path]")).to_have_count(0, timeout=100)  # nothing is hidden, nor was
    names = _written(mayor.page)
    picture = mayor.page.locator("#flow svg").bounding_box()
    assert picture
    nodes = [*drawn.data["givers"], *drawn.data["takers"]]
    assert sorted(int(text) for text, *_box in names if text.isdecimal()) == sorted(node["times"] for node in nodes)
    assert sum("all others" in text for text, *_box in names) == 2
    assert any("…" in text for text, *_box in names) == (width == 360)
    for text, left, top, right, bottom in names:
        assert picture["x"] <= left <= right <= picture["x"] + picture["width"], text
        assert picture["y"] <= top <= bottom <= picture["y"] + picture["height"], text
    for one, other in combinations(names, 2):
        assert not _overlap(one[1:], other[1:]), (one, other)


def _instead(route: Route, data: str) -> None:
    """The page with another picture."""
    answer = route.fetch()
    route.fulfill(
        response=answer, body=re.sub(r'data-chart="[^"]*"', f'data-chart="{html.escape(data)}"', answer.text())
    )


def _written(page: Page) -> list[tuple[str, float, float, float, float]]:
    """Each text of the flow and where it stands: left, top, right, bottom."""
    script = """texts => texts.map(text => {
      const box = text.getBoundingClientRect();
      return [text.textContent.trim(), box.left, box.top, box.right, box.bottom];
    })"""
    return [tuple(one) for one in page.locator("#flow svg text").evaluate_all(script)]


def _overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """By more than the pixel by which one line's box reaches into the next."""
    (left, top, right, bottom), (its_left, its_top, its_right, its_bottom) = one, other
    return min(right, its_right) - max(left, its_left) > 1 and min(bottom, its_bottom) - max(top, its_top) > 1


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_map_paints_none_and_the_most_as_its_legend_says(visitor: Visitors, history: Town, scheme: str) -> None:  # noqa: F811
    mayor = visitor(color_scheme=scheme)
    mayor.open("/figures/")
    expect(mayor.page.locator("#map [data-drawn] svg")).to_be_visible()
    legend = mayor.page.locator("#map .legend li")
    assert legend.all_inner_texts() == ["0", "1 – 4", "5 – 8", "9 – 12", "13"]
    painted = mayor.page.locator("#map svg path").evaluate_all(
        "paths => paths.map(path => getComputedStyle(path).fill)"
    )
    swatches = legend.locator(".legend__swatch").evaluate_all(
        "all => all.map(one => getComputedStyle(one).backgroundColor)"
    )
    assert painted.count(swatches[0]) >= 2  # Birch and Elm
    assert swatches[4] in painted  # Alder
    assert not {swatches[1], swatches[2], swatches[3]} & set(painted)
    assert len(set(swatches)) == 5
