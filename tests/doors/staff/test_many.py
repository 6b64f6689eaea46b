import re
import uuid

from fixward.domain.desks import many
from fixward.domain.desks.models import Batch
from tests.town import IN_BIRCH, Town


def test_what_was_ticked_is_acted_on_and_watched(ada, town: Town):
    ticked, other = town.report(), town.report()
    assert f'value="{ticked.pk}"' in ada.get("/staff/").content.decode()
    asked = ada.client.post("/staff/many", {"act": "close", "chosen": [ticked.pk, "x"], "query": ""})
    assert "1 request" in asked.content.decode()
    key = re.search(r'name="key" value="([^"]+)"', asked.content.decode())[1]
    said = {"requests": f"{ticked.pk}", "key": key, "resolution": "fixed", "text": "Filled", "query": ""}
    begun = ada.client.post("/staff/many/close", said)
    batch = Batch.objects.get()
    assert begun.url == f"/staff/many/{batch.pk}"
    assert "Look again" in ada.get(begun.url).content.decode()
    many.go_on(batch.pk)
    assert ticked.number in ada.get(begun.url).content.decode()
    other.refresh_from_db()
    assert other.is_open


def test_all_that_is_found_can_be_chosen(ada, town: Town):
    for _number in range(3):
        town.report()
    town.report(IN_BIRCH), town.report(service=town.light_service)
    asked = ada.client.post("/staff/many", {"act": "acknowledge", "all": "1", "query": "service=pothole"})
    assert "3 requests" in asked.content.decode()


def test_what_is_wrong_is_said_at_its_field_and_begins_nothing(ada, town: Town):
    said = {"requests": str(town.report().pk), "key": uuid.uuid4(), "of": "1", "query": ""}
    answer = ada.client.post("/staff/many/duplicate", said)
    assert answer.status_code == 422
    assert "There is no request with that number." in answer.content.decode()
    assert ada.client.post("/staff/many/close", said | {"resolution": "no_work", "text": ""}).status_code == 422
    assert ada.client.post("/staff/many/assign", said | {"requests": "", "department": ""}).status_code == 422
    assert not Batch.objects.exists()


def test_another_members_batch_and_another_act_are_not_there(ada, abel, town: Town):
    batch = many.begin("acknowledge", [town.pothole.pk], given={}, by=town.ada, key=uuid.uuid4())
    assert abel.get(f"/staff/many/{batch.pk}").status_code == 404
    assert ada.client.post("/staff/many", {"act": "hide"}).status_code == 404


def test_a_viewer_has_nothing_to_tick(vera, town: Town):
    town.report()
    assert 'id="many"' not in vera.get("/staff/").content.decode()
