"""Conformance H and K: what is asked for by more, and leaves the usual answer as it is."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fixward.domain.catalog.models import Offering, Question
from fixward.domain.conversations import operations as conversations
from fixward.domain.routing import current
from fixward.domain.service_requests import operations
from fixward.domain.service_requests.models import ServiceRequest
from fixward.foundation import clock
from tests.access.world import picture
from tests.doors.open311.test_requests import ROW, ids
from tests.town import IN_ALDER, IN_BIRCH


def test_37_at_a_point_only_what_somebody_does_there_is_listed_with_who(open311, town):
    at = {"lat": "0.5", "long": "0.5"}
    rows = open311.json("v2/services", **at)
    assert {row["organization"] for row in rows} == {"City of Alder"}
    assert "organization" not in open311.json("v2/services")[0]
    Offering.objects.filter(organization=town.alder, service=town.pothole_service).update(is_hidden=True)
    current.refresh()
    assert [row["service_code"] for row in open311.json("v2/services", **at)] == ["light"]
    assert open311.json("v2/services", lat="50", long="50") == []
    assert open311.json("birch/v2/services", **at) == []
    assert open311.get("v2/services.json", lat="0.5").status_code == 400


def test_80_pages_begin_with_one_and_end_with_nothing(open311, town):
    made = [town.report(description=f"Hole {number}").number for number in range(3)]
    pages = [ids(open311.json("v2/requests", page=str(page), page_size="2")) for page in (0, 1, 2, 3)]
    assert pages == [made[:0:-1], made[:0:-1], made[:1], []]
    assert ids(open311.json("v2/requests", per_page="1")) == made[2:]


def test_81_what_was_changed_since(open311, town):
    old, new = town.report(), town.report(description="Other")
    before = clock.now() - dt.timedelta(hours=2)
    ServiceRequest.objects.filter(pk=old.pk).update(updated_at=before)
    since = (before + dt.timedelta(hours=1)).isoformat()
    assert ids(open311.json("v2/requests", updated_after=since)) == [new.number]
    assert ids(open311.json("v2/requests", updated_before=since)) == [old.number]
    assert ids(open311.json("v2/requests", sort="-updated")) == [new.number, old.number]
    assert ids(open311.json("v2/requests", sort="updated")) == [old.number, new.number]


def test_81_what_lies_around_a_point_or_in_a_box(open311, town):
    here, there = town.report(IN_ALDER), town.report(IN_BIRCH, description="There")
    around = {"lat": "0.5", "long": "0.5"}
    assert ids(open311.json("v2/requests", **around)) == [here.number]
    assert ids(open311.json("v2/requests", lat="0.5", long="0.51", radius="1200")) == [here.number]
    assert open311.json("v2/requests", lat="0.5", long="0.51", radius="1000") == []
    assert ids(open311.json("v2/requests", bbox="5,1,7,3")) == [there.number]
    assert set(ids(open311.json("v2/requests", bbox="-180,-90,180,90"))) == {here.number, there.number}
    assert ids(open311.json("v2/requests", bbox="5,1,1,3")) == [there.number]  # the long way round


def test_81_words(open311, town):
    deep, _flat = town.report(description="A deep hole"), town.report(description="A flat one")
    assert ids(open311.json("v2/requests", q="deep")) == [deep.number]


@pytest.mark.parametrize(
    "wrong",
    [
        {"bbox": "1,2,3"},
        {"bbox": "a,b,c,d"},
        {"bbox": "1,9,2,3"},
        {"bbox": "nan,0,1,1"},
        {"lat": "0.5"},
        {"lat": "95", "long": "0"},
        {"lat": "0", "long": "0", "radius": "-1"},
        {"lat": "0", "long": "0", "radius": "1e99"},
        {"sort": "name"},
    ],
)
def test_81_what_cannot_be_is_refused_with_a_sentence(open311, town, wrong):
    answer = open311.get("v2/requests.json", **wrong)
    assert answer.status_code == 400
    assert answer.json()[0]["description"]


def story(town) -> ServiceRequest:
    """Reported with a public and a private answer and two photos, answered, closed; with words that were hidden."""
    Question.objects.all().delete()
    ask = Question.objects.create
    ask(service=town.pothole_service, code="deep", text={"en": "How deep?"})
    ask(service=town.pothole_service, code="who", text={"en": "Who are you?"}, is_private=True)
    current.refresh()
    made = town.report(answers={"deep": ["Call 727-555-0199"], "who": ["Rosa"]}, pictures=[picture(), picture()])
    operations.acknowledge(made, by=town.ada)
    conversations.reply(made, text="We come.", by=town.ada)
    hidden = conversations.comment(made, text="You idiots", by=town.fred)
    conversations.hide_message(hidden, reason="Rude", by=town.abel)
    conversations.note(made, text="Bring the roller", by=town.ada)
    return operations.close(made, resolution="fixed", text="Filled", by=town.ada)


def test_82_94_extensions_add_what_everybody_may_know_and_without_them_nothing_changes(open311, town):
    made = story(town)
    plain = open311.json(f"v2/requests/{made.number}")[0]
    assert list(plain) == ROW
    row = open311.json(f"v2/requests/{made.number}", extensions="true")[0]
    assert list(row) == [*ROW, "extended_attributes", "attributes", "notes"]
    assert row["extended_attributes"]["status"] == "FIXED"
    assert row["extended_attributes"]["detailed_status"] == "PROCESSED"
    assert len(row["extended_attributes"]["media_urls"]) == 2
    assert [answer["code"] for answer in row["attributes"]] == ["deep"]
    assert "0199" not in row["attributes"][0]["value"]
    assert [(note["type"], note["description"]) for note in row["notes"]] == [
        ("acknowledged", "Acknowledged"),
        ("replied", "We come."),
        ("closed", "Fixed. Filled"),
    ]
    found = open311.xml(f"v2/requests/{made.number}", extensions="true")
    assert len(found.findall("request/notes/note")) == 3
    assert len(found.findall("request/extended_attributes/media_urls/media_url")) == 2


def test_82_ten_more_rows_cost_no_query_more(open311, town, django_assert_num_queries):
    story(town)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            open311.json("v2/requests", extensions="true")
        return len(queries)

    asked()
    few = asked()
    for number in range(10):
        one = town.report(description=f"Hole {number}", pictures=[picture()])
        conversations.reply(one, text="We come.", by=town.ada)
    assert asked() <= few


def test_92_updates_tell_what_happened_the_oldest_first_and_hide_what_is_hidden(open311, town):
    made = story(town)
    rows = open311.json("v2/servicerequestupdates")
    assert [row["description"] for row in rows] == ["Acknowledged", "We come.", "Fixed. Filled"]
    assert [row["status"] for row in rows] == ["open", "open", "closed"]
    assert {row["service_request_id"] for row in rows} == {made.number}
    assert set(rows[0]) == {
        "update_id", "service_request_id", "status", "updated_datetime", "description", "media_url",
    }  # fmt: skip
    found = open311.xml("v2/servicerequestupdates")
    assert found.tag == "service_request_updates"
    assert len(found.findall("request_update")) == 3
    later = (clock.now() + dt.timedelta(minutes=1)).isoformat()
    assert open311.json("v2/servicerequestupdates", start_date=later) == []
    assert len(open311.json("v2/servicerequestupdates", service_request_id=made.number)) == 3
    assert open311.json("birch/v2/servicerequestupdates") == []
    assert open311.get("v2/servicerequestupdates.json", start_date="never").status_code == 400


def test_92_a_private_request_has_no_updates_and_residents_words_are_masked(open311, town):
    made = town.report()
    conversations.comment(made, text="Call me: 727-555-0199", by=town.fred)
    assert "0199" not in open311.json("v2/servicerequestupdates")[0]["description"]
    ServiceRequest.objects.update(is_private=True)
    assert open311.json("v2/servicerequestupdates") == []


def test_92_ten_more_updates_cost_no_query_more(open311, town, django_assert_num_queries):
    story(town)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            open311.json("v2/servicerequestupdates")
        return len(queries)

    few = asked()
    for number in range(10):
        conversations.reply(town.report(description=f"Hole {number}"), text="We come.", by=town.ada)
    assert asked() <= few


def test_95_an_endpoint_is_found_for_a_point(open311, town):
    answer = open311.http.get("/open311/service", {"lat": "0.5", "long": "0.5"})
    assert answer.json()["results"][0]["name"] == "City of Alder"
    assert answer.json()["results"][0]["uri"].endswith("/open311/alder/v2")
    outside = open311.http.get("/open311/service", {"lat": "50", "long": "50"})
    assert (outside.status_code, outside.json()) == (404, {"results": []})
    other = open311.http.get("/open311/service", {"lat": "0.5", "long": "0.5", "type": "urn:other"})
    assert other.status_code == 404
    assert open311.http.get("/open311/service", {"lat": "x"}).status_code == 400


def test_97_who_has_the_answer_already_is_told_so(open311, town):
    town.report()
    first = open311.get("v2/requests.json")
    again = open311.http.get("/open311/v2/requests.json", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["Access-Control-Allow-Origin"] == "*"
    town.report(description="Another")
    assert open311.http.get("/open311/v2/requests.json", headers={"If-None-Match": first["ETag"]}).status_code == 200
