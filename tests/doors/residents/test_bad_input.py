import io
import uuid
import zlib

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from fixward.domain.places.models import Address
from fixward.domain.routing import current
from fixward.domain.service_requests.models import ServiceRequest
from fixward.doors.residents.report import coordinates
from tests.doors.residents.conftest import picture, text
from tests.town import IN_ALDER

READ = [
    ("0.5", "0.5", (0.5, 0.5)),
    ("-82,6390", "27,7712", (-82.639, 27.7712)),
    ("", "27.7712, -82.6390", (-82.639, 27.7712)),
    ("27.7712 -82.6390", "", (-82.639, 27.7712)),
    ("27,7712; -82,6390", "", (-82.639, 27.7712)),
    ("82°38′20.4″W", "27° 46' 16.3\" N", (-82.639, 27.77119)),
    ("W 82.639 N 27.7712", "", (-82.639, 27.7712)),
    ("−82.639", "27.7712", (-82.639, 27.7712)),
]
NOT_READ = [
    ("NaN", "nan"), ("inf", "-inf"), ("1e5", "2"), ("here", "there"), ("", ""), ("1", ""),
    ("9" * 500, "1"), ("1 2 3", ""), ("\x00", "1"), ("۵", "x"),
]  # fmt: skip
REFUSED = {
    "nothing": ("", "", "Choose the place on the map"),
    "not a number": ("NaN", "NaN", "cannot be read"),
    "on another continent": ("50", "50", "outside the area"),
    "at sea": ("-30.5", "20.25", "outside the area"),
    "off the earth": ("720", "99", "A longitude lies between"),
}


@pytest.mark.parametrize(("lon", "lat", "point"), READ)
def test_coordinates_are_read_as_people_write_them(lon, lat, point):
    assert coordinates.read(lon, lat) == pytest.approx(point, abs=1e-5)


@pytest.mark.parametrize(("lon", "lat"), NOT_READ)
def test_what_is_no_pair_of_numbers_is_not_guessed(lon, lat):
    read = coordinates.read(lon, lat)

    assert all(number != number for number in read)


@pytest.mark.parametrize("case", REFUSED)
def test_a_place_that_cannot_be_is_refused_at_its_field(resident, case):
    lon, lat, sentence = REFUSED[case]
    resident.open()

    answer = resident.press("next", lon=lon, lat=lat)

    assert answer.status_code == 422
    assert sentence in text(answer)
    assert 'id="id_where_error"' in text(answer)


def test_swapped_latitude_and_longitude_are_named_as_such(resident, town):
    _only_alder_beyond_the_mirror(town)
    resident.open()

    answer = resident.press("next", lon="0.5", lat="3.5")

    assert "swapped" in text(answer)


def _only_alder_beyond_the_mirror(town):
    """Ground that does not hold the mirror image of its points: 3..4 by 0..1."""
    import shapely  # noqa: PLC0415

    from fixward.domain.places.models import Boundary  # noqa: PLC0415
    from fixward.domain.routing import current  # noqa: PLC0415

    shape = shapely.box(3, 0, 4, 1)
    Boundary.objects.update(wkb=shape.wkb, west=3, south=0, east=4, north=1)
    current.refresh()


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("service", "no-such-service", "Choose what it is about"),
        ("service", "\x00pothole\x00x", "Choose what it is about"),
        ("key", "not a key", "damaged on its way"),
        ("lon", "NaN", "cannot be read"),
        ("description", "a" * 100_000, "The description has 100000 characters"),
        ("email", "a@b@c", "This is not an e-mail address"),
        ("email", "x" * 300 + "@example.org", "This is not an e-mail address"),
        ("answers.pole", "the moon", "Choose one of the answers listed"),
    ],
)
def test_a_garbage_field_gets_a_sentence_and_nothing_is_stored(resident, field, value, sentence):
    resident.details("light")

    answer = resident.press("send", **{field: value})

    assert answer.status_code == 422
    assert sentence in text(answer)
    assert not ServiceRequest.objects.exists()


def test_a_damaged_key_is_replaced_so_that_the_form_can_be_sent_again(resident):
    resident.details()
    resident.press("send", key="not a key", description="Deep")
    resident.press("send")

    assert ServiceRequest.objects.get().description == "Deep"


def test_a_service_that_was_given_up_meanwhile_leads_back_to_the_choice(resident, town):
    resident.details()
    town.pothole_service.is_active = False
    town.pothole_service.save()
    current.refresh()

    answer = resident.press("send", description="Deep")

    assert answer.status_code == 422
    assert "not offered any more" in text(answer)
    assert resident.fields["description"] == ["Deep"]


def test_a_description_of_two_million_characters_is_answered_at_the_field(resident):
    resident.details()

    answer = resident.press("send", description="a" * 2_400_000)

    assert answer.status_code == 422
    assert "The description has 2400000 characters" in text(answer)


def test_any_script_and_emoji_are_kept_and_what_cannot_be_stored_is_taken_out(resident):
    resident.details()
    resident.press("send", description="بئر \U0001f573\ufe0f שלום \x00\u202eevil", name="\x00\U0001f600", email="")

    hole = ServiceRequest.objects.get()
    assert hole.description == "بئر \U0001f573\ufe0f שלום evil"
    assert hole.reporter.name == "\U0001f600"


