"""What every page stands on: the frame, forms, the ground of the map, colours and languages."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.db import connection
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.utils.translation import override

from fixward.domain.places.models import Boundary
from fixward.doors.page import context, translations, views
from tests.town import Town

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "fixward").rglob("templates/**/*.html"))


class Complaint(forms.Form):
    where = forms.CharField(label="Where", help_text="A street")
    size = forms.ChoiceField(label="Size", choices=[("s", "Small"), ("l", "Large")], widget=forms.RadioSelect)
    follow = forms.BooleanField(label="Follow", required=False)


def drawn(source: str, **values: object) -> str:
    return Template("{% load page %}" + source).render(Context(values))


def test_an_error_is_said_at_its_field_and_on_top_with_a_link_to_the_field() -> None:
    html = drawn("{{ form }}", form=Complaint({"size": "huge"}))

    assert '<a href="#id_where">Where: This field is required.</a>' in html
    assert '<a href="#id_size">' in html
    assert 'id="id_where_error"' in html
    field = re.search(r"<input[^>]*name=\"where\"[^>]*>", html)
    assert field
    assert 'aria-invalid="true"' in field[0]
    assert 'aria-describedby="id_where_helptext id_where_error"' in field[0]
    assert "usa-input--error" in field[0]


def test_each_choice_has_a_label_and_the_group_a_legend() -> None:
    html = drawn("{{ form }}", form=Complaint())

    assert "<legend" in html
    for name in ("id_size_0", "id_size_1", "id_follow"):
        assert html.count(f'id="{name}"') == 1
        assert f'for="{name}"' in html
    assert "(optional)" not in html.split('name="where"')[0]


def test_what_every_page_knows_asks_no_database() -> None:
    known = context.page(RequestFactory().get("/my/old"))

    assert [door.address for door, current in known["doors"] if current] == ["/my"]
    assert known["mail_is_written_to_files"] is True


@pytest.mark.django_db
def test_the_language_chosen_stays(client: Client) -> None:
    answer = client.post("/language", {"language": "es", "next": "/account/login/"}, follow=True)

    assert '<html lang="es"' in answer.content.decode()


@pytest.mark.django_db
def test_what_is_not_there_is_said_in_the_frame_of_the_site(client: Client) -> None:
    answer = client.get("/there-is-no-such-page")

    assert answer.status_code == 404
    assert "site-header" in answer.content.decode()


@pytest.fixture
def no_database(django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Where the database should be, nobody listens."""
    monkeypatch.setitem(connection.settings_dict, "HOST", "127.0.0.1")
    monkeypatch.setitem(connection.settings_dict, "PORT", "1")
    with django_db_blocker.unblock():
        connection.close()
        yield
        connection.close()


@pytest.mark.parametrize("path", ["/", "/report", "/staff/", "/there-is-no-such-page"])
def test_while_the_database_is_away_every_page_says_to_come_back_in_a_moment(no_database: None, path: str) -> None:
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = "somebody"
    answer = client.get(path)

    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "Back in a moment" in answer.content.decode()


def test_what_breaks_otherwise_is_said_to_be_our_fault() -> None:
    try:
        raise RuntimeError
    except RuntimeError:
        answer = views.broken(RequestFactory().get("/"))

    assert answer.status_code == 500
    assert "Something broke on our side" in answer.content.decode()


@pytest.mark.django_db
def test_no_page_may_run_what_is_written_into_it(client: Client) -> None:
    policy = client.get("/account/login/")["Content-Security-Policy"]

    assert "unsafe" not in policy
    assert "default-src 'self'" in policy


def test_templates_hold_no_script_and_no_style_of_their_own() -> None:
    for path in TEMPLATES:
        if "notifications" in path.parts:  # a mail has no style sheet to ask for
            continue
        text = path.read_text()
        assert not re.search(r"<script(?![^>]*(\ssrc|application/json))", text), path
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"", text), path


