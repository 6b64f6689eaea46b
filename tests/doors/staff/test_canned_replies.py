"""Canned replies: managed by an organization's managers, chosen at its desk."""

import pytest
from django.test import Client

from fixward.domain.conversations import canned
from fixward.domain.conversations.models import CannedReply
from fixward.domain.conversations.operations import Refused, retire_canned, write_canned
from fixward.domain.governments.changes import undo
from fixward.domain.governments.models import Change, Role
from tests.town import Town

TEXT = {"en": "Thank you for {number}, {address}.", "es": "Gracias por {number}, {address}."}


@pytest.fixture
def thanks(town: Town) -> CannedReply:
    return write_canned(None, name="Thanks", text=TEXT, by=town.abel)


def test_a_canned_reply_is_filled_in_the_language_asked_for(thanks, town: Town):
    hole = town.report(address="1 Main St")
    assert canned.filled(thanks, hole, language="es") == f"Gracias por {hole.number}, 1 Main St."
    assert canned.fitting(hole, closing=False) == [thanks]


def test_only_those_for_the_service_and_the_state_fit(thanks, town: Town):
    for_light = write_canned(None, name="Light", text=TEXT, service=town.light_service, by=town.abel)
    at_the_end = write_canned(None, name="End", text=TEXT, status="closed", by=town.abel)
    write_canned(None, name="Of the county", text=TEXT, by=town.cora)
    assert canned.fitting(town.pothole, closing=False) == [thanks]
    assert canned.fitting(town.pothole, closing=True) == [at_the_end, thanks]
    assert canned.fitting(town.report(service=town.light_service), closing=False) == [for_light, thanks]
    retire_canned(thanks, by=town.abel)
    assert canned.fitting(town.pothole, closing=False) == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": " "}, "Give it a name"),
        ({"name": "Thanks"}, "one with this name"),
        ({"text": {"en": "Thanks", "es": ""}}, "in every language"),
        ({"text": {"en": "Thanks, {you}", "es": "Gracias"}}, r"fill in {you}"),
    ],
)
def test_what_nobody_could_use_is_refused(thanks, town: Town, changes, sentence):
    with pytest.raises(Refused, match=sentence):
        write_canned(None, **{"name": "Another", "text": TEXT, "by": town.abel} | changes)
    assert CannedReply.objects.count() == 1


def test_only_managers_write_and_only_their_organizations(thanks, town: Town):
    for somebody in (town.ada, town.cora):
        with pytest.raises(Refused, match="Only managers"):
            write_canned(thanks, name="Mine", text=TEXT, by=somebody)
    with pytest.raises(Refused, match="Only managers"):
        retire_canned(thanks, by=town.cora)


def test_a_manager_writes_previews_changes_and_takes_away(abel, ada, cora, town: Town):
    hole = town.pothole
    data = {"name": "Soon", "text_en": "About {number}", "text_es": "Sobre {number}"}
    page = abel.client.post("/staff/setup/replies/new", data | {"preview": "1"}).content.decode()
    assert f"About {hole.number}" in page
    assert f"Sobre {hole.number}" in page
    assert not CannedReply.objects.exists()
    assert abel.client.post("/staff/setup/replies/new", data).status_code == 302
    made = CannedReply.objects.get()
    address = f"/staff/setup/replies/{made.pk}"
    assert "Soon" in abel.get("/staff/setup/replies").content.decode()
    refused = abel.client.post(address, data | {"text_es": ""})
    assert refused.status_code == 422
    assert abel.client.post(address, data | {"name": "Later"}).status_code == 302
    made.refresh_from_db()
    assert made.name == "Later"
    assert ada.get(address).status_code == 404
    assert cora.get(address).status_code == 404
    assert abel.client.post(f"{address}/retire").status_code == 302
    assert abel.get(address).status_code == 404


def test_what_was_chosen_stands_in_the_form_to_be_read_before_it_is_sent(ada, thanks, town: Town):
    at = f"/staff/requests/{town.pothole.number}"
    page = ada.get(at, canned_reply=thanks.pk, language="es").content.decode()
    assert f"Gracias por {town.pothole.number}" in page
    closing = ada.get(at, canned_close=thanks.pk).content.decode()
    assert f"Thank you for {town.pothole.number}" in closing
    assert "Thank you for" not in ada.get(at, canned_reply=thanks.pk + 1).content.decode()
    assert not town.pothole.messages.exists()


def test_what_is_written_and_retired_stands_in_the_log_and_can_be_taken_back(thanks, town: Town):
    chief = town.member("chief", town.alder, Role.ADMINISTRATOR)
    write_canned(thanks, name="Many thanks", text=TEXT, by=town.abel)
    retire_canned(CannedReply.objects.get(), by=town.abel)
    made, renamed, retired = Change.objects.order_by("pk")
    assert (made.before, made.organization, made.by) == (None, town.alder, town.abel)
    assert (renamed.before["name"], renamed.after["name"]) == ("Thanks", "Many thanks")
    undo(retired, by=chief)
    undo(renamed, by=chief)
    reply = CannedReply.objects.get()
    assert (reply.name, reply.retired_at, reply.text) == ("Thanks", None, TEXT)
    browser = Client()
    browser.force_login(chief.person)
    assert "Many thanks" in browser.get("/staff/setup/for/alder/changes").content.decode()
