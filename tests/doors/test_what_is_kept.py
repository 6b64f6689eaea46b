"""What browsers and caches on the way may keep of what is shown."""

import io

import pytest
from django.http import HttpResponse
from django.test import Client
from PIL import Image

from fixward.domain.service_requests import links
from fixward.domain.service_requests.models import Photo, ServiceRequest
from fixward.domain.service_requests.operations import add_photos
from fixward.foundation import clock
from fixward.foundation.files import pictures
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


@pytest.fixture
def photo(town: Town) -> Photo:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "JPEG")
    add_photos(town.pothole, [pictures.read(out)], by=town.rosa)
    return Photo.objects.get()


def again(client: Client, address: str) -> HttpResponse:
    """A browser asks whether what it has kept is still good."""
    return client.get(address, headers={"If-None-Match": client.get(address)["ETag"]})


def test_a_photo_that_is_the_same_is_not_even_read(client: Client, photo: Photo):
    addresses = [f"/photos/{photo.pk}", f"/photos/{photo.pk}/small"]
    for address in addresses:
        answer = again(client, address)
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer["Cache-Control"] == "public, max-age=60, must-revalidate"
    known = {address: client.get(address)["ETag"] for address in addresses}
    assert len(set(known.values())) == 2

    photo.file.storage.delete(photo.file.name)
    photo.file.storage.delete(photo.thumbnail.name)

    for address, etag in known.items():
        assert client.get(address, headers={"If-None-Match": etag}).status_code == 304
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("what", ["photo", "request", "private"])
def test_a_photo_that_was_kept_is_not_found_any_more_once_it_is_hidden(client: Client, photo: Photo, what: str):
    etag = client.get(f"/photos/{photo.pk}")["ETag"]
    if what == "photo":
        Photo.objects.update(hidden_at=clock.now())
    elif what == "request":
        ServiceRequest.objects.update(hidden_at=clock.now())
    else:
        ServiceRequest.objects.update(is_private=True)

    assert client.get(f"/photos/{photo.pk}", headers={"If-None-Match": etag}).status_code == 404


def test_a_private_photo_is_kept_nowhere(client: Client, photo: Photo, town: Town):
    ServiceRequest.objects.update(is_private=True)
    client.force_login(town.rosa)

    answer = client.get(f"/photos/{photo.pk}")

    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")
    assert "ETag" not in answer
