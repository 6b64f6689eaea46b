"""Pictures behind links: fetched once, from public addresses alone, and never in the way of anything else."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from PIL import Image

from fixward.domain.service_requests.models import EventKind, Photo, Sending, ServiceRequest
from fixward.domain.service_requests.operations import Beside, ReportRefused
from fixward.followups import pictures as fetching
from fixward.followups.pictures import fetch_pictures
from fixward.followups.tasks import FOLLOWUPS
from fixward.foundation import clock, jobs
from tests.town import Town


def jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "grey").save(out, "JPEG")
    return out.getvalue()


class Pictures(BaseHTTPRequestHandler):
    """One picture, one page, one that is not there yet, one that leads on."""

    asked: list[str] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        status, body = {"/hole.jpg": (200, jpeg()), "/page": (200, b"<html>")}.get(self.path, (404, b""))
        if self.path == "/later":
            status = 503
        if self.path == "/elsewhere":
            status = 302
        self.send_response(status)
        self.send_header("Location", "/hole.jpg")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_what: object) -> None:
        """Nothing on the terminal."""


@pytest.fixture
def there() -> Iterator[str]:
    """A server on this machine, which the tests' settings allow to be asked."""
    Pictures.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pictures)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def sent(town: Town, *links: str) -> ServiceRequest:
    return town.report(beside=Beside(media_urls=links))


def test_a_picture_becomes_a_photo_once(town: Town, there: str):
    made = sent(town, f"{there}/hole.jpg")
    fetch_pictures(made.pk)
    fetch_pictures(made.pk)
    assert Photo.objects.get().service_request == made
    assert made.events.filter(kind=EventKind.PHOTO_ADDED).count() == 1
    assert (Sending.objects.get().media_urls, Pictures.asked) == ([], ["/hole.jpg"])


def test_what_gives_no_picture_is_remembered_as_lost(town: Town, there: str):
    lost = [f"{there}/page", f"{there}/none", f"{there}/elsewhere"]
    fetch_pictures(sent(town, *lost).pk)
    assert sorted(Sending.objects.get().lost_urls) == sorted(lost)
    assert not Photo.objects.exists()


def test_what_may_come_yet_is_asked_for_again_and_the_rest_is_kept(town: Town, there: str):
    made = sent(town, f"{there}/later", f"{there}/hole.jpg")
    with pytest.raises(jobs.Later):
        fetch_pictures(made.pk)
    assert Photo.objects.count() == 1
    assert Sending.objects.get().media_urls == [f"{there}/later"]


def test_but_only_some_times_and_then_it_is_lost(town: Town, there: str):
    made = sent(town, f"{there}/later")
    times = [made.submitted_at]
    while Sending.objects.get().media_urls:
        with clock.at(times[-1]):
            try:
                fetch_pictures(made.pk)
            except jobs.Later as later:
                times.append(later.at)
    assert [time - times[0] for time in times[1:]] == list(fetching._WAITS)
    assert Sending.objects.get().lost_urls == [f"{there}/later"]


def test_all_pictures_of_a_report_have_one_time_together(town: Town, there: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(fetching, "_SECONDS", 0)
    with pytest.raises(jobs.Later):
        fetch_pictures(sent(town, f"{there}/hole.jpg", f"{there}/page").pk)
    assert Pictures.asked == []


@pytest.mark.parametrize(
    "link",
    ["http://127.0.0.1:9/x.jpg", "https://169.254.169.254/latest", "https://10.0.0.1/x.jpg", "http://8.8.8.8/x.jpg"],
)
def test_nothing_inside_our_own_network_is_ever_asked(town: Town, settings, link: str):
    settings.OUTBOUND_NETWORKS = []
    fetch_pictures(sent(town, link).pk)
    assert Sending.objects.get().lost_urls == [link]


def test_the_mails_do_not_wait_for_a_picture(town: Town, there: str, monkeypatch: pytest.MonkeyPatch):
    asked: list[str] = []
    made = sent(town, f"{there}/later")
    monkeypatch.setattr(jobs, "defer", lambda name, **arguments: asked.append(name))
    for followup in FOLLOWUPS:
        followup(made.events.get())
    assert "fixward.fetch_pictures" in asked
    assert Pictures.asked == []


def test_more_links_than_photos_are_taken_are_refused(town: Town):
    with pytest.raises(ReportRefused):
        sent(town, *(f"https://example.org/{number}.jpg" for number in range(6)))
    assert not ServiceRequest.objects.exists()