def test_every_picture_that_a_template_or_door_names_is_in_the_sprite() -> None:
    there = set(re.findall(r'"([a-z_]+)"', (ROOT / "frontend/icons.mjs").read_text().split("];")[0]))
    for path in TEMPLATES:
        named = set(re.findall(r'{% icon "([a-z_]+)"', path.read_text()))
        assert named <= there, path


def test_the_lock_names_no_registry() -> None:
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text()


@pytest.mark.django_db
def test_the_ground_shows_the_places_of_today_each_with_its_name(town: Town, client: Client) -> None:
    Boundary.objects.filter(place=town.places["birch"]).update(valid_to="2001-01-01")

    ground = json.loads(client.get("/map/places.geojson").content)

    names = [feature["properties"].get("name") for feature in ground["features"]]
    assert town.places["alder"].name in names
    assert town.places["birch"].name not in names
    assert ground["bbox"] == [0, 0, 10, 10]


@pytest.mark.django_db
def test_the_streets_are_the_assets_that_are_lines(town: Town, client: Client) -> None:
    streets = json.loads(client.get("/map/streets.geojson").content)

    assert {feature["geometry"]["type"] for feature in streets["features"]} <= {"LineString", "MultiLineString"}
    assert streets["features"]


@pytest.mark.django_db
def test_the_ground_is_sent_once_until_it_changes(town: Town, client: Client) -> None:
    first = client.get("/map/places.geojson", headers={"accept-encoding": "gzip"})
    again = client.get("/map/places.geojson", headers={"if-none-match": first["ETag"]})
    Boundary.objects.filter(place=town.places["birch"]).delete()
    changed = client.get("/map/places.geojson", headers={"if-none-match": first["ETag"]})

    assert first["Content-Encoding"] == "gzip"
    assert (again.status_code, again.content) == (304, b"")
    assert changed.status_code == 200


def test_a_pager_keeps_the_rest_of_the_address() -> None:
    page = Paginator(range(100), 10).page(3)
    html = drawn("{% pager page %}", page=page, request=RequestFactory().get("/?state=open&page=3"))

    assert "?state=open&amp;page=4" in html
    assert 'aria-current="page"' in html


def test_a_point_is_written_for_machines_in_any_language() -> None:
    with override("es"):
        html = drawn("{% map lon=lon lat=lat %}", lon=-82.5, lat=27.25)

    assert 'data-lon="-82.5" data-lat="27.25"' in html


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(scheme: str) -> None:
    colours = colours_of(scheme)
    grounds = ("paper", "surface", "surface-2")
    pairs = [(text, ground) for text in ("ink", "muted", "link", "bad", "good") for ground in grounds]
    pairs += [(tone, f"{tone}-soft") for tone in ("info", "warn", "bad", "good", "moved", "quiet")]
    pairs += [("on-strong", "brand"), ("on-strong", "bad"), ("on-band", "band"), ("on-band-muted", "band")]
    pairs += [("on-band", "band-deep"), ("on-spark", "spark"), ("link-hover", "brand-soft"), ("muted", "warn-soft")]
    for text, ground in pairs:
        assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
    for line, ground in [("line-strong", "surface"), ("focus", "paper"), ("focus", "surface"), ("spark", "band")]:
        assert contrast(colours[line], colours[ground]) >= 3, (line, ground)


def test_messages_are_found_in_code_and_in_templates() -> None:
    messages = translations.found()

    assert messages.get("Skip to the main content")
    assert messages.get("Report", "navigation")
    assert messages.get("Please correct one thing")


def test_spanish_is_complete() -> None:
    assert translations.missing("es") == []


def colours_of(scheme: str) -> dict[str, str]:
    text = (ROOT / "frontend/styles/_scheme.scss").read_text()
    body = text.split(f"@mixin {scheme} {{")[1].split("\n}")[0]
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", body))


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, relative luminance."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
