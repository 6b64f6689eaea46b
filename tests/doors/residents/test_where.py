"""Where: by name, by a photo that knows its place, and outside the umbrella."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import ExifTags, Image

from tests.doors.residents.conftest import Resident, picture, text
from tests.town import IN_ALDER, Town


def taken_at(lon: float, lat: float) -> SimpleUploadedFile:
    """A photo whose camera knew where it was."""
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(
        {
            ExifTags.GPS.GPSLongitude: (abs(lon), 0.0, 0.0),
            ExifTags.GPS.GPSLongitudeRef: "W" if lon < 0 else "E",
            ExifTags.GPS.GPSLatitude: (abs(lat), 0.0, 0.0),
            ExifTags.GPS.GPSLatitudeRef: "S" if lat < 0 else "N",
        }
    )
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "grey").save(out, "JPEG", exif=exif)
    return SimpleUploadedFile("hole.jpg", out.getvalue(), "image/jpeg")


@pytest.fixture
def rosa(town: Town) -> Resident:
    return Resident(town.rosa)


def send(rosa: Resident, **data) -> str:
    rosa.page = rosa.client.post("/report", rosa.fields | data, follow=True)
    return text(rosa.page)


def test_a_place_is_chosen_from_a_list_without_map_or_address(rosa):
    page = text(rosa.open())
    assert "Choose a place by its name" in page
    assert "Alder (somewhere in it)" in page
    value = page.split("(somewhere in it)")[0].rsplit('value="', 1)[1].split('"')[0]
    chosen = send(rosa, found=value)
    assert "step 2 of 3" in chosen


def test_the_place_of_a_photo_is_offered_and_not_taken(rosa):
    rosa.open()
    page = send(rosa, go="where", photos=taken_at(*IN_ALDER))
    assert "Your photo knows where it was taken." in page
    assert f'value="{IN_ALDER[0]} {IN_ALDER[1]} "' in page
    assert rosa.fields.get("lon", [""]) == [""]


def test_a_photo_taken_where_the_pin_is_asks_nothing(rosa):
    rosa.details()
    page = send(rosa, go="details", photos=taken_at(*IN_ALDER))
    assert "data-photo-place hidden" in page


def test_a_photo_from_elsewhere_offers_nothing(rosa):
    rosa.open()
    assert "data-photo-place hidden" in send(rosa, go="where", photos=taken_at(-120.0, -40.0))


def test_outside_the_umbrella_the_page_names_who_might_help_and_loses_nothing(rosa):
    rosa.details()
    page = send(rosa, go="send", lon="10.5", lat="5", description="A deep hole", photos=picture())
    assert "Who might help there" in page
    assert "miles away" in page
    assert "https://www.usa.gov/local-governments" in page
    assert rosa.fields["description"] == ["A deep hole"]
    assert len(rosa.fields["photo"]) == 1


def test_coordinates_that_are_none_name_nobody(rosa):
    assert "Who might help there" not in text(rosa.open(lon="nonsense", lat="0.5"))


def test_a_photo_is_kept_as_soon_as_it_is_chosen(rosa):
    answer = rosa.client.post("/report/photos", {"photo": picture()})
    token = answer.json()["token"]
    assert rosa.client.get(f"/report/photos/{token}").status_code == 200


def test_what_is_no_photo_gets_a_sentence(rosa):
    for data in ({}, {"photo": SimpleUploadedFile("a.jpg", b"no picture", "image/jpeg")}):
        answer = rosa.client.post("/report/photos", data)
        assert answer.status_code == 422
        assert answer.json()["sentence"]


def test_photos_are_taken_from_forms_of_the_site_only(town: Town):
    assert Client(enforce_csrf_checks=True).post("/report/photos", {"photo": picture()}).status_code == 403


def test_photos_in_masses_are_told_to_wait(rosa, settings):
    settings.LIMITS = settings.LIMITS | {"photos": [2, 0]}
    codes = [Client().post("/report/photos", {"photo": picture()}).status_code for _ in range(3)]
    assert codes == [200, 200, 429]
