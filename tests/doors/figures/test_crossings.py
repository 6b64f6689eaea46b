"""Crossings and handovers: one form each, what is cut off is said, and what leads where; colours that can be read."""

from __future__ import annotations

import html
import json
import re
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client

from fixward.doors.figures import across, charts, flow
from fixward.doors.page import translations
from fixward.followups.insights.asking.handovers import Flow
from tests.doors.figures.conftest import count, on
from tests.doors.figures.test_pages import followed, read
from tests.doors.test_page import colours_of, contrast
from tests.town import Town

PAIR = "/figures/handovers?giver=alder&taker=county"


def form(page: str) -> str:
    """The only one that asks for figures."""
    forms = re.findall(r'<form class="filters.*?</form>', page, re.DOTALL)
    assert len(forms) == 1
    return forms[0]


def picture(page: str, kind: str) -> dict[str, Any]:
    """What the script is told to draw."""
    found = [json.loads(html.unescape(one)) for one in re.findall(r'data-chart="([^"]*)"', page)]
    return next(one for one in found if one["kind"] == kind)


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/figures/across?rows=organization&columns=place&measure=closed", {"rows", "columns", "measure"}),
        ("/figures/handovers?organization=alder", set[str]()),
    ],
)
def test_what_is_looked_at_and_when_are_one_form(path: str, fields: set[str], january: Town, client: Client) -> None:
    names = re.findall(r'name="(\w+)"', form(read(client, path)))
    assert sorted(names) == sorted({*fields, "organization", "period", "from", "to", "shown"})


def test_the_form_keeps_what_else_the_address_has(january: Town, client: Client) -> None:
    kept = re.findall(r'type="hidden" name="(\w+)" value="(\w*)"', form(read(client, f"{PAIR}&organization=alder")))
    assert ("giver", "alder") in kept
    assert ("taker", "county") in kept
    assert "organization" not in dict(kept)


def test_what_cannot_be_crossed_is_said_at_its_field(january: Town, client: Client) -> None:
    same = form(read(client, "/figures/across?rows=place&columns=place"))
    assert re.search(r'name="columns" aria-invalid="true" aria-describedby="crossed-trouble"', same)
    assert 'id="crossed-trouble" role="alert">These two cannot be crossed' in same
    nobodys = form(read(client, "/figures/across?rows=department&columns=place"))
    assert re.search(r'name="organization" aria-invalid="true" aria-describedby="crossed-trouble"', nobodys)


