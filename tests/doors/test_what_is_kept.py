"""What browsers and caches on the way may keep of what is shown."""

import pytest
from django.test import Client

from fixward.domain.service_requests import links
from tests.town import Town

PAGES = [
    "/",
    "/report",
    "/my",
    "/requests/{number}",
    "/there-is-no-such-page",
    "/requests/0",
    "/account/password/change/",
]
DESKS = ["/staff/", "/staff/requests/{number}", "/staff/requests/0"]


def kept(client: Client, town: Town, page: str) -> str:
    return client.get(page.format(number=town.pothole.number)).get("Cache-Control", "")


@pytest.mark.parametrize("page", [*PAGES, *DESKS])
def test_what_is_drawn_for_somebody_logged_in_is_kept_nowhere(client: Client, town: Town, page: str):
    client.force_login(town.ada.person)

    assert {"private", "no-store"} <= set(kept(client, town, page).split(", "))


def test_whoever_came_by_a_mailed_link_leaves_nothing_behind(client: Client, town: Town):
    assert kept(client, town, links.signed_path(town.pothole, town.rosa)) == "private, no-store"
    assert kept(client, town, "/requests/{number}") == "private, no-store"


def test_pages_for_everybody_can_come_back_at_once(client: Client, town: Town):
    for page in ("/", "/report", "/requests/{number}"):
        assert "no-store" not in kept(client, town, page)


def test_who_has_logged_out_is_one_of_everybody(client: Client, town: Town):
    client.force_login(town.rosa)
    client.logout()

    assert "no-store" not in kept(client, town, "/report")


def test_points_for_everybody_are_kept_though_somebody_is_logged_in(client: Client, town: Town):
    client.force_login(town.rosa)

    assert "public" in kept(client, town, "/requests.geojson?bbox=-1,-1,11,11")
