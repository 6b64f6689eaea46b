import io
import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from fixward.domain.catalog.models import Question
from fixward.domain.conversations.models import Message, Note
from fixward.domain.routing import current
from fixward.domain.service_requests.models import Event, ServiceRequest
from fixward.domain.service_requests.operations import acknowledge, assign, close, transfer
from tests.town import IN_BIRCH, IN_COUNTY, Town


def now(service_request: ServiceRequest) -> ServiceRequest:
    return ServiceRequest.objects.get(pk=service_request.pk)


def events(service_request: ServiceRequest) -> int:
    return Event.objects.filter(service_request=service_request).count()


def test_each_operation_is_done_and_leads_back_to_the_desk(abel, town: Town):
    hole = town.pothole

    def do(name: str, **data) -> ServiceRequest:
        answer = abel.send(hole, name, seen=now(hole).version, **data)
        assert (answer.status_code, answer.url) == (302, f"/staff/requests/{hole.number}"), answer.content.decode()
        return now(hole)

    assert do("acknowledge").status == "acknowledged"
    assert do("assign", department=town.alder_desk.pk, member=town.ada.pk).assignee == town.ada
    assert do("service", service=town.light_service.pk).service == town.light_service
    assert do("pin", lon="0.75", lat="0.25", address="By the well").address == "By the well"
    assert do("hide", reason="A name").hidden_at
    assert do("show", reason="The name is gone").hidden_at is None
    do("reply", text="We come tomorrow", key=uuid.uuid4())
    do("note", text="Bring cones", shared="on", key=uuid.uuid4())
    assert Note.objects.get().is_shared
    assert do("close", resolution="fixed", text="Filled").resolution == "fixed"
    assert do("reopen", reason="Open again").is_open
    assert do("transfer", to=town.county.pk, reason="A county road").organization == town.county


def test_return_and_settle_are_done_by_their_desks(carla, cora, ada, town: Town):
    hole = town.pothole
    transfer(hole, to=town.county, reason="Yours", by=town.ada)
    assert carla.send(hole, "return", seen=now(hole).version, reason="No, yours").status_code == 302
    assert ada.send(hole, "transfer", seen=now(hole).version, to=town.county.pk, reason="Yours!").status_code == 302
    assert now(hole).unsettled_at
    settled = cora.send(hole, "settle", seen=now(hole).version, to=town.alder.pk, reason="The map", as_rule="on")
    assert settled.status_code == 302
    assert now(hole).organization == town.alder


def test_with_htmx_the_desk_comes_back_alone_and_says_what_was_done(ada, town: Town):
    answer = ada.send(town.pothole, "acknowledge", htmx=True)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.lstrip().startswith('<div id="_desk"')
    assert 'role="status"' in page
    assert "Acknowledged." in page
    assert "<html" not in page


def test_a_refusal_stands_beside_its_form_with_what_was_typed(ada, town: Town):
    data = {"seen": town.pothole.version, "to": town.county.pk, "reason": "   "}
    answer = ada.send(town.pothole, "transfer", **data)
    assert answer.status_code == 422
    assert re.search(r'id="transfer"[^>]* open', answer.content.decode())
    answer = ada.send(town.pothole, "transfer", htmx=True, **data)
    assert answer.status_code == 200
    assert re.search(r'id="transfer"[^>]* open', answer.content.decode())
    assert f'<option value="{town.county.pk}" selected' in answer.content.decode()


