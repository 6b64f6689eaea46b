"""Phone and counter: a report for a caller, from the address to the number that is read back."""

import uuid

import pytest

from fixward.domain.catalog.models import Question
from fixward.domain.places.models import Address
from fixward.domain.routing import current
from fixward.domain.service_requests import callers, operations
from fixward.domain.service_requests.lookups import Lookup
from fixward.domain.service_requests.models import ServiceRequest
from fixward.domain.service_requests.operations import Contact, Refused, Report
from fixward.foundation import grid
from tests.town import IN_ALDER, IN_BIRCH, Town

CALL = "/staff/report"
HERE = {"lon": "0.5", "lat": "0.5", "address": "1 Main St", "address_of_point": "1 Main St", "service": "pothole"}


def call(desk, **data):
    return desk.client.post(CALL, data)


def test_an_address_is_found_first_and_then_what_is_usually_reported_there(ada, town: Town):
    lon, lat = IN_ALDER
    Address.objects.create(
        name="1 Main St", search="1 main st", lon=lon, lat=lat, cell=grid.cell(lon, lat), source="test"
    )
    town.report()
    assert "1 Main St" in call(ada, address="1 main").content.decode()
    page = call(ada, address="1 main", found="0.5 0.5 1 Main St").content.decode()
    assert "The place is known." in page
    assert "Most often reported there" in page
    assert 'value="pothole"' in page


def test_a_service_is_found_by_words_and_the_page_says_where_it_goes_and_what_is_known(ada, town: Town):
    known = town.pothole
    page = call(ada, **HERE | {"words": "farola"}).content.decode()
    assert "Street light out" in page
    assert "It will go to City of Alder." in page
    assert f'name="join" value="{known.number}"' in page


def test_a_latitude_and_longitude_are_a_place_too(ada, town: Town):
    assert "The place is known." in call(ada, address="0.5, 0.5").content.decode()


def test_a_call_is_sent_without_any_contact_and_its_number_read_back(ada, town: Town):
    key = uuid.uuid4()
    data = HERE | {"key": key, "send": "1", "description": "A hole", "source": "counter"}
    assert call(ada, **data).url == "/staff/report/taken"
    assert call(ada, **data).status_code == 302
    made = ServiceRequest.objects.get()
    assert (made.source, made.organization, made.description) == ("counter", town.alder, "A hole")
    assert made.events.get().member == town.ada
    page = ada.get("/staff/report/taken").content.decode()
    assert made.number in page
    assert "It is with City of Alder." in page


def test_a_report_for_another_government_goes_there(ada, town: Town):
    data = HERE | {"lon": str(IN_BIRCH[0]), "lat": str(IN_BIRCH[1]), "send": "1", "email": "new@example.net"}
    assert call(ada, **data).status_code == 302
    made = ServiceRequest.objects.get()
    assert made.organization == town.birch
    assert made.reporter.person.email == "new@example.net"


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(ada, town: Town):
    nothing = call(ada, send="1", description="A hole", phone="555 0100")
    assert nothing.status_code == 422
    assert "Choose an address and a service first." in nothing.content.decode()
    assert "555 0100" in nothing.content.decode()
    Question.objects.create(service=town.pothole_service, code="deep", text={"en": "How deep?"}, is_required=True)
    current.refresh()
    missing = call(ada, **HERE | {"send": "1", "email": "nonsense"}).content.decode()
    assert "Please answer “How deep?”." in missing
    assert "This is not an e-mail address" in missing
    assert not ServiceRequest.objects.exists()
    assert call(ada, **HERE | {"send": "1", "answers.deep": "a foot"}).status_code == 302
    assert ServiceRequest.objects.get().answers == {"deep": "a foot"}


def test_a_caller_joins_what_is_known_and_hears_of_it(ada, town: Town):
    data = HERE | {"join": town.pothole.number, "email": "caller@example.net"}
    assert call(ada, **data).status_code == 302
    assert town.pothole.supports.count() == 1
    assert town.pothole.follows.filter(person__email="caller@example.net").exists()
    assert call(ada, **HERE | {"join": town.pothole.number}).status_code == 302
    assert town.pothole.supports.count() == 2


def test_a_caller_is_looked_up_by_number_however_it_is_written_and_each_look_is_logged(ada, town: Town):
    hole = town.report(contact=Contact(name="Rosa", phone="+1 (727) 555-0100"))
    page = call(ada, phone="727.555.0100", look_up="1").content.decode()
    assert hole.number in page
    assert 'value="Rosa"' in page
    log = Lookup.objects.get()
    assert (log.member, log.by, log.service_requests) == (town.ada, "phone", [hole.pk])
    assert call(ada, phone="813 555 0100", look_up="1").status_code == 422
    assert Lookup.objects.count() == 2


def test_a_caller_is_found_by_mail_and_only_among_what_the_member_works_on(town: Town):
    hole = town.pothole
    assert callers.look_up("Rosa@example.net", by=town.ada).service_requests == [hole]
    assert callers.look_up("rosa@example.net", by=town.carla) is None
    with pytest.raises(Refused, match="you need the role"):
        callers.look_up("rosa@example.net", by=town.vera)
    with pytest.raises(Refused, match="whole phone number"):
        callers.look_up("555", by=town.ada)


def test_a_viewer_takes_no_reports(vera, town: Town):
    assert vera.get(CALL).status_code == 404
    report = Report(service=town.pothole_service, lon=0.5, lat=0.5, source="phone")
    with pytest.raises(Refused, match="you need the role"):
        operations.take(report, by=town.vera)
    with pytest.raises(Refused, match="by phone or at the counter"):
        operations.take(Report(service=town.pothole_service, lon=0.5, lat=0.5), by=town.ada)
    with pytest.raises(Refused, match="you need the role"):
        operations.join_for(town.pothole, Contact(), by=town.vera)


def test_with_htmx_the_number_has_a_page_of_its_own(ada, town: Town):
    answer = ada.client.post(CALL, HERE | {"send": "1"}, headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == "/staff/report/taken"
