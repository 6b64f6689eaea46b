"""Fixward as an app: installable, and nobody's page for when there is no network."""

import io

import pytest
from django.test import Client
from PIL import Image

from tests.town import Town


def test_the_manifest_names_icons_that_are_there(client: Client, db: None):
    manifest = client.get("/manifest.webmanifest").json()
    assert manifest["start_url"] == "/"
    assert {icon["sizes"] for icon in manifest["icons"]} == {"192x192", "512x512"}
    for icon in manifest["icons"]:
        drawn = Image.open(io.BytesIO(client.get(icon["src"]).content))
        assert f"{drawn.width}x{drawn.height}" == icon["sizes"]
    assert client.get("/icon-100000.png").status_code == 404


def test_the_offline_page_says_nothing_about_who_asks(town: Town):
    rosa = Client()
    rosa.force_login(town.rosa)
    page = rosa.get("/offline?language=es")
    assert page.content == Client().get("/offline?language=es").content
    assert "rosa" not in page.content.decode().lower()
    assert 'lang="es"' in page.content.decode()


@pytest.mark.parametrize("language", ["en", "es", "nonsense"])
def test_the_worker_keeps_the_page_of_its_language(client: Client, town: Town, language: str):
    answer = client.get(f"/worker.js?language={language}")
    assert answer["Content-Type"] == "text/javascript"
    assert f"/offline?language={'es' if language == 'es' else 'en'}" in answer.content.decode()