def test_what_the_policy_refuses_is_said_in_a_sentence(vera, carla, town: Town):
    for desk in (vera, carla):
        answer = desk.send(town.pothole, "close", seen=town.pothole.version, resolution="fixed")
        assert answer.status_code == 422
        assert "Only City of Alder, which holds this request, can do that now" in answer.content.decode()
    assert now(town.pothole).is_open


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("assign", {"department": ""}),
        ("transfer", {"to": "county", "reason": "A county road"}),
        ("service", {"service": "light"}),
        ("pin", {"lon": "0.7", "lat": "0.7"}),
        ("duplicate", {"of": "another"}),
        ("close", {"resolution": "fixed"}),
    ],
)
def test_a_stale_form_changes_nothing_and_can_be_sent_again(ada, town: Town, name, data):
    ids = {"county": town.county.pk, "light": town.light_service.pk, "another": town.report().number}
    data = {key: ids.get(value, value) for key, value in data.items()}
    seen = town.pothole.version
    acknowledge(town.pothole, by=town.abel)
    before = events(town.pothole)
    answer = ada.send(town.pothole, name, seen=seen, **data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "changed this request" in page
    assert events(town.pothole) == before
    # The form that comes back carries the version that is shown now.
    assert f'name="seen" value="{now(town.pothole).version}"' in page
    assert ada.send(town.pothole, name, seen=now(town.pothole).version, **data).status_code == 302


def test_two_members_who_act_at_once_do_not_undo_each_other(ada, abel, town: Town):
    seen = town.pothole.version
    assert ada.send(town.pothole, "close", seen=seen, resolution="fixed").status_code == 302
    answer = abel.send(town.pothole, "transfer", seen=seen, to=town.county.pk, reason="A county road", htmx=True)
    assert "changed this request" in answer.content.decode()
    assert now(town.pothole).organization == town.alder


def test_a_double_click_is_done_once_and_not_blamed_on_somebody_else(ada, town: Town):
    data = {"seen": town.pothole.version, "to": town.county.pk, "reason": "A county road"}
    assert ada.send(town.pothole, "transfer", **data).status_code == 302
    assert ada.send(town.pothole, "transfer", **data).status_code == 302
    assert Event.objects.filter(service_request=town.pothole, kind="transferred").count() == 1


def test_acknowledging_twice_says_that_it_was_done(ada, town: Town):
    ada.send(town.pothole, "acknowledge")
    answer = ada.send(town.pothole, "acknowledge")
    assert answer.status_code == 422
    assert "acknowledged already" in answer.content.decode()


def test_an_answer_sent_twice_is_written_once(ada, town: Town):
    key = uuid.uuid4()
    for _click in range(2):
        assert ada.send(town.pothole, "reply", text="We come\r\ntomorrow ", key=key).status_code == 302
    assert Message.objects.get().text == "We come\ntomorrow"


def test_other_words_in_a_form_that_was_sent_before_are_not_lost(ada, town: Town):
    key = uuid.uuid4()
    ada.send(town.pothole, "reply", text="We come tomorrow", key=key)
    answer = ada.send(town.pothole, "reply", text="No, on Monday", key=key)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "sent before, with other words" in page
    assert "No, on Monday" in page
    assert str(key) not in page


def test_the_same_key_on_another_request_or_by_another_member_is_another_answer(ada, abel, town: Town):
    key, other = uuid.uuid4(), town.report()
    for desk, service_request in ((ada, town.pothole), (ada, other), (abel, other)):
        assert desk.send(service_request, "reply", text="We come tomorrow", key=key).status_code == 302
    assert Message.objects.count() == 3


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("assign", {"department": "x", "member": str(10**30)}),
        ("assign", {"seen": "x"}),
        ("assign", {"seen": str(10**30)}),
        ("assign", {"seen": ""}),
        ("transfer", {"to": "\0", "reason": "Yours"}),
        ("transfer", {"to": "", "reason": "Yours"}),
        ("transfer", {"reason": "x" * 100_000}),
        ("service", {"service": "-1"}),
        ("pin", {"lon": "nan", "lat": "inf"}),
        ("pin", {"lon": "1e400", "lat": "0"}),
        ("pin", {"lon": "80", "lat": "80"}),
        ("pin", {"lon": "0.5", "lat": "0.5", "address": "x" * 500}),
        ("pin", {"lon": "0.5", "lat": "0.5", "address": "\0"}),
        ("duplicate", {"of": "\0"}),
        ("duplicate", {"of": "nonsense"}),
        ("duplicate", {"of": "own"}),
        ("close", {"resolution": "duplicate"}),
        ("close", {"resolution": "no_work", "text": " "}),
        ("close", {"resolution": "fixed", "text": "x" * 100_000}),
        ("close", {}),
        ("reply", {"text": "x" * 100_000, "key": str(uuid.uuid4())}),
        ("reply", {"text": "\0\u202e", "key": str(uuid.uuid4())}),
        ("reply", {"text": "Soon", "key": "x"}),
        ("note", {"text": "Soon"}),
        ("reopen", {"reason": "Again"}),
        ("show", {"reason": "Again"}),
        ("return", {"reason": "Not ours"}),
        ("settle", {"to": "", "reason": "Ours"}),
    ],
)
@pytest.mark.parametrize("htmx", [False, True], ids=["without htmx", "with htmx"])
def test_bad_input_gets_a_sentence_and_stores_nothing(abel, town: Town, name, data, htmx):
    before, version = events(town.pothole), town.pothole.version
    data = {"seen": version} | {key: town.pothole.number if value == "own" else value for key, value in data.items()}
    answer = abel.send(town.pothole, name, htmx=htmx, **data)
    # The pin has a page of its own, without htmx.
    assert answer.status_code == (200 if htmx and name != "pin" else 422)
    assert "usa-alert--error" in answer.content.decode()
    assert (events(town.pothole), now(town.pothole).version) == (before, version)


def test_the_address_of_a_form_loaded_again_leads_to_the_desk(ada, town: Town):
    assert ada.get(f"/staff/requests/{town.pothole.number}/close").url == f"/staff/requests/{town.pothole.number}"
    assert ada.get(f"/staff/requests/{town.pothole.number}/pin").status_code == 200
    assert ada.get(f"/staff/requests/{town.pothole.number}/explode").status_code == 404


def test_after_a_pin_was_moved_the_desk_says_whose_it_would_be(ada, town: Town):
    there = {"lon": IN_BIRCH[0], "lat": IN_BIRCH[1], "hand": "keep"}
    ada.send(town.pothole, "pin", seen=town.pothole.version, **there)
    page = ada.desk(town.pothole).content.decode()
    assert "By the rules of today it would go to City of Birch." in page
    assert f'<option value="{town.birch.pk}" selected' in page


