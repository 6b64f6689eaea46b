"""The list behind a figure: what a row says, of how many the figure tells, which tabs it has, and the way back."""

from __future__ import annotations

import csv
import datetime as dt
import re
from html import escape, unescape
from urllib.parse import parse_qsl

import pytest
from django.db import connection
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from fixward.domain.conversations import operations as conversations
from fixward.domain.service_requests import operations
from fixward.domain.service_requests.models import ServiceRequest
from fixward.doors.figures import back, counted
from fixward.doors.figures.asked import Asked
from fixward.doors.figures.behind import List
from fixward.followups.insights.asking.lists import BEHIND
from fixward.followups.insights.making import settling
from fixward.followups.insights.models import Reading
from fixward.followups.insights.telling.measures import Average, Count, Share
from fixward.foundation import clock
from tests.doors.figures.conftest import JANUARY, ZONE, count, on
from tests.town import IN_BIRCH, Town

LISTS = "/figures/behind"
DAYS = dict(parse_qsl(JANUARY))


def read(client: Client, asked: str, language: str = "en") -> str:
    answer = client.get(f"{LISTS}?{asked}&{JANUARY}", headers={"Accept-Language": language})
    assert answer.status_code == 200, asked
    return answer.content.decode()


def rows(page: str) -> list[str]:
    """What each row says it counts for."""
    found = page.split('<ul class="rows">')[1].split("</ul>")[0].split("</li>")[:-1]
    return [
        said[1] if (said := re.search('<p class="row__meta"><strong>(.*?)</strong></p>', row)) else "" for row in found
    ]


def heading(page: str) -> str:
    found = re.search("<h1>(.*?)</h1>", page)
    assert found
    return found[1]


def tabs(page: str) -> dict[str, str]:
    """The tabs of a share with their addresses."""
    nav = page.split('class="tabs tabs--wrap no-print"')[2].split("</nav>")[0]
    return {text: unescape(href) for href, text in re.findall(r'<a href="([^"]*)"[^>]*>(.*?)</a>', nav)}


def way_back(page: str) -> str:
    found = re.search(r'<a href="([^"]*)"><svg[^>]*><use[^>]*></use></svg>(Back to the figures|Volver)', page)
    assert found
    return unescape(found[1])


@pytest.fixture
def lively(january: Town) -> Town:
    """In January of the conftest, the first is supported twice and rated, and one is closed too late without work."""
    first = ServiceRequest.objects.earliest("pk")
    with on(5, 10):
        slow = january.report()
    with on(7, 9):
        operations.support(first, by=january.fred)
        operations.support(first, by=january.ada.person)
        conversations.rate(first, stars=4, by=january.rosa)
    with on(20, 9):
        operations.close(slow, resolution="no_work", text="Private ground", by=january.ada)
    count()
    return january


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("measure=close", ["15 days", "4 days", "24 hours", "24 hours"]),
        ("measure=close&organization=county", ["3 days"]),  # of the four that it was held, one was Alder's
        ("measure=close_worked&organization=county", ["27 hours of working time"]),
        ("measure=held&organization=county", ["3 days"]),
        ("measure=lost", ["24 hours"]),
        ("measure=held_minutes&organization=county", ["3 days"]),
        ("measure=lost_minutes", ["24 hours"]),
        ("measure=hands&organization=county", ["handed on 1 time"]),
        ("measure=hands&organization=alder", ["never handed on"] * 3),
        ("measure=supporters", ["2 supporters"]),
        ("measure=within_target&organization=alder", ["missed its target", "within its target", "within its target"]),
        ("measure=first_touch&service=pothole", ["right from the start", "ended with another holder"]),
        ("measure=no_work", ["No work will be done", "Fixed", "Fixed", "Fixed"]),
        ("measure=received&organization=birch", [""]),
        ("measure=arrived&organization=county", ["from City of Alder"]),
        ("measure=handed_on&organization=alder", ["to Cedar County"]),
    ],
)
def test_a_row_says_how_much_it_counts_there(asked: str, said: list[str], lively: Town, client: Client) -> None:
    found = rows(read(client, asked))
    assert found[: len(said)] == said


def test_who_has_it_now_is_not_taken_for_who_gave_it(lively: Town, client: Client) -> None:
    assert "now with Cedar County" in read(client, "measure=arrived&organization=county")
    assert "now with" not in read(client, "measure=closed&organization=county")


