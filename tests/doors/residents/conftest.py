import io
from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from PIL import Image

from tests.town import IN_ALDER


class _Fields(HTMLParser):
    """What a browser without scripts would send of the form with the id `report`."""

    def __init__(self):
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self._inside = False
        self._area = ""

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            self._inside = given.get("id") == "report"
        if not self._inside or "name" not in given:
            return
        if tag == "textarea":
            self._area = given["name"]
            self.fields[self._area] = [""]
        unchosen = given.get("type") in ("radio", "checkbox") and "checked" not in given
        if tag == "input" and given.get("type") != "file" and not unchosen:
            self.fields.setdefault(given["name"], []).append(given.get("value") or "")

    def handle_data(self, data):
        if self._area:
            self.fields[self._area][0] += data

    def handle_endtag(self, tag):
        if tag == "textarea" and self._area:
            self.fields[self._area][0] = self.fields[self._area][0].removeprefix("\n")
            self._area = ""
        if tag == "form":
            self._inside = False


class Resident:
    """A browser without scripts, on the pages of a report."""

    def __init__(self, person=None):
        self.client = Client()
        if person:
            self.client.force_login(person)
        self.page = None

    def open(self, path="/report", **query):
        self.page = self.client.get(f"{path}?{urlencode(query)}" if query else path)
        return self.page

    def details(self, service="pothole", at=IN_ALDER):
        """The third step."""
        return self.open(lon=at[0], lat=at[1], service=service)

    @property
    def fields(self):
        reader = _Fields()
        reader.feed(self.page.content.decode())
        return reader.fields

    def press(self, go="", **typed):
        """Fill in, press a button, and follow to the page that comes."""
        answer = self.post(go, **typed)
        self.page = self.client.get(answer.url) if answer.status_code == 302 else answer
        return answer

    def post(self, go="", **typed):
        return self.client.post("/report", self.fields | typed | {"go": go})


def text(response: HttpResponse) -> str:
    return response.content.decode()


def picture(name="hole.jpg", size=(60, 40), kind="JPEG") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", size, "grey").save(out, kind)
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


@pytest.fixture
def resident(town) -> Resident:
    """Somebody unknown."""
    return Resident()


@pytest.fixture
def rosa(town) -> Resident:
    """The reporter, logged in."""
    return Resident(town.rosa)


@pytest.fixture
def fred(town) -> Resident:
    """Somebody else, logged in."""
    return Resident(town.fred)
