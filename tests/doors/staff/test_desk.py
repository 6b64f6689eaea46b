import re

import pytest

from fixward.domain.catalog.models import Question
from fixward.domain.conversations.operations import comment, note, reply
from fixward.domain.governments.models import Grant, Role
from fixward.domain.service_requests.models import ServiceRequest
from fixward.domain.service_requests.operations import Contact, acknowledge, assign, close, hide, transfer
from tests.town import IN_COUNTY, Town


def offered(answer) -> set[str]:
    """The operations that have a form or a link on the page."""
    named = re.findall(r'(?:action|href)="/staff/requests/[\d-]+/(\w+)"', answer.content.decode())
    return set(named) - {"crew", "around"}


WORK = {"acknowledge", "assign", "transfer", "reply", "ask", "note", "service", "target", "priority", "pin"} | {
    "duplicate",
    "relate",
    "close",
}


def test_a_worker_is_offered_the_work_and_not_what_a_manager_may(ada, town: Town):
    assert offered(ada.desk(town.pothole)) == WORK


def test_a_manager_can_also_hide(abel, town: Town):
    assert offered(abel.desk(town.pothole)) == WORK | {"hide", "moderation"}
    hide(town.pothole, reason="A name", by=town.abel)
    assert offered(abel.desk(town.pothole)) == WORK | {"show", "moderation"}


def test_a_viewer_reads_and_is_told_why_there_are_no_forms(vera, town: Town):
    answer = vera.desk(town.pothole)
    assert offered(answer) == set()
    assert "you need the role “Worker”" in answer.content.decode()


def test_what_came_by_a_transfer_can_be_returned(carla, town: Town):
    transfer(town.pothole, to=town.county, reason="A county road", by=town.ada)
    answer = carla.desk(town.pothole)
    assert "return" in offered(answer)
    assert "Back to City of Alder, Streets." in answer.content.decode()


def test_a_closed_request_can_be_reopened_and_answered(ada, town: Town):
    close(town.pothole, resolution="fixed", by=town.ada)
    assert offered(ada.desk(town.pothole)) == {"reopen", "reply", "note", "relate"}


def test_the_steward_settles_what_both_sides_gave_away(cora, carla, town: Town):
    transfer(town.pothole, to=town.county, reason="Yours", by=town.ada)
    transfer(town.pothole, to=town.alder, reason="No, yours", by=town.carla)
    assert "settle" in offered(cora.desk(town.pothole))
    assert {"settle", "transfer", "return"} & offered(carla.desk(town.pothole)) == set()


def test_who_handed_it_over_reads_on_and_has_no_forms(ada, town: Town):
    note(town.pothole, text="Ours alone", by=town.ada)
    transfer(town.pothole, to=town.county, reason="A county road", by=town.ada)
    note(town.pothole, text="Theirs alone", by=town.carla)
    note(town.pothole, text="For both of us", by=town.carla, shared=True)
    reply(town.pothole, text="We come tomorrow", by=town.carla)
    answer = ada.desk(town.pothole)
    page = answer.content.decode()
    assert offered(answer) == set()
    assert "Cedar County has this request now and acts on it. You handed it over and can read on." in page
    assert all(words in page for words in ("Ours alone", "For both of us", "We come tomorrow", "A county road"))
    assert "Theirs alone" not in page
    assert "rosa@example.net" not in page


def test_the_desk_that_works_on_it_reaches_the_reporter(ada, vera, town: Town):
    pothole = town.report(contact=Contact(email=town.rosa.email, name="Rosa", phone="727 555 0100"))
    page = ada.desk(pothole).content.decode()
    assert all(words in page for words in ("rosa@example.net", "Rosa", "727 555 0100"))
    assert "rosa@example.net" not in vera.desk(pothole).content.decode()


def test_answers_stand_with_their_questions_and_the_private_ones_for_the_desk_alone(ada, carla, town: Town):
    Question.objects.create(service=town.light_service, code="gate", text={"en": "Code of the gate?"}, is_private=True)
    light = town.report(service=town.light_service, answers={"pole": ["city"], "gate": ["1234"]})
    page = ada.desk(light).content.decode()
    assert all(words in page for words in ("Who owns the pole?", "The city", "Code of the gate?", "1234"))
    page = carla.desk(light).content.decode()
    assert "The city" in page
    assert "1234" not in page


def test_entries_for_few_eyes_are_marked(ada, town: Town):
    note(town.pothole, text="Look twice", by=town.ada)
    note(town.pothole, text="Look thrice", by=town.ada, shared=True)
    page = ada.desk(town.pothole).content.decode()
    assert re.search(r"Internal</span>.*?Look twice", page, re.S)
    assert re.search(r"Shared</span>.*?Look thrice", page, re.S)


def test_the_desk_says_who_held_it_and_why(ada, carla, town: Town):
    page = ada.desk(town.pothole).content.decode()
    assert "The pin is in Alder, which belongs to City of Alder." in page
    transfer(town.pothole, to=town.county, reason="A county road", by=town.ada)
    page = carla.desk(town.pothole).content.decode()
    assert re.search(r"Time used.*City of Alder.*Cedar County", page, re.S)