def test_a_private_request_handed_away_leads_its_former_holder_to_read_on(ada, town: Town):
    hole = town.report()
    ServiceRequest.objects.filter(pk=hole.pk).update(is_private=True)
    answer = ada.send(hole, "transfer", seen=hole.version, to=town.birch.pk, reason="Yours", htmx=True)
    assert answer.status_code == 200
    assert "can read on" in answer.content.decode()


def test_a_department_of_another_organization_cannot_be_chosen(ada, town: Town):
    answer = ada.send(town.pothole, "assign", seen=town.pothole.version, department=town.county_works.pk)
    assert answer.status_code == 422
    assert now(town.pothole).department == town.alder_streets


def test_the_members_offered_are_those_who_work_there(ada, town: Town):
    assign(town.pothole, department=town.alder_streets, member=town.abel, by=town.ada)
    page = ada.desk(town.pothole).content.decode()
    select = page[page.index('id="assign-member"') :]
    select = select[: select.index("</select>")]
    assert "Abel" in select
    assert "Vera" not in select
    assert "Carla" not in select


def test_a_request_at_another_desk_shows_no_form_but_its_story(ada, town: Town):
    hole = town.report(IN_COUNTY)
    close(hole, resolution="fixed", text="Filled", by=town.carla)
    page = ada.desk(hole).content.decode()
    assert "You can read what is public." in page
    assert "Filled" in page
    assert "<form" not in page[page.index('id="_desk"') : page.index("</main>")]


def test_who_works_at_a_desk_is_not_told_by_a_refused_form(carla, vera, town: Town):
    for desk in (carla, vera):
        answer = desk.send(town.pothole, "assign", seen=town.pothole.version, department="", member="")
        assert answer.status_code == 422
        assert not re.search(rf'<option value="{town.ada.pk}"[^>]*>\s*{town.ada.person}', answer.content.decode())


def test_whose_form_is_old_reads_who_was_faster_and_keeps_what_was_typed(ada, abel, town: Town):
    seen = now(town.pothole).version
    assign(town.pothole, department=town.alder_desk, by=town.abel)
    answer = ada.send(town.pothole, "close", seen=seen, resolution="fixed", text="Filled with care")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Abel changed this request" in page
    assert "(Assigned)" in page
    assert "Filled with care" in page
    assert now(town.pothole).is_open


def test_what_another_service_asks_is_asked_where_it_is_changed(ada, town: Town):
    Question.objects.create(service=town.light_service, code="high", text={"en": "How high?"}, is_required=True)
    current.refresh()
    hole = town.pothole
    data = {"seen": now(hole).version, "service": town.light_service.pk}
    page = ada.send(hole, "service", **data).content.decode()
    assert "Please answer “How high?”." in page
    assert 'name="answers.high"' in page
    assert now(hole).service == town.pothole_service
    assert ada.send(hole, "service", **data, **{"answers.high": "very"}).status_code == 302
    assert now(hole).answers == {"high": "very"}


def test_the_photo_of_the_work_done_is_shown_to_the_resident_and_what_is_no_photo_is_refused(ada, town: Town):
    data = {"seen": now(town.pothole).version, "resolution": "fixed", "text": "Filled"}
    refused = ada.send(town.pothole, "close", **data, photo=SimpleUploadedFile("a.jpg", b"no picture"))
    assert refused.status_code == 422
    assert "Filled" in refused.content.decode()
    assert now(town.pothole).is_open
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(file, "JPEG")
    sent = ada.send(town.pothole, "close", **data, photo=SimpleUploadedFile("a.jpg", file.getvalue()))
    assert sent.status_code == 302
    assert now(town.pothole).photos.get().shows_work
    assert "Photo of the work done" in Client().get(f"/requests/{town.pothole.number}").content.decode()


def test_a_target_is_set_by_hand_with_a_reason_and_logged(ada, town: Town):
    data = {"seen": now(town.pothole).version, "day": "2100-01-31", "reason": "The asphalt plant is closed"}
    assert ada.send(town.pothole, "target", **data | {"reason": ""}).status_code == 422
    assert "not over" in ada.send(town.pothole, "target", **data | {"day": "2020-01-31"}).content.decode()
    before = now(town.pothole).custodies.get().due_at
    assert ada.send(town.pothole, "target", **data).status_code == 302
    hole = now(town.pothole)
    assert hole.due_at == hole.custodies.get().due_at
    assert hole.due_at.isoformat() == "2100-02-01T04:59:00+00:00"
    event = hole.events.get(kind="due_set")
    assert (event.data["before"], event.audience) == (before.isoformat(), "involved")
    assert "The asphalt plant is closed" in ada.desk(hole).content.decode()
    assert "asphalt" not in Client().get(f"/requests/{hole.number}").content.decode()