def test_every_measure_has_words_for_what_its_rows_count(db: None) -> None:
    """In both languages; only what counts as one has none, and shares are told as yes and no."""
    silent = {"received", *counted.FROM, *counted.TO, "reopened"}  # in the middle the other organization is told
    for language in ("en", "es"):
        with translation.override(language):
            for measure in BEHIND:
                assert bool(counted.said(measure, 1, with_stars=True)) == (measure not in silent), measure
    assert set(counted.PARTS) == {measure for measure, behind in BEHIND.items() if behind.part}


def test_a_share_has_tabs_for_all_for_its_part_and_for_the_others(lively: Town, client: Client) -> None:
    page = read(client, "measure=within_target&organization=alder")
    found = tabs(page)
    assert list(found) == ["All that had a target (3)", "Closed within target (2)", "Missed their target (1)"]
    said = [rows(client.get(path).content.decode()) for path in found.values()]
    assert [set(one) for one in said[1:]] == [{"within its target"}, {"missed its target"}]
    assert len(said[0]) == len(said[1]) + len(said[2]) == 3
    for path in found.values():
        assert f'href="{escape(path)}" aria-current="page"' in client.get(path).content.decode()
    spanish = tabs(read(client, "measure=within_target&organization=alder&part=0", "es"))
    assert "Fuera del plazo (1)" in spanish


def test_what_is_no_share_has_no_tabs(lively: Town, client: Client) -> None:
    page = read(client, "measure=closed&part=0")
    assert 'class="tabs tabs--wrap no-print" aria-label="Which of them"' not in page
    assert len(rows(page)) == 4


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("measure=supporters", "Supporters: 2 on 1 request"),
        ("measure=supporters&organization=birch", "Supporters: 0"),
        ("measure=lost_minutes", "Time lost in all: 24 hours on 1 request"),
        ("measure=hands", "Hands per request: not enough yet (4 requests)"),
        ("measure=held", "Time held: not enough yet (held 5 times)"),
        ("measure=close", "Time to close: not enough yet (4 requests)"),
        ("measure=held_minutes&organization=county", "Time held in all: 3 days (held 1 time)"),
        ("measure=close&bar=0&organization=alder", "Time to close: 2 requests"),
        ("measure=within_target&organization=alder", "Within target: 2 of 3"),
        ("measure=received", "Received: 5"),
        ("measure=arrived", "Came from others: 1"),
    ],
)
def test_the_heading_says_of_how_many_requests_it_tells(asked: str, said: str, lively: Town, client: Client) -> None:
    assert heading(read(client, asked)) == said


@pytest.mark.parametrize("asked", ["close_worked", "lost_minutes", "late"])
def test_what_is_told_of_another_sentence_stands_behind_it(asked: str, january: Town, client: Client) -> None:
    """As on a page that has both: “The same, counting only ...” says nothing by itself."""
    first = {"close_worked": "How long requests", "lost_minutes": "Of the requests", "late": "Requests that are held"}
    then = {"close_worked": "The same, counting", "lost_minutes": "All of that time", "late": "Those of them"}
    assert re.search(rf'<p class="quiet">{first[asked]}[^<]*\. {then[asked]}', read(client, f"measure={asked}"))


def test_of_enough_the_heading_says_the_figure_and_of_how_many() -> None:
    assert counted.headline("hands", Average(24, 20), 20) == "1.2 (20 requests)"
    assert counted.headline("within_target", Share(9, 12), 12) == "75% (12 requests)"
    assert counted.headline("supporters", Count(18), 7) == "18 on 7 requests"


def test_how_many_stars_is_read_by_those_who_held_it_alone(lively: Town, client: Client, comes_as) -> None:
    """As in its story: the public is told that it was rated, and so is a government that had nothing to do with it."""
    bea = lively.member("bea", lively.birch, role=20)
    assert rows(read(client, "measure=satisfaction")) == ["rated"]
    assert rows(read(client, "measure=answer_rate&organization=alder")) == ["not rated", "not rated", "rated"]
    assert rows(read(comes_as(bea), "measure=satisfaction")) == ["rated"]
    assert rows(read(comes_as(lively.ada), "measure=satisfaction")) == ["4 stars"]
    assert rows(read(comes_as(lively.ada), "measure=satisfaction&as=public")) == ["rated"]
    assert rows(read(comes_as(lively.ada), "measure=answer_rate&organization=alder")) == [
        *("not rated", "not rated", "4 stars")
    ]