def test_the_senders_reason_stays_beside_the_rules_whoever_it_is_assigned_to_inside(carla, town: Town):
    transfer(town.pothole, to=town.county, reason="A county road", by=town.ada)
    assign(town.pothole, department=town.county_desk, by=town.carla)
    page = carla.desk(town.pothole).content.decode()
    assert "Has it since" in page
    assert "City of Alder handed it over: “A county road”" in page
    assert "Public Works does “Pothole”." in page


def test_a_private_request_of_another_is_not_found(carla, town: Town):
    ServiceRequest.objects.filter(pk=town.pothole.pk).update(is_private=True)
    assert carla.desk(town.pothole).status_code == 404
    assert carla.send(town.pothole, "acknowledge").status_code == 404


def test_the_number_in_other_groups_leads_to_the_desk(ada, town: Town):
    digits = town.pothole.number.replace("-", "")
    assert ada.get(f"/staff/requests/{digits}").url == f"/staff/requests/{town.pothole.number}"


@pytest.mark.parametrize("number", ["nonsense", "%00", "’", "9" * 300])
def test_a_number_that_is_none_is_not_found(ada, number):
    assert ada.get(f"/staff/requests/{number}").status_code == 404


def test_a_grant_lets_work_on_another_desk_and_the_story_says_so(abel, town: Town):
    Grant.objects.create(organization=town.county, to=town.alder, least_role=Role.MANAGER)
    hole = town.report(IN_COUNTY)
    assert offered(abel.desk(hole)) == WORK
    assert "You act here for Cedar County" in abel.desk(hole).content.decode()
    assert abel.send(hole, "acknowledge").status_code == 302
    assert "Abel of City of Alder, for Cedar County" in abel.desk(hole).content.decode()


def test_a_duplicate_and_its_original_lead_to_each_other(ada, town: Town):
    first, second = town.report(), town.report(description="The same hole again")
    assert ada.send(second, "duplicate", of=first.number, seen=second.version).status_code == 302
    assert f'href="/staff/requests/{first.number}"' in ada.desk(second).content.decode()
    page = ada.desk(first).content.decode()
    assert f'href="/staff/requests/{second.number}"' in page
    assert "The same hole again" in page


def test_a_comment_that_is_hidden_is_marked_and_the_reason_stands_in_the_story(abel, ada, town: Town):
    message = comment(town.pothole, text="Rude words", by=town.fred)
    path = f"messages/{message.pk}/hide"
    assert path not in ada.desk(town.pothole).content.decode()
    assert abel.send(town.pothole, path, reason="").status_code == 422
    assert abel.send(town.pothole, path, reason="An insult").status_code == 302
    page = abel.desk(town.pothole).content.decode()
    assert "Hidden from the public" in page
    assert "An insult" in page
    again = abel.send(town.pothole, path, reason="An insult", htmx=True)
    assert again.status_code == 200
    assert "hidden already" in again.content.decode()


def test_text_that_looks_like_markup_stays_text(ada, town: Town):
    nasty = town.report(description="<script>alert(1)</script> \u202egnp.exe \U0001f573\ufe0f")
    acknowledge(nasty, by=town.ada)
    page = ada.desk(nasty).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_open_requests_nearby_for_the_same_service_are_named(ada, town: Town):
    close_by, far_away = town.report((0.5005, 0.5)), town.report((0.6, 0.5))
    other_service = town.report(service=town.light_service)
    town.report((0.5, 0.5005), description="Closed")
    closed = ServiceRequest.objects.get(description="Closed")
    close(closed, resolution="fixed", by=town.ada)
    page = ada.desk(town.pothole).content.decode()
    near = page[page.index('id="duplicate"') :]
    near = near[: near.index("</details>")]
    assert re.search(rf"{close_by.number}</a> <span class=.quiet.>180 feet away", near)
    for number in (far_away.number, other_service.number, closed.number, town.pothole.number):
        assert number not in near.replace(f"/{town.pothole.number}/duplicate", "")
    points = ada.get(f"/staff/requests/{town.pothole.number}/near.geojson").json()["features"]
    # The map shows those for other services too.
    drawn = [point["properties"]["number"] for point in points]
    assert drawn == [other_service.number, close_by.number, town.pothole.number]


@pytest.mark.parametrize("htmx", [False, True])
def test_who_hands_a_private_request_of_a_grant_away_comes_back_to_the_inbox(abel, town: Town, htmx):
    Grant.objects.create(organization=town.county, to=town.alder, least_role=Role.MANAGER)
    hole = town.report(IN_COUNTY)
    ServiceRequest.objects.filter(pk=hole.pk).update(is_private=True)
    answer = abel.send(hole, "transfer", seen=hole.version, to=town.birch.pk, reason="It is in Birch", htmx=htmx)
    assert (answer.headers.get("HX-Redirect") or answer.headers["Location"]) == "/staff/"
    assert "no longer shown to you" in abel.get("/staff/").content.decode()
    assert abel.get(f"/staff/requests/{hole.number}").status_code == 404