@pytest.mark.parametrize(
    ("rows", "columns", "said"),
    [
        (1, 1, "The fullest 1 of 2 rows and 1 of 2 columns are shown."),
        (1, 2, "The fullest 1 of 2 rows are shown."),
        (2, 1, "The fullest 1 of 2 columns are shown."),
        (2, 2, ""),
    ],
)
def test_it_is_said_how_much_is_shown_where_not_all_is(
    rows: int, columns: int, said: str, january: Town, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(across, "MOST_ROWS", rows)
    monkeypatch.setattr(across, "MOST_COLUMNS", columns)
    page = read(client, "/figures/across?rows=organization&columns=place")
    assert ('id="cut-off"' in page) == bool(said)
    assert said in page
    assert "The fullest" not in page.replace(said, "") if said else "The fullest" not in page
    table = page.split("<tbody>")[1].split("</tbody>")[0]
    assert (table.count("<tr>"), table.count("<td>")) == (rows, rows * columns)


def test_giver_and_taker_lead_to_their_figures_of_the_same_days(january: Town, client: Client) -> None:
    page = read(client, "/figures/handovers")
    row = re.search(r'<th scope="row">(.*?)</th>', page.split('id="flows"')[1], re.DOTALL)
    assert row
    found = re.findall(r'href="(.*?)">(.*?)</a>', row[1])
    assert [name for _path, name in found] == ["City of Alder", "Cedar County"]
    for path, name in found:
        led_to = client.get(html.unescape(path)).content.decode()
        assert f"<h1>{name}</h1>" in led_to
        assert "<b>January 2026</b>" in led_to


def test_the_services_of_a_pair_lead_to_what_is_behind_them(january: Town, client: Client) -> None:
    services = read(client, PAIR).split('id="services"')[1]
    assert "/figures/services/pothole?" in services
    behind = followed(client, services, "measure=handed_on", "1<")
    assert behind.count('class="row"') == 1
    assert "To Cedar County." in behind


def test_of_a_third_government_the_services_of_the_pair_are_not_shown(january: Town, client: Client) -> None:
    assert 'id="services"' in read(client, f"{PAIR}&organization=county")
    assert 'id="services"' not in read(client, f"{PAIR}&organization=birch")


def web(givers: int, takers: int) -> list[Flow]:
    """Each giver hands to each taker, the first the most."""
    pairs = [(giver, taker) for giver in range(givers) for taker in range(100, 100 + takers)]
    return [Flow(giver, taker, 50 - giver, 0, 0, 3600) for giver, taker in pairs]


@pytest.mark.parametrize(("givers", "takers"), [(1, 1), (10, 3), (11, 10), (14, 30)])
def test_no_handover_is_left_out_of_the_picture_and_no_side_has_too_many_names(givers: int, takers: int) -> None:
    flows = web(givers, takers)
    drawn = flow.picture(flows, str, listed=1).data
    times = sum(one.times for one in flows)
    for side in ("givers", "takers", "links"):
        assert sum(one["times"] for one in drawn[side]) == times
    for side, number in (("givers", givers), ("takers", takers)):
        assert len(drawn[side]) == min(number, flow.MOST_NAMES)
        assert ("all others" in [one["name"] for one in drawn[side]]) == (number > flow.MOST_NAMES)
    ends = {one["source"] for one in drawn["links"]} | {one["target"] for one in drawn["links"]}
    assert ends == {one["key"] for one in (*drawn["givers"], *drawn["takers"])}


def test_it_is_said_what_is_drawn_as_one_and_what_the_table_has() -> None:
    both = flow.picture(web(14, 12), str, listed=25).note
    assert "All others are the 5 that gave the fewest, and the 3 that took the fewest." in both
    assert "the 25 most frequent of 168 pairs" in both
    assert "All others are the 5 that gave the fewest. The table" in flow.picture(web(14, 2), str, listed=25).note
    assert "All others are the 3 that took the fewest. The table" in flow.picture(web(2, 12), str, listed=24).note
    few = flow.picture(web(2, 2), str, listed=4).note
    assert "All others" not in few
    assert few.endswith("The table below has each pair.")


def test_the_note_of_the_flow_agrees_with_the_rows_of_the_table(
    january: Town, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "The table below has each pair." in read(client, "/figures/handovers")
    monkeypatch.setattr("fixward.doors.figures.handovers.SHOWN", 0)
    assert "the 0 most frequent of 1 pairs" in read(client, "/figures/handovers")
    assert "The table below has each pair." in read(client, "/figures/handovers?whole=1")


@pytest.mark.parametrize(
    ("most", "words"),
    [
        (1, ["0", "1"]),
        (4, ["0", "1", "2", "3", "4"]),
        (6, ["0", "1 – 2", "3 – 4", "5 – 6"]),
        (9, ["0", "1 – 3", "4 – 6", "7 – 9"]),
        (47, ["0", "1 – 12", "13 – 24", "25 – 36", "37 – 47"]),
        (4001, ["0", "1 – 1,001", "1,002 – 2,002", "2,003 – 3,003", "3,004 – 4,001"]),
    ],
)
def test_the_map_tells_none_from_few_in_as_many_colours_as_there_are(most: int, words: list[str]) -> None:
    assert [piece["words"] for piece in charts._pieces(most)] == words


def test_a_place_that_received_nothing_is_on_the_map_with_its_colour_in_the_legend(
    january: Town, client: Client
) -> None:
    with on(20, 9, month=1):
        january.report((1, 7))
        count()
    page = client.get("/figures/?period=days&from=2026-01-01&to=2026-01-19").content.decode()
    asked = picture(page, "map")
    assert asked["amounts"][str(january.places["alder"].pk)] == 3
    assert asked["pieces"][0] == {"least": 0, "most": 0, "words": "0"}
    assert re.findall(r'legend__swatch--(\d)"></span>(.*?)</li>', page)[0] == ("0", "0")


def test_the_note_of_the_map_agrees_with_the_rows_of_the_table(
    january: Town, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "The table of places has the same numbers." in read(client, "/figures/")
    monkeypatch.setattr("fixward.doors.figures.tables.SHOWN", 1)
    assert "The table of places has the first 1 of 2, and a link to all." in read(client, "/figures/")
    assert "The table of places has the same numbers." in read(client, "/figures/?whole=places")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_colours_of_the_map_and_of_a_tables_edge_can_be_read(scheme: str) -> None:
    """Also in grey: each step is told from the next by how light it is."""
    colours = colours_of(scheme)
    steps = [colours["surface"], *(colours[f"step-{number}"] for number in range(1, 5))]
    for lighter, darker in pairwise(steps):
        assert contrast(lighter, darker) >= 1.5
    for number, step in enumerate(steps):
        assert contrast(colours["ink" if number < 3 else "on-strong"], step) >= 4.5
    for text in ("ink", "link", "muted"):
        assert contrast(colours[text], colours["edge"]) >= 4.5
    for ground in ("paper", "surface"):
        assert contrast(colours["line-strong"], colours[ground]) >= 3


def test_the_steward_has_one_name_in_spanish() -> None:
    said = [message for message in translations.translated("es") if "steward" in str(message.id).lower()]
    assert len(said) > 20
    for message in said:
        assert "coordinador" in str(message.string).lower(), message.id
        assert not re.search(r"coordinadora|coordinación", str(message.string), re.IGNORECASE), message.id