def test_what_stands_open_says_since_when(lively: Town, client: Client) -> None:
    with on(9, 9, month=2):
        asked = lively.report()
        conversations.ask(asked, text="Where?", by=lively.ada)
    with on(10, 9, month=2):
        oldest = ServiceRequest.objects.public().filter(closed_at=None).earliest("submitted_at")
        opened, late, waiting = (read(client, f"measure={one}") for one in ("open", "late", "waiting"))
    assert rows(opened) == ["reported 36 days ago", "reported 24 hours ago"]
    assert oldest.due_at is not None
    late_for = clock_days(dt.datetime(2026, 2, 10, 9, tzinfo=ZONE) - oldest.due_at)
    assert rows(late) == [f"overdue for {late_for} days"]
    assert f'was due <time datetime="{oldest.due_at.isoformat(timespec="seconds")}"' in late
    assert rows(waiting) == ["waiting for 24 hours"]
    assert 'asked <time datetime="2026-02-09T14:00:00+00:00"' in waiting


def clock_days(span: dt.timedelta) -> int:
    assert span > dt.timedelta(days=10)
    return round(span / dt.timedelta(days=1))


def at(referrer: str) -> HttpRequest:
    return RequestFactory().get(LISTS, headers={"Referer": referrer})


@pytest.mark.parametrize(
    "path",
    [
        *("/figures/", "/figures/across?rows=service&columns=place&period=all", "/figures/handovers?giver=a&taker=b"),
        *("/figures/o/alder?as=public", "/figures/o/alder/7", "/figures/services/pothole", "/figures/places/3"),
    ],
)
def test_one_came_from_a_page_of_figures(path: str) -> None:
    assert back.referred(at(f"http://testserver{path}")) == path


@pytest.mark.parametrize(
    "referrer",
    [
        *("", "https://elsewhere.example/figures/", "http://testserver/", "http://testserver/staff/?desk=alder"),
        *("http://testserver/figures/behind?measure=closed", "http://testserver/figures/by-mail/stop?key=1"),
        *("http://testserver/figures/nothing", "http://[", "//elsewhere.example/figures/", "/figures/"),
        *(f"http://testserver/figures/?{'x' * 500}", "http://testserver//elsewhere.example/figures/"),
    ],
)
def test_one_came_from_anywhere_else(referrer: str) -> None:
    assert back.referred(at(referrer)) == ""


def test_the_way_back_leads_to_where_one_came_from_and_survives_pages_and_tabs(lively: Town, client: Client) -> None:
    came_from = "/figures/across?rows=service&columns=organization&measure=within_target"
    first = List(Asked({"measure": "within_target", "organization": "alder", **DAYS}), came_from=came_from)
    assert first.back == came_from
    for path, _name, _number, _current in first.tabs:
        page = client.get(path, headers={"Referer": f"http://testserver{LISTS}"}).content.decode()
        assert way_back(page) == came_from
        assert [way_back(client.get(further).content.decode()) for further in tabs(page).values()] == [came_from] * 3


def test_the_way_back_leads_to_the_page_whose_figure_was_followed(lively: Town, client: Client) -> None:
    came_from = "/figures/services/pothole?period=year"
    answer = client.get(f"{LISTS}?measure=received&{JANUARY}", headers={"Referer": f"http://testserver{came_from}"})
    assert way_back(answer.content.decode()) == came_from


def test_a_list_is_a_file_too(lively: Town, client: Client) -> None:
    [link] = re.findall('href="([^"]*format=csv[^"]*)"', read(client, "measure=close&organization=alder"))
    answer = client.get(f"{LISTS}{unescape(link)}")
    assert answer["Content-Disposition"] == 'attachment; filename="requests-close.csv"'
    rows = list(csv.DictReader(answer.content.decode().splitlines()))
    assert [(row["service"], row["organization"], row["says"], row["seconds"]) for row in rows] == [
        ("Pothole", "alder", "15 days", "1292400"),  # from noon to eleven
        ("Pothole", "alder", "24 hours", "86400"),
        ("Pothole", "alder", "24 hours", "86400"),
    ]
    assert {(row["reported_on"], row["counts_on"]) for row in rows[:1]} == {("2026-01-05", "2026-01-20")}


