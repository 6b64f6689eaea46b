"""Links, separating, priority and the pin with its owner, as the desk offers them."""

import re

from fixward.domain.service_requests.models import Event, Priority, Relation, ServiceRequest
from fixward.domain.service_requests.operations import mark_duplicate, relate, set_priority
from tests.town import IN_BIRCH, Town


def now(service_request: ServiceRequest) -> ServiceRequest:
    return ServiceRequest.objects.get(pk=service_request.pk)


def test_a_request_is_linked_by_its_number_and_unlinked_by_a_button(ada, town: Town):
    other = town.report(IN_BIRCH)
    assert ada.send(town.pothole, "relate", seen=1, to=other.number).status_code == 302
    page = ada.desk(town.pothole).content.decode()
    assert 'id="_related"' in page
    assert other.number in page
    answer = ada.send(town.pothole, "unrelate", seen=now(town.pothole).version, to=other.number, htmx=True)
    assert "No longer linked." in answer.content.decode()
    assert not Relation.objects.exists()


def test_who_does_not_work_there_sees_the_link_without_a_button(carla, town: Town):
    relate(town.pothole, to=town.report(IN_BIRCH), by=town.ada)
    page = carla.desk(town.pothole).content.decode()
    assert 'id="_related"' in page
    assert "/unrelate" not in page


def test_a_number_that_nobody_has_is_said_at_the_field(ada, town: Town):
    answer = ada.send(town.pothole, "relate", seen=1, to="999-9999")
    assert answer.status_code == 422
    assert re.search(r'id="relate"[^>]* open', answer.content.decode())
    assert "There is no request with that number." in answer.content.decode()


def test_an_unlinking_from_an_old_page_says_who_was_faster(ada, town: Town):
    other = town.report()
    relate(town.pothole, to=other, by=town.abel)
    answer = ada.send(town.pothole, "unrelate", seen=1, to=other.number)
    assert "Abel changed this request" in answer.content.decode()
    assert Relation.objects.count() == 1


def test_a_repetition_offers_to_be_separated_and_not_to_be_reopened(ada, town: Town):
    closed = mark_duplicate(town.report(), of=town.pothole, by=town.ada)
    page = ada.desk(closed).content.decode()
    assert 'id="separate"' in page
    assert 'id="reopen"' not in page
    assert ada.send(closed, "separate", seen=closed.version, reason="Two holes").status_code == 302
    assert now(closed).is_open


def test_the_priority_stands_in_the_inbox_and_can_be_asked_and_sorted_for(ada, town: Town):
    plain, urgent, low = (town.report() for _number in range(3))
    assert ada.send(urgent, "priority", seen=1, priority=Priority.URGENT).status_code == 302
    set_priority(low, priority=Priority.LOW, by=town.ada)
    page = ada.get("/staff/", view="new", department="all", sort="priority").content.decode()
    numbers = re.findall(r'inbox__number number">([\d-]+)<', page)
    assert numbers == [urgent.number, plain.number, low.number]
    assert '<span class="state state--bad">Urgent</span>' in page
    page = ada.get("/staff/", view="new", department="all", priority=Priority.URGENT.value).content.decode()
    assert re.findall(r'inbox__number number">([\d-]+)<', page) == [urgent.number]


def test_a_priority_that_there_is_not_is_refused_in_a_sentence(ada, town: Town):
    for nonsense in ("", "7", "x", "99999999999999999999"):
        assert ada.send(town.pothole, "priority", seen=1, priority=nonsense).status_code == 422
    assert not Event.objects.filter(kind="priority_set").exists()


def test_the_public_never_reads_the_priority(ada, client, town: Town):
    set_priority(town.pothole, priority=Priority.URGENT, by=town.ada)
    assert "Urgent" not in client.get(f"/requests/{town.pothole.number}").content.decode()


def test_the_page_of_the_pin_says_who_would_own_it_there_before_it_is_moved(ada, town: Town):
    path = f"/staff/requests/{town.pothole.number}/pin"
    assert "There it would be" not in ada.get(path).content.decode()
    page = ada.get(path, lon=IN_BIRCH[0], lat=IN_BIRCH[1]).content.decode()
    assert "There it would be City of Birch’s." in page
    assert "The pin is in Birch, which belongs to City of Birch." in page
    assert "It stays with City of Alder" in page
    assert "There it stays with City of Alder." in ada.get(path, lon="0.7", lat="0.7").content.decode()
    assert "outside the area" in ada.get(path, lon="80", lat="80").content.decode()


def test_a_pin_in_anothers_ground_asks_who_is_to_have_it_and_does_both_in_one_step(ada, town: Town):
    hole = town.pothole
    there = {"lon": IN_BIRCH[0], "lat": IN_BIRCH[1], "seen": hole.version}
    answer = ada.send(hole, "pin", **there)
    assert answer.status_code == 422
    assert "There it would be City of Birch’s." in answer.content.decode()
    assert now(hole).lon == hole.lon
    assert "Choose one of the two." in answer.content.decode()
    answer = ada.send(hole, "pin", hand=f"hand-{town.elm.pk}", reason="Theirs", **there)
    assert "Choose one of the two." in answer.content.decode()
    answer = ada.send(hole, "pin", hand=f"hand-{town.birch.pk}", **there)
    assert "Say why" in answer.content.decode()
    assert ada.send(hole, "pin", hand=f"hand-{town.birch.pk}", reason="The map says so", **there).status_code == 302
    assert (now(hole).organization, now(hole).lon) == (town.birch, IN_BIRCH[0])


def test_a_second_click_on_moving_and_handing_over_is_no_refusal(ada, town: Town):
    hole = town.pothole
    sent = {
        "lon": IN_BIRCH[0],
        "lat": IN_BIRCH[1],
        "seen": hole.version,
        "hand": f"hand-{town.birch.pk}",
        "reason": "The map",
    }
    ada.send(hole, "pin", **sent)
    assert ada.send(hole, "pin", **sent).status_code == 302
    assert Event.objects.filter(kind="transferred").count() == 1


def test_a_pin_can_be_moved_and_kept(ada, town: Town):
    hole = town.pothole
    sent = {"lon": IN_BIRCH[0], "lat": IN_BIRCH[1], "seen": hole.version, "hand": "keep"}
    assert ada.send(hole, "pin", **sent).status_code == 302
    assert (now(hole).organization, now(hole).lon) == (town.alder, IN_BIRCH[0])
