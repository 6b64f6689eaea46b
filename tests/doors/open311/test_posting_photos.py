"""Conformance F: photos that come with a report, as parts of the form and as links."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from fixward.domain.service_requests.models import Photo, Sending, ServiceRequest
from tests.doors.open311.test_posting import HOLE, picture, sentences


def test_63_64_photos_come_as_parts_of_any_name_and_several(open311, town, key):
    for name, files in (("media", picture()), ("media[]", [picture(), picture("second.jpg")])):
        answer = open311.post("v2/requests.json", key=key, multipart=True, **HOLE, **{name: files})
        assert answer.status_code == 201
    assert Photo.objects.count() == 3
    row = open311.json("v2/requests")[0]
    assert row["media_url"].startswith("http")


def test_63_what_is_no_picture_is_said_and_nothing_is_stored(open311, town, key):
    files = [picture(), SimpleUploadedFile("hole.jpg", b"not a picture", "image/jpeg")]
    answer = open311.post("v2/requests.json", key=key, multipart=True, media=files, **HOLE)
    assert answer.status_code == 400
    assert "media" in sentences(answer)
    answer = open311.post("v2/requests.json", key=key, multipart=True, media=[picture() for _ in range(6)], **HOLE)
    assert answer.status_code == 400
    assert not ServiceRequest.objects.exists()
    assert not Photo.objects.exists()


def test_64_several_links_are_kept_for_the_worker(open311, town, key):
    more = {"media_url[]": ["https://a.example.org/1.jpg", "https://a.example.org/2.jpg"]}
    open311.post("v2/requests.json", key=key, more=more, **HOLE)
    assert Sending.objects.get().media_urls == more["media_url[]"]