def test_a_file_has_the_day_on_which_it_was_in_the_town(town: Town, client: Client) -> None:
    with on(5, 21):
        town.report()
    count()
    answer = client.get(f"{LISTS}?measure=received&{JANUARY}&format=csv").content.decode()
    [row] = csv.DictReader(answer.splitlines())
    assert row["reported_on"] == row["counts_on"] == "2026-01-05"


def test_a_file_of_ratings_has_no_stars_for_the_public(lively: Town, client: Client) -> None:
    answer = client.get(f"{LISTS}?measure=satisfaction&{JANUARY}&format=csv").content.decode()
    [row] = csv.DictReader(answer.splitlines())
    assert (row["says"], row["seconds"]) == ("rated", "")
    crossed = client.get(f"/figures/across?rows=service&columns=organization&measure=satisfaction&{JANUARY}&format=csv")
    [cell] = csv.DictReader(crossed.content.decode().splitlines())
    assert (cell["total"], cell["mean"], cell["whole"]) == ("", "", "1")


def test_the_way_back_survives_the_next_page(january: Town, client: Client) -> None:
    with on(8, 9):
        for _number in range(51):
            january.report()
    count()
    page = read(client, "measure=received&back=%2Ffigures%2Fhandovers")
    after = re.search(r'rel="next" href="([^"]*)"', page)
    assert after
    second = client.get(unescape(after[1])).content.decode()
    assert way_back(second) == "/figures/handovers"
    assert len(rows(second)) == 5


@pytest.mark.parametrize(
    "kept",
    [
        *("https://elsewhere.example/", "//elsewhere.example/figures/", "/figures/../staff/", "/figures/behind?page=2"),
        *("/figures/%2e%2e/staff/", "/figures/\\elsewhere", "javascript:alert(1)", "/figures/by-mail", "/figures/\x00"),
        *(f"/figures/?{'x' * 500}", "/figures/?format=csv", "/figures/\nacross"),
    ],
)
def test_the_way_back_leads_to_no_other_page_whatever_the_address_says(
    kept: str, january: Town, client: Client
) -> None:
    answer = client.get(LISTS, {"measure": "first_touch", "organization": "alder", "back": kept, **DAYS})
    page = answer.content.decode()
    assert way_back(page).startswith("/figures/o/alder?period=days")
    assert not any("back=" in path for path in tabs(page).values())


def test_only_what_something_came_in_by_is_a_way_to_report(january: Town, client: Client) -> None:
    for source in ("web", "phone"):  # the one was used; the other could have been
        assert client.get(f"{LISTS}?measure=received&source={source}").status_code == 200
    for measure in ("received", "open"):
        assert client.get(f"{LISTS}?measure={measure}&source=Call+0900+now").status_code == 404
        assert client.get(f"{LISTS}?measure={measure}&source=Call+0900+now&organization=alder").status_code == 404


@pytest.mark.parametrize("settled", [False, True])
def test_a_source_of_private_requests_alone_is_known_to_members(
    settled: bool, january: Town, client: Client, comes_as
) -> None:
    with on(8, 9):
        january.report(source="old-system")
        january.report(service=january.light_service, source="hot-line")  # which Alder keeps private
    count()
    if settled:
        Reading.objects.get_or_create(zone=ZONE.key, made_at=clock.now(), open_from=dt.date(2026, 1, 1))
        settling.settle()
    staff = comes_as(january.carla)
    for source, in_public in (("old-system", 200), ("hot-line", 404)):
        asked = f"{LISTS}?measure=received&source={source}&{JANUARY}"
        assert staff.get(asked).status_code == 200
        assert staff.get(f"{asked}&as=public").status_code == in_public


@pytest.mark.parametrize(
    "asked", [f"measure={one}" for one in ("received", "close", "supporters", "within_target", "satisfaction", "late")]
)
def test_more_rows_cost_no_query_more(asked: str, lively: Town, comes_as) -> None:
    client = comes_as(lively.carla)

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            page = read(client, asked)
        drawn.append(len(rows(page)))
        return len([query for query in seen if "routing_routingversion" not in query["sql"]])

    drawn = list[int]()
    queries()
    before = queries()
    with on(6, 9):
        for _number in range(3):
            it = lively.report()
            operations.support(it, by=lively.fred)
            operations.close(it, resolution="fixed", by=lively.ada)
            conversations.rate(it, stars=3, by=lively.rosa)
            lively.report(IN_BIRCH)
            lively.report()
    count()
    assert queries() <= before
    assert before <= 9
    assert drawn[-1] > drawn[0]
