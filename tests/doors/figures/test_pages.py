"""The pages of figures: what stands on them, for whom, in how many questions to the database."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fixward.domain.governments.models import Department, Member
from fixward.domain.service_requests import operations
from tests.doors.figures.conftest import JANUARY, count, on, staffed
from tests.town import IN_ELM, Town

PAGES = (
    *("/figures/", "/figures/o/alder", "/figures/services/pothole", "/figures/across", "/figures/handovers"),
    *("/figures/measures", "/figures/behind?measure=received", "/figures/behind?measure=open"),
)


def read(client: Client, path: str) -> str:
    answer = client.get(f"{path}{'&' if '?' in path else '?'}{JANUARY}")
    assert answer.status_code == 200, path
    return answer.content.decode()


def figure(page: str, key: str) -> str:
    """What stands on the card."""
    found = re.search(rf'id="{key}">.*?measure__figure[^"]*">(.*?)</p>', page, re.DOTALL)
    assert found, key
    return re.sub("<.*?>", "", found[1]).strip()


def followed(client: Client, page: str, asked: str, shown: str = "") -> str:
    """The list behind a figure of the page, whose link asks for this and shows this number."""
    found = re.search(rf'href="(/figures/behind\?[^"]*{asked}[^"]*)">{shown}', page)
    assert found, asked
    return client.get(found[1].replace("&amp;", "&")).content.decode()


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_there_before_anything_was_counted_and_after(
    path: str, language: str, town: Town, client: Client
) -> None:
    assert client.get(path, headers={"Accept-Language": language}).status_code == 200
    town.report()
    count()
    assert client.get(path, headers={"Accept-Language": language}).status_code == 200


def test_the_headline_can_be_read_aloud(january: Town, client: Client) -> None:
    page = read(client, "/figures/")
    assert "January 2026: 4 requests were received, and 3 were closed." in page
    assert "Too few were decided to say how long it usually takes." in page
    assert "1 request stands open now; 1 of them is past its target." in page
    spanish = client.get(f"/figures/?{JANUARY}", headers={"Accept-Language": "es"}).content.decode()
    assert "Enero de 2026: se recibieron 4 solicitudes y se cerraron 3." in spanish


def test_few_are_told_as_few(january: Town, client: Client) -> None:
    page = read(client, "/figures/o/alder")
    assert figure(page, "received") == "3"
    assert figure(page, "close") == "not enough yet"
    assert figure(page, "first_touch") == "2 of 3"


def test_a_member_sees_the_whole_figures_and_what_the_public_sees(january: Town, comes_as) -> None:
    client = comes_as(january.carla)
    assert figure(read(client, "/figures/o/alder"), "received") == "4"
    assert figure(read(client, "/figures/o/alder?as=public"), "received") == "3"
    assert "as=public" in read(client, "/figures/o/alder?as=public").split("<h1>")[1]


def test_the_public_is_not_offered_the_whole_figures(january: Town, client: Client) -> None:
    assert figure(read(client, "/figures/o/alder?as=member"), "received") == "3"
    assert "private requests" not in read(client, "/figures/o/alder")


def test_a_figure_leads_to_its_list_and_the_list_back(january: Town, client: Client) -> None:
    behind = followed(client, read(client, "/figures/o/alder"), "measure=closed")
    assert behind.count('class="row"') == 2
    assert "/figures/o/alder?period=days" in behind


def test_what_one_may_not_look_at_is_counted_and_not_shown(january: Town, comes_as) -> None:
    bea = january.member("bea", january.birch, role=20)
    page = read(comes_as(bea), "/figures/behind?measure=received&organization=alder")
    assert page.count('class="row"') == 3
    assert "1 request of this page is counted, and not yours to look at." in page


def test_the_list_of_what_stands_open_agrees_with_its_bar(january: Town, client: Client) -> None:
    assert followed(client, read(client, "/figures/"), "age=2", "1<").count('class="row"') == 1


def test_the_list_of_a_bar_of_the_times_agrees_with_it(january: Town, client: Client) -> None:
    behind = followed(client, read(client, "/figures/o/alder"), "bar=0", "2<")
    assert behind.count('class="row"') == 2
    assert "Time to close: 2" in behind
    assert "Up to a day." in behind
    longer = read(client, "/figures/behind?measure=close&organization=alder&bar=6")
    assert "No request counts here in these days." in longer


def test_the_lists_of_a_pair_agree_with_their_handovers(january: Town, client: Client) -> None:
    with on(8, 9, month=2):
        back = january.report()
        operations.transfer(back, to=january.county, reason="r", by=january.ada)
        operations.return_to_sender(back, reason="r", by=january.carla)
        count()
    february = "period=days&from=2026-02-01&to=2026-02-28"
    page = client.get(f"/figures/handovers?{february}").content.decode()
    lists = re.findall(r'href="(/figures/behind\?[^"]*)">1<', page)
    assert len(lists) == 3  # handed to the county, which came back, which the county handed on
    for path in lists:
        behind = client.get(path.replace("&amp;", "&")).content.decode()
        assert behind.count('class="row"') == 1
        assert "To Cedar County." in behind or "From Cedar County." in behind or "To City of Alder." in behind
        assert "/figures/handovers?period=days" in behind


@pytest.mark.parametrize(
    "query",
    [
        *("measure=close&bar=7", "measure=close&bar=x", "measure=received&bar=1", "measure=received&taker=alder"),
        *("measure=handed_on&taker=nobody", "measure=returns&taker=alder", "measure=handed_on&giver=alder"),
        *("measure=nothing", "measure=received&organization=nobody", "measure=received&department=1"),
        *("measure=received&place=x", "measure=received&place=99999999999999999999", "measure=closed&service=x"),
        *("measure=received&organization=alder&department=none", "measure=received&service=a&place=1&source=b"),
    ],
)
def test_what_is_not_counted_is_not_found(query: str, january: Town, client: Client) -> None:
    assert client.get(f"/figures/behind?{query}").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        *("period=days", "period=days&from=x&to=2026-01-01", "period=days&from=9999-01-01&to=9999-12-31"),
        *("period=days&from=0001-01-01&to=2026-01-01", "period=nothing", "sort=x.y", "sort=-services.name"),
        *("page=-1", "as=x", "whole=places", "period=all", "period=12-months", "period=quarter", "period=last-quarter"),
    ],
)
def test_whatever_the_address_says_there_is_a_page(query: str, january: Town, client: Client) -> None:
    for path in ("/figures/", "/figures/across", "/figures/handovers"):
        assert client.get(f"{path}?{query}").status_code == 200


def test_days_that_are_none_are_said_at_the_field(january: Town, client: Client) -> None:
    page = client.get("/figures/?period=days&from=x").content.decode()
    assert "Choose the first and the last day." in page
    assert 'aria-describedby="period-trouble"' in page


def test_a_table_is_put_in_order_by_the_address(january: Town, client: Client) -> None:
    def names(sort: str) -> list[str]:
        table = read(client, f"/figures/?sort={sort}").split('id="organizations"')[1].split("</table>")[0]
        return re.findall(r'<th scope="row"><a [^>]*>(.*?)</a>', table)

    assert names("organizations.received")[0] == "City of Alder"
    assert names("organizations.name") == ["Cedar County", "City of Alder", "City of Birch"]
    assert names("-organizations.name") == ["City of Birch", "City of Alder", "Cedar County"]
    # Of none a median is told: they stay in the order of their names, whether the most or the least comes first.
    assert names("organizations.close") == names("-organizations.close") == names("organizations.name")


def test_a_department_of_few_is_not_told_apart_in_public(january: Town, client: Client, comes_as) -> None:
    path = f"/figures/o/alder/{january.alder_streets.pk}"
    assert client.get(path).status_code == 404
    assert "Streets" not in read(client, "/figures/o/alder")
    assert (
        january.alder_streets.name
        not in read(client, "/figures/across?rows=department&columns=service&organization=alder").split("</form>")[-1]
    )
    crossed = read(client, "/figures/across?rows=department&columns=service&organization=alder")
    assert "This government does not tell its departments apart in public." in crossed
    behind = f"/figures/behind?measure=closed&organization=alder&department={january.alder_streets.pk}"
    assert client.get(behind).status_code == 404
    assert "Streets" not in client.get(f"/figures/o/alder?format=csv&{JANUARY}").content.decode()
    staff = comes_as(january.carla)
    assert staff.get(path).status_code == 200
    assert "Streets" in read(staff, "/figures/o/alder")


def test_departments_of_many_are_told_apart_where_their_organization_shows_them(january: Town, client: Client) -> None:
    staffed(january)
    path = f"/figures/o/alder/{january.alder_streets.pk}"
    assert client.get(path).status_code == 200
    january.alder.departments_in_figures = "none"
    january.alder.save()
    assert client.get(path).status_code == 404


def test_the_head_of_a_department_is_led_to_the_inbox(january: Town, comes_as) -> None:
    path = f"/figures/o/alder/{january.alder_streets.pk}"
    own = comes_as(january.ada).get(path).content.decode()
    assert f"/staff/?desk=alder&amp;department={january.alder_streets.pk}&amp;view=overdue" in own
    assert "Feb. 2, 2026 to Feb. 8, 2026" in own  # last week, where no other time is asked for
    assert "view=overdue" not in comes_as(january.carla).get(path).content.decode()


def test_the_file_has_the_numbers_of_the_page(january: Town, client: Client) -> None:
    answer = client.get(f"/figures/?format=csv&{JANUARY}")
    assert answer["Content-Type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    whole = {row["measure"]: row for row in rows if row["level"] == "whole" and row["first_day"] == "2026-01-01"}
    assert whole["received"]["count"] == "4"
    assert (whole["first_touch"]["part"], whole["first_touch"]["whole"]) == ("2", "3")
    assert (whole["close"]["whole"], whole["close"]["median_s"]) == ("3", "")
    alder = {row["measure"]: row for row in rows if row["level"] == "organization" and row["code"] == "alder"}
    assert alder["closed"]["count"] == "2"


def test_two_levels_are_crossed(january: Town, client: Client) -> None:
    page = read(client, "/figures/across?rows=organization&columns=service&measure=received")
    assert re.search(r"City of Alder</a></th><td><a [^>]*>3</a>", page)
    assert "cannot be crossed" in read(client, "/figures/across?rows=place&columns=place")
    assert "Choose whose departments" in read(client, "/figures/across?rows=department&columns=place")
    rows = list(csv.DictReader(io.StringIO(read(client, "/figures/across?format=csv&rows=service&columns=place"))))
    assert sum(int(row["count"]) for row in rows) == 4


def test_who_hands_what_to_whom(january: Town, client: Client) -> None:
    page = read(client, "/figures/handovers?giver=alder&taker=county")
    assert "Handed on: 1. Before that, they had been held for 24 hours in all." in page
    assert "From City of Alder to Cedar County, by service" in page
    rows = list(csv.DictReader(io.StringIO(read(client, "/figures/handovers?format=csv"))))
    assert [(row["of"], row["name"], row["count"]) for row in rows if row["measure"] == "times"] == [
        ("City of Alder", "Cedar County", "1")
    ]


@pytest.mark.parametrize("path", ["/figures/", "/figures/o/alder", "/figures/services/pothole", "/figures/across"])
def test_more_rows_cost_no_query_more(path: str, january: Town, client: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            read(client, path)
        # Whether the rules are still the same is looked up by the clock, not by the page.
        return len([query for query in seen if "routing_routingversion" not in query["sql"]])

    queries()
    before = queries()
    with on(7, 9):
        for place in (IN_ELM, (8, 8), (6, 2)):
            for service in (january.pothole_service, january.light_service):
                january.report(place, service=service)
    count()
    queries()  # after which the rules are known anew
    assert queries() <= before
    assert before <= 25


def test_the_map_of_a_page_finds_each_place_by_its_id(january: Town, client: Client) -> None:
    outlines = client.get("/map/outlines.geojson").json()["features"]
    known = {feature["properties"]["id"]: feature["properties"]["name"] for feature in outlines}
    assert known[str(january.places["alder"].pk)] == "Alder"
    assert {feature["geometry"]["type"] for feature in outlines} <= {"Polygon", "MultiPolygon"}
    page = read(client, "/figures/")
    assert f"&quot;{january.places['alder'].pk}&quot;: 3" in page


def test_other_departments_are_told_together(january: Town, client: Client) -> None:
    for name in ("parks", "water"):
        Department.objects.create(organization=january.alder, code=name, name=name.title())
    staffed(january)
    Department.objects.get(code="parks").members.set(Member.objects.filter(organization=january.alder)[:2])
    Department.objects.get(code="water").members.set(Member.objects.filter(organization=january.alder)[:1])
    with on(8, 9):
        operations.assign(january.report(), department=Department.objects.get(code="parks"), by=january.ada)
    count()
    table = read(client, "/figures/o/alder").split('id="departments"')[1].split("</table>")[0]
    assert "Streets" in table
    assert "Other departments" in table
    assert "Parks" not in table


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/figures/", "/figures/across", "/figures/handovers", "/figures/measures"])
def test_before_anybody_is_the_steward_the_pages_are_there_and_empty(path: str) -> None:
    assert Client().get(path).status_code == 200


def test_days_that_are_written_into_the_form_are_taken(january: Town, client: Client) -> None:
    """Without choosing "From day to day" for them: the form tells whose days it was shown with."""
    shown = "shown=last-month&from=2026-01-01&to=2026-01-31"
    asked = (f"last-month&{shown}", f"last-year&{shown}", f"last-month&{shown.replace('01-31', '01-06')}")
    with on(10, 9, month=2):
        answers = [client.get(f"/figures/?period={one}", follow=True) for one in asked]
    pages = [answer.content.decode() for answer in answers]
    for page, words in zip(pages, ("January 2026", "2025", "Jan. 1, 2026 to Jan. 6, 2026"), strict=True):
        assert f"<b>{words}</b>" in page
    assert "period=days&amp;from=2026-01-01&amp;to=2026-01-06" in pages[2]


def test_the_address_of_a_form_means_the_same_days_later(january: Town, client: Client) -> None:
    sent = "/figures/o/alder?as=public&shown=last-month&period=month&from=2026-01-01&to=2026-01-31"
    with on(10, 9, month=2):
        [(kept, _status)] = client.get(sent, follow=True).redirect_chain
    assert kept == "/figures/o/alder?period=month&as=public"
    # A page that was drawn before midnight and is sent after it, or an address that somebody kept as it was sent.
    with on(10, 9, month=3):
        assert "<b>March 1, 2026 to March 10, 2026</b>" in client.get(sent, follow=True).content.decode()


def test_the_tabs_keep_the_days_and_the_eyes(january: Town, comes_as: Callable[[Member], Client]) -> None:
    page = comes_as(january.ada).get("/figures/o/alder?period=last-quarter&as=public").content.decode()
    for path in ("/figures/", "/figures/across", "/figures/handovers"):
        assert f'<li><a href="{path}?period=last-quarter&amp;as=public"' in page


def test_who_works_in_a_department_is_led_to_it(january: Town, comes_as: Callable[[Member], Client]) -> None:
    january.ada.departments.add(january.alder_streets)
    address = f"/figures/o/alder/{january.alder_streets.pk}"
    assert f'<a href="{address}">Streets</a>' in comes_as(january.ada).get("/figures/").content.decode()
    assert address not in Client().get("/figures/").content.decode()


def test_a_head_sees_how_much_missed_its_target_and_came_back(
    january: Town, comes_as: Callable[[Member], Client]
) -> None:
    with on(12, 9):
        late = january.report()
    with on(30, 9):
        operations.close(late, resolution="fixed", by=january.ada)
    with on(10, 12, month=2):
        count()
        path = f"/figures/o/alder/{late.department_id}?{JANUARY}"
        page = comes_as(january.ada).get(path).content.decode()
    [missed] = re.findall(r'Missed their target in this period: <a href="([^"]*)">1</a>', page)
    assert "Came back to us in this period: 0" in page
    assert comes_as(january.ada).get(unescape(missed)).content.decode().count('class="row"') == 1
    [by_time] = re.findall(r'href="([^"]*)">Where our time goes', page)
    services = comes_as(january.ada).get(unescape(by_time)).content.decode().split('id="services"')[1]
    assert 'aria-sort="descending"><a' in services.split("Time held in all")[0].rpartition("<th")[2]
    assert ">21 days<" in services  # 18 of it, and a day of each of three others


def test_paper_says_where_and_when_it_was_printed(january: Town, client: Client) -> None:
    page = client.get("/figures/o/alder?period=month").content.decode()
    [line] = re.findall('<p class="print-only quiet">(.*)</p>', page)
    assert line.endswith("http://testserver/figures/o/alder?period=month")


def test_wrong_days_are_said_where_they_were_written(january: Town, client: Client) -> None:
    answer = client.get("/figures/?shown=last-month&period=days&from=2026-02-31&to=")
    assert answer.status_code == 200
    assert "Choose the first and the last day." in answer.content.decode()


@pytest.mark.parametrize(
    ("asked", "goes_on"),
    [("all", True), ("month", True), ("days&from=2026-02-01&to=2026-02-10", True), ("last-month", False)],
)
def test_that_today_is_not_over_is_said_wherever_it_counts(
    asked: str, goes_on: bool, january: Town, client: Client
) -> None:
    for path in ("/figures/", "/figures/across", "/figures/handovers"):
        page = client.get(f"{path}?period={asked}").content.decode()
        assert ("today is not over" in page) == goes_on
    page = client.get(f"/figures/?period={asked}").content.decode()
    assert ("The last month is not over." in page) == goes_on


def test_a_page_beyond_the_last_and_an_age_that_is_none_are_not_there(january: Town, client: Client) -> None:
    for asked in ("measure=received&page=9", "measure=open&age=9", "measure=open&age=x"):
        assert client.get(f"/figures/behind?{JANUARY}&{asked}").status_code == 404


def test_an_unknown_government_hands_nothing_over(january: Town, client: Client) -> None:
    for asked in ("organization=nowhere", "giver=nowhere&taker=alder"):
        assert client.get(f"/figures/handovers?{JANUARY}&{asked}").status_code == 404


def test_what_no_database_takes_as_text_is_passed_over(january: Town, client: Client) -> None:
    assert "Handed on" in read(client, "/figures/behind?measure=handed_on&taker=%00")
    asked = "measure=received&organization=alder&department=%00"
    assert client.get(f"/figures/behind?{JANUARY}&{asked}").status_code == 404


def test_of_what_is_hidden_the_public_is_told_nothing(january: Town, client: Client) -> None:
    hidden = january.report()
    operations.hide(hidden, reason="r", by=january.abel)
    page = read(client, "/figures/behind?measure=received")
    assert "not yours to look at" not in page
