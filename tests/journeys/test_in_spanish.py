"""Somebody who reads Spanish, on a phone: from their own words, misspelled, to the mail and the page of the request."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator

from fixward.domain.service_requests.models import ServiceRequest
from fixward.domain.service_requests.operations import close
from tests.journeys.visitor import Visitor
from tests.mailbox import Mailbox
from tests.town import Town


@pytest.mark.slow
@pytest.mark.parametrize("manner", ["mouse", "no script"])
def test_a_report_is_made_followed_and_read_of_in_spanish(
    manner: str, visitor: Callable[..., Visitor], real_town: Town, mail: Mailbox
) -> None:
    ines = visitor(manner, phone=True)
    ines.open("/")
    ines.press("Español", within=ines.page.locator("header"))
    ines.press("Avisar de un problema")
    choose_the_place(ines)
    field(ines, "Dígalo con sus propias palabras").press_sequentially("farola apagda")
    if manner == "no script":
        ines.press("Buscar")
    ines.page.locator("#_services_found").get_by_role("button", name=re.compile("^Farola apagada")).click()
    ines.reads("Esto va a City of Alder")
    field(ines, "¿Qué está mal?").fill("No se ve nada de noche")
    field(ines, "Su correo electrónico").fill("ines@example.net")
    ines.press("Enviar el aviso")
    ines.reads("Gracias. Su aviso va en camino.")
    must_be_well(ines, manner)
    ines.press("Ver su aviso")
    ines.reads("City of Alder la ha recibido.")
    must_be_well(ines, manner)
    made = ServiceRequest.objects.get()
    assert (made.language, made.description) == ("es", "No se ve nada de noche")
    must_be_told_in_spanish(mail, made, real_town)


def choose_the_place(ines: Visitor) -> None:
    fold = ines.page.locator("details", has_text="Conozco las coordenadas")
    ines.unfold(fold)
    ines.write("Longitud", "0,5", within=fold)
    ines.write("Latitud", "0,5", within=fold)
    ines.press("Continuar")


def must_be_well(ines: Visitor, manner: str) -> None:
    """In Spanish to a screen reader too."""
    assert ines.page.locator("html").get_attribute("lang") == "es"
    if manner != "no script":
        ines.must_be_accessible()


def must_be_told_in_spanish(mail: Mailbox, made: ServiceRequest, town: Town) -> None:
    close(made, resolution="fixed", text="Lista", by=town.ada)
    for message in mail.wait_for(2, to="ines@example.net"):
        body = message.get_body(preferencelist=("plain",)).get_content()  # type: ignore[union-attr]
        assert "Farola apagada" in str(message["Subject"]) + body
        assert "Street light out" not in body


def field(ines: Visitor, label: str) -> Locator:
    return ines.page.locator("main").get_by_label(re.compile(rf"^\s*{re.escape(label)}"))