def test_files_that_are_not_what_their_name_says_are_named_and_the_others_kept(resident):
    resident.details()
    fake = SimpleUploadedFile("cat.jpg", b"#!/bin/sh\necho cat", "image/jpeg")
    page = SimpleUploadedFile("page.png", b"<svg onload=alert(1)>", "image/png")

    answer = resident.press("send", photos=[picture("good.jpg"), fake, page])

    assert answer.status_code == 422
    assert "“cat.jpg” cannot be read as a picture" in text(answer)
    assert "“page.png” cannot be read as a picture" in text(answer)
    assert len(resident.fields["photo"]) == 1
    assert not ServiceRequest.objects.exists()


def test_a_picture_that_unpacks_to_hundreds_of_megapixels_is_refused_unopened(resident):
    resident.details()

    answer = resident.press("send", photos=SimpleUploadedFile("bomb.png", _bomb(20_000), "image/png"))

    assert answer.status_code == 422
    assert "“bomb.png” has too many pixels" in text(answer)


def test_a_picture_of_sixty_megapixels_is_refused_with_its_size(resident):
    resident.details()

    answer = resident.press("send", photos=SimpleUploadedFile("wide.png", _bomb(8_000), "image/png"))

    assert "8000 × 8000 pixels" in text(answer)


def _bomb(side: int) -> bytes:
    """A one-bit PNG of side × side, in a few kilobytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)

    header = side.to_bytes(4) * 2 + bytes([1, 0, 0, 0, 0])
    packer = zlib.compressobj(9)
    row = bytes(1 + side // 8)
    rows = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_a_sixth_photo_is_refused_and_the_first_five_are_kept(resident):
    resident.details()

    answer = resident.press("send", photos=[picture(f"{count}.jpg") for count in range(6)])

    assert "Please send at most 5 photos" in text(answer)
    assert len(resident.fields["photo"]) == 5


def test_a_photo_token_that_we_never_gave_opens_nothing(resident):
    default_storage.save("secret.txt", io.BytesIO(b"secret"))
    resident.details()
    resident.press("send", photo=["../secret.txt", "2026-01-01/x/1/1:forged"])

    assert ServiceRequest.objects.get().photos.count() == 0
    assert resident.client.get("/report/photos/../secret.txt").status_code == 404
    assert resident.client.get("/report/photos/2026-01-01/x/1/1:forged").status_code == 404


def test_a_photo_that_was_kept_too_long_ago_is_asked_for_again(resident):
    resident.details()
    resident.press("send", email="not an address", photos=picture())
    day, name, *_ = resident.fields["photo"][0].split("/")
    default_storage.delete(f"drafts/{day}/{name}.jpg")

    answer = resident.press("send", email="")

    assert "One photo is not with us any more" in text(answer)
    assert not ServiceRequest.objects.exists()


@pytest.mark.parametrize(
    "path", ["/requests/%00", "/requests/" + "9" * 3000, "/requests/%F0%9F%95%B3", "/requests/100-0001"]
)
def test_a_number_that_is_none_is_not_found(resident, path):
    assert resident.client.get(path).status_code == 404


@pytest.mark.parametrize(
    "query", ["number=%00", "number=x", "page=-1", "page=zz&state=zz&group=%00", "group=" + "x" * 500]
)
def test_the_start_page_bears_any_query(resident, query):
    assert resident.client.get(f"/?{query}").status_code == 200


@pytest.mark.parametrize("box", ["", "1", "1,2,3", "a,b,c,d", "nan,0,1,1", "0,5,1,1", "inf,0,inf,1"])
def test_a_box_that_is_none_gets_a_sentence(resident, box):
    answer = resident.client.get("/requests.geojson", {"bbox": box})

    assert answer.status_code == 400
    assert "bbox" in answer.json()["detail"]


@pytest.mark.parametrize("where", ["\x00", "%", "'; DROP TABLE", "\U0001f573", "x" * 10_000])
def test_the_address_search_bears_any_text(resident, where):
    Address.objects.create(name="Main St", search="main st", lon=0.5, lat=0.5, cell=1, source="test")

    assert resident.client.get("/report/addresses", {"where": where}).status_code == 200


@pytest.mark.parametrize("found", ["x", "1", " ", "nan nan x", "0.5", "\x00 \x00 \x00"])
def test_a_garbage_choice_of_an_address_gets_a_sentence(resident, found):
    resident.open()

    answer = resident.post(found=found)

    assert answer.status_code == 422
    assert 'id="id_where_error"' in text(answer)


def test_a_post_of_nothing_at_all_starts_at_the_first_step(resident):
    assert resident.client.post("/report", {}).status_code == 422
    assert resident.client.post("/report", {"go": "send"}).status_code == 422
    assert resident.client.post("/report", {"go": "send", "key": str(uuid.uuid4())}).status_code == 422
    assert resident.client.post("/report", {"go": "what", "lon": str(IN_ALDER[0]), "lat": "0.5"}).status_code == 302
    assert resident.client.post("/report/destination", {}).status_code == 204


@pytest.mark.parametrize("number", ["%00", "%ff%fe", "1" * 5000, "..%5c.."])
def test_a_link_to_confirm_with_garbage_for_a_number_is_only_not_good(resident, number):
    answer = resident.client.get(f"/requests/{number}/follow/confirm?key=x")

    assert answer.status_code == 404
    assert "no-store" in answer["Cache-Control"]


def test_the_words_of_an_organization_about_its_question_are_no_markup(resident, town):
    from fixward.domain.catalog.models import Question  # noqa: PLC0415

    Question.objects.update(help={"en": "<img src=x onerror=alert(1)>"})

    page = text(resident.details("light"))

    assert "<img src=x" not in page
    assert "&lt;img src=x" in page
