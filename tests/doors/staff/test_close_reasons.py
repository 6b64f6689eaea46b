"""Close reasons at the desk, in the inbox and among the many."""

import uuid

import pytest

from fixward.domain.desks import many
from fixward.domain.desks.models import Batch
from fixward.domain.service_requests.models import CloseReason, ServiceRequest
from tests.town import Town


@pytest.fixture
def private_road(town: Town) -> CloseReason:
    return CloseReason.objects.create(
        organization=town.alder, name={"en": "Private road", "es": "Calle privada"}, resolution="no_work"
    )


def test_a_reason_takes_the_place_of_its_outcome_in_the_form(ada, town: Town, private_road: CloseReason):
    page = ada.desk(town.pothole).content.decode()
    assert "Private road (No work will be done)" in page
    assert 'value="no_work"' not in page
    assert 'value="fixed"' in page
    sent = {"seen": town.pothole.version, "resolution": f"reason-{private_road.pk}", "text": ""}
    assert ada.send(town.pothole, "close", **sent).status_code == 302
    assert ServiceRequest.objects.get().close_reason == private_road
    assert "Private road" in ada.desk(town.pothole).content.decode()


def test_what_is_no_reason_is_refused_at_the_field(ada, town: Town, private_road: CloseReason):
    for nonsense in ("", "reason-9999", "no_work", "reason-x"):
        answer = ada.send(town.pothole, "close", seen=town.pothole.version, resolution=nonsense, text="Words")
        assert answer.status_code == 422
    assert ServiceRequest.objects.get().is_open


def test_the_inbox_filters_by_it_also_when_it_is_offered_no_more(ada, town: Town, private_road: CloseReason):
    ada.send(town.pothole, "close", seen=town.pothole.version, resolution=f"reason-{private_road.pk}")
    other = town.report()
    CloseReason.objects.update(is_active=False)
    page = ada.get("/staff/", view="all", department="all", reason=private_road.pk).content.decode()
    assert f">{town.pothole.number}<" in page
    assert f">{other.number}<" not in page
    assert "Private road</option>" in page


def test_many_are_closed_with_it_at_once(ada, town: Town, private_road: CloseReason):
    key, query = uuid.uuid4(), "view=new"
    sent = {"requests": str(town.pothole.pk), "query": query, "key": key, "resolution": f"reason-{private_road.pk}"}
    assert ada.client.post("/staff/many/close", sent).status_code == 302
    many.go_on(Batch.objects.get().pk)
    assert ServiceRequest.objects.get().outcome == "Private road"
