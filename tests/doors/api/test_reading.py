"""What can be read, and by whom: lists, one request, the catalog, governments, routes, the desk, what is one's own."""

from __future__ import annotations

import datetime as dt
import json
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fixward.domain.catalog.models import Question
from fixward.domain.conversations import operations as conversations
from fixward.domain.people.models import Person
from fixward.domain.service_requests import operations
from fixward.domain.service_requests.models import ServiceRequest
from fixward.domain.service_requests.operations import Contact
from fixward.foundation import clock
from tests.access.world import paper, picture
from tests.doors.api.conftest import Api, fields, of_organization, of_person, problem
from tests.town import IN_ALDER, IN_BIRCH, IN_ELM


def made_private(service_request: ServiceRequest) -> ServiceRequest:
    ServiceRequest.objects.filter(pk=service_request.pk).update(is_private=True)
    return service_request


def test_a_list_has_what_everybody_may_see_the_newest_first(town, anybody):
    first, second = town.report(), town.report(IN_BIRCH)
    made_private(town.report())
    found = anybody.read("requests")
    assert [row["number"] for row in found["items"]] == [second.number, first.number]
    assert found["next"] is None
    row = found["items"][1]
    assert row["service"] == {"code": "pothole", "name": "Pothole"}
    assert row["organization"]["code"] == "alder"
    assert row["department"]["code"] == "streets"
    assert row["desk"] is None


def test_names_and_sentences_are_in_the_callers_language(town):
    town.report()
    assert Api(language="es").read("requests")["items"][0]["service"]["name"] == "Bache"
    refused = problem(Api(language="es").get("requests/000"))
    assert refused["detail"] == "No hay ninguna solicitud con ese número."


def test_nothing_of_a_reporter_goes_out_to_the_public(town, anybody):
    contact = Contact(email="ines.secret@example.net", name="Inés Secret", phone="727-555-0123")
    text = "Call me at 727-555-0123 or ines.secret@example.net"
    made = town.report(description=text, contact=contact, address="1 Main St, 727-555-0123", pictures=[picture()])
    reporter = Person.objects.get(email="ines.secret@example.net")
    conversations.comment(made, text=text, by=reporter)
    operations.close(made, resolution="fixed", text="Done", by=town.abel)
    pages = ["requests?state=all", f"requests/{made.number}", "features/collections/requests/items"]
    for page in [*pages, f"features/collections/requests/items/{made.number}"]:
        for caller in (anybody, of_person(town.fred), of_organization(town.birch, "work")):
            answer = caller.http.get(f"/api/v1/{page}")
            assert answer.status_code == 200, page
            said = answer.content.decode()
            for secret in ("ines.secret", "Secret", "555-0123"):
                assert secret not in said, (page, secret)


def test_words_of_a_closing_are_whole_for_the_desk_alone(town, anybody):
    hole = operations.close(town.report(), resolution="fixed", text="Told Rosa at 727-555-0137", by=town.ada)
    desk = of_organization(town.alder, "work")
    assert anybody.read(f"requests/{hole.number}")["closing_text"] == "Told Rosa at [phone number]"
    assert desk.read(f"requests/{hole.number}")["closing_text"] == "Told Rosa at 727-555-0137"


def test_the_desk_that_works_on_it_reads_who_reported(town):
    made = town.report(contact=Contact(email="rosa@example.net", name="Rosa", phone="1"))
    assert of_organization(town.alder, "work").read(f"requests/{made.number}")["reporter"] == {
        "name": "Rosa",
        "email": "rosa@example.net",
        "phone": "1",
    }
    assert of_organization(town.alder, "read").read(f"requests/{made.number}")["reporter"] is None


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"organization": "birch"}, ["b"]),
        ({"place": "alder"}, ["a"]),
        ({"group": "roads"}, ["b", "a"]),
        ({"service": "light"}, []),
        ({"text": "deep hole"}, ["b", "a"]),
        ({"text": "shallow"}, []),
        ({"state": "closed"}, []),
        ({"bbox": "5,1,7,3"}, ["b"]),
        ({"since": "2000-01-01", "until": "2000-01-02"}, []),
    ],
)
def test_the_filters_are_those_of_the_pages(town, anybody, asked, found):
    known = {town.report().number: "a", town.report(IN_BIRCH).number: "b"}
    assert [known[row["number"]] for row in anybody.read("requests", **asked)["items"]] == found


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"state": "lost"}, "state"),
        ({"since": "yesterday"}, "since"),
        ({"since": "1"}, "since"),
        ({"bbox": "1,2"}, "bbox"),
        ({"limit": "0"}, "limit"),
        ({"limit": "many"}, "limit"),
        ({"cursor": "nonsense"}, "cursor"),
        ({"cursor": "\x00"}, "cursor"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_field(anybody, asked, field):
    answer = anybody.get("requests", **asked)
    assert answer.status_code == 422
    assert list(fields(problem(answer))) == [field]


def test_a_list_costs_no_query_more_for_ten_rows_more(town):
    caller = of_organization(town.alder, "manage")
    counts = []
    for more in (2, 10):
        for _number in range(more):
            operations.close(town.report(pictures=[picture()]), resolution="fixed", by=town.abel)
        for path in ("requests?state=all", "desk/requests"):
            caller.http.get(f"/api/v1/{path}")
            with CaptureQueriesContext(
                connection,
            ) as queries:
                caller.http.get(f"/api/v1/{path}")
            counts.append(len(queries))
    assert counts[:2] == counts[2:]


def test_one_request_with_its_story_and_custodies(town, anybody):
    made = town.report(IN_BIRCH)
    by = town.member("bea", town.birch, 20)
    operations.transfer(made, to=town.alder, reason="It is yours", by=by)
    conversations.note(ServiceRequest.objects.get(pk=made.pk), text="Only for us", by=town.ada)
    found = anybody.read(f"requests/{made.number.replace('-', '')}")
    assert found["number"] == made.number
    assert [(hold["organization"]["code"], hold["how"], hold["reason"]) for hold in found["custodies"]] == [
        ("birch", "submitted", ""),
        ("alder", "transferred", "It is yours"),
    ]
    assert [entry["kind"] for entry in found["story"]] == ["submitted", "transferred"]
    assert found["because"]
    inside = of_organization(town.alder, "read").read(f"requests/{made.number}")
    assert [entry["text"] for entry in inside["story"] if entry["kind"] == "noted"] == ["Only for us"]
    assert inside["desk"]["priority"] == "normal"


def test_private_answers_stay_with_the_desk_and_the_reporter(town, anybody):
    Question.objects.create(
        service=town.light_service, code="gate", datatype="string", text={"en": "Gate code?"}, is_private=True
    )
    made = town.report(service=town.light_service, answers={"pole": ["city"], "gate": ["1234"]})
    shown = {
        "anybody": anybody,
        "reporter": of_person(town.rosa),
        "resident": of_person(town.fred),
        "desk": of_organization(town.alder, "read"),
        "other": of_organization(town.birch, "read"),
    }
    codes = {
        who: [answer["code"] for answer in caller.read(f"requests/{made.number}")["answers"]]
        for who, caller in shown.items()
    }
    assert codes == {
        "anybody": ["pole"],
        "reporter": ["gate", "pole"],
        "resident": ["pole"],
        "desk": ["gate", "pole"],
        "other": ["pole"],
    }


def test_what_one_may_not_see_is_not_found(town, anybody):
    made = made_private(town.report())
    may = (of_person(town.rosa), of_organization(town.alder, "read"))
    may_not = (anybody, of_person(town.fred), of_person(town.rosa, "report"), of_organization(town.birch, "work"))
    for caller in may:
        assert caller.read(f"requests/{made.number}")["is_private"] is True
        assert [row["number"] for row in caller.read("requests")["items"]] == [made.number]
    for caller in (*may_not, of_organization(town.alder, "report")):
        assert caller.get(f"requests/{made.number}").status_code == 404
        assert caller.read("requests")["items"] == []


def test_a_key_that_is_not_good_opens_nothing(town):
    answer = Api("fixward_" + "a" * 40).get("requests")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert "not good" in problem(answer)["detail"]


def test_a_key_calls_so_often_in_a_minute(town):
    from tests.programs import key_for  # noqa: PLC0415

    caller = Api(key_for(town.alder, "read", per_minute=2))
    assert [caller.get("me").status_code for _call in range(3)] == [200, 200, 429]
    assert int(caller.get("me")["Retry-After"]) >= 1


def test_keys_come_by_https_only_where_the_site_does(town, settings):
    caller = of_organization(town.alder, "read")
    settings.BEHIND_TLS = True
    assert caller.get("me").status_code == 403
    assert caller.http.get("/api/v1/me", secure=True).status_code == 200


def test_photos_and_files_are_for_who_may_see_what_they_belong_to(town, anybody):
    made = town.report(pictures=[picture()])
    note = conversations.note(made, text="Look", documents=[paper()], by=town.ada)
    reply = conversations.reply(made, text="See", documents=[paper()], by=town.ada)
    desk, other = of_organization(town.alder, "manage"), of_organization(town.birch, "manage")
    (photo,) = anybody.read(f"requests/{made.number}")["photos"]
    for address in (photo["url"], photo["small_url"]):
        answer = anybody.get(urlsplit(address).path)
        assert (answer.status_code, answer["Content-Type"], answer.content[:2]) == (200, "image/jpeg", b"\xff\xd8")
        assert anybody.get(urlsplit(address).path, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    inside, outside = note.attachments.get().pk, reply.attachments.get().pk
    assert b"".join(anybody.get(f"files/{outside}")).startswith(b"%PDF")
    assert anybody.http.head(f"/api/v1/files/{outside}").status_code == 200
    assert (anybody.get(f"files/{inside}").status_code, desk.get(f"files/{inside}").status_code) == (404, 200)
    conversations.hide_photo(made.photos.get(), reason="A face", by=town.abel)
    shown = [caller.get(f"photos/{photo['id']}").status_code for caller in (anybody, other, desk)]
    assert shown == [404, 404, 200]


def test_the_catalog(town, anybody):
    assert anybody.read("groups") == [{"code": "roads", "name": "Roads"}]
    assert [row["code"] for row in anybody.read("services")] == ["light", "pothole"]
    found = anybody.read("services/light")
    assert found["questions"][0]["values"][0] == {"key": "city", "name": "The city"}
    assert found["close_within"] == {"amount": 5, "unit": "working_days"}
    assert anybody.get("services/none").status_code == 404
    assert anybody.get("services/a%00b").status_code == 404
    assert anybody.get("services", organization="nobody").status_code == 404


def test_governments_and_who_works_there(town, anybody):
    codes = [row["code"] for row in anybody.read("organizations")]
    assert set(codes) == {"county", "alder", "birch", "elm", "state"}
    assert anybody.read("organizations/elm")["handled_by"] == "county"
    assert [row["code"] for row in anybody.read("organizations/alder/departments")] == ["desk", "streets"]
    assert anybody.get("organizations/alder/members").status_code == 401
    names = [row["name"] for row in of_organization(town.alder, "read").read("organizations/alder/members")]
    assert "Ada" in names
    assert of_organization(town.birch, "work").get("organizations/alder/members").status_code == 404
    assert of_person(town.fred).get("organizations/alder/members").status_code == 403


def test_where_a_point_goes_and_why(town, anybody):
    found = anybody.read("route", lon=IN_ELM[0], lat=IN_ELM[1], service="pothole")
    assert (found["organization"]["code"], found["on_behalf_of"]["code"]) == ("county", "elm")
    assert "Cedar County handles the requests of Village of Elm." in found["because"]
    lights = anybody.read("route", lon=IN_ALDER[0], lat=IN_ALDER[1], service="light", answers='{"pole": "city"}')
    assert [question["code"] for question in lights["questions"]] == ["pole"]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"lon": 50, "lat": 50, "service": "pothole"}, "where"),
        ({"lon": 0.5, "lat": 0.5, "service": "none"}, "service"),
        ({"lon": 500, "lat": 0.5, "service": "pothole"}, "lon"),
        ({"lat": 0.5, "service": "pothole"}, "lon"),
        ({"lon": 0.5, "lat": 0.5, "service": "pothole", "answers": "{"}, "answers"),
        ({"lon": 0.5, "lat": 0.5, "service": "pothole", "answers": '{"pole": 1}'}, "answers"),
    ],
)
def test_where_a_point_cannot_go_is_said_at_its_field(town, anybody, asked, field):
    answer = anybody.get("route", **asked)
    assert answer.status_code == 422
    assert list(fields(problem(answer))) == [field]


def test_the_desk_of_the_keys_organization(town):
    mine, _other = town.report(), town.report(IN_BIRCH)
    caller = of_organization(town.alder, "read")
    assert [row["number"] for row in caller.read("desk/requests")["items"]] == [mine.number]
    counts = {row["view"]: row["count"] for row in caller.read("desk/views")}
    assert (counts["new"], counts["closed"]) == (1, 0)
    assert caller.read("desk/requests", view="closed")["items"] == []
    assert [row["number"] for row in caller.read("desk/requests", q=mine.number)["items"]] == [mine.number]
    assert caller.read("desk/requests", department="desk")["items"] == []
    assert caller.get("desk/requests", desk="birch").status_code == 404
    assert caller.get("desk/requests", view="unsettled").status_code == 422
    assert of_person(town.fred).get("desk/requests").status_code == 403
    assert of_organization(town.alder, "report").get("desk/requests").status_code == 403


def test_what_is_a_persons_own(town):
    made = made_private(town.report())
    followed = town.report(IN_BIRCH, contact=Contact())
    operations.follow(followed, by=town.rosa)
    rosa = of_person(town.rosa)
    assert [row["number"] for row in rosa.read("me/requests")["items"]] == [made.number]
    assert [row["number"] for row in rosa.read("me/follows")["items"]] == [followed.number, made.number]
    assert rosa.read("me")["scopes"] == ["read", "report"]
    assert of_organization(town.alder, "work").read("me")["organization"]["code"] == "alder"
    assert of_organization(town.alder, "work").get("me/requests").status_code == 403


def test_what_somebody_hears_of_is_read_and_changed(town):
    rosa = of_person(town.rosa)
    assert rosa.read("me/preferences") == {"language": "en", "hears": ["replies", "progress", "hands"]}
    chosen = {"language": "es", "hears": ["comments"]}
    changed = rosa.http.put("/api/v1/me/preferences", chosen, content_type="application/json")
    assert changed.json() == chosen == rosa.read("me/preferences")
    wrong = rosa.http.put("/api/v1/me/preferences", {"language": "xx", "hears": []}, content_type="application/json")
    assert list(fields(problem(wrong))) == ["language"]


def test_watch_areas_are_made_changed_and_removed(town):
    there = town.report()
    rosa, fred = of_person(town.rosa), of_person(town.fred)
    circle = {"name": "Home", "lon": IN_ALDER[0], "lat": IN_ALDER[1], "radius_m": 500, "services": ["pothole"]}
    answer = rosa.post("me/watch-areas", circle)
    assert answer.status_code == 201
    pk = json.loads(answer.content)["id"]
    assert answer["Location"].endswith(f"/api/v1/me/watch-areas/{pk}")
    assert rosa.read(f"me/watch-areas/{pk}")["name"] == "Home"
    assert [row["number"] for row in rosa.read(f"me/watch-areas/{pk}/requests")["items"]] == [there.number]
    assert fred.get(f"me/watch-areas/{pk}").status_code == 404
    changed = rosa.http.put(f"/api/v1/me/watch-areas/{pk}", {"place": "birch"}, content_type="application/json")
    assert json.loads(changed.content)["place"]["code"] == "birch"
    assert rosa.http.delete(f"/api/v1/me/watch-areas/{pk}").status_code == 204
    assert rosa.read("me/watch-areas") == []
    wrong = rosa.refused("me/watch-areas", {"lon": 0.5, "lat": 0.5, "radius_m": 1}, status=422)
    assert fields(wrong) == {"radius_m": "Choose a distance from the list."}


def test_what_one_has_already_is_not_sent_again(town, anybody):
    made = town.report()
    for path in ("requests", f"requests/{made.number}", "services"):
        with clock.at(clock.now()):  # a custody that lasts uses a minute more each minute
            first = anybody.get(path)
            assert first["ETag"]
            again = anybody.get(path, headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
    first = anybody.get("requests")
    operations.acknowledge(made, by=town.ada)
    assert anybody.get("requests", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_a_web_page_of_another_site_reads_what_is_public_and_nothing_else(town, anybody):
    answer = anybody.get("requests")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer
    assert {"Accept-Language", "Authorization"} <= {one.strip() for one in answer["Vary"].split(",")}
    told = anybody.http.options("/api/v1/requests")
    assert told.status_code == 204
    assert "Authorization" not in told["Access-Control-Allow-Headers"]
    assert told["Access-Control-Allow-Methods"] == "GET, HEAD"
    keyed = of_organization(town.alder, "read").get("requests")
    assert "Access-Control-Allow-Origin" not in keyed
    assert keyed["Cache-Control"] == "private, no-cache"
    assert "Access-Control-Allow-Origin" not in anybody.post("requests", {})
    assert not answer.cookies


def test_verbs_that_are_not_there(anybody):
    answer = anybody.http.delete("/api/v1/requests")
    assert answer.status_code == 405
    assert set(answer["Allow"].split(", ")) == {"GET", "POST", "HEAD", "OPTIONS"}
    assert problem(answer)["title"] == "Method Not Allowed"
    head = anybody.http.head("/api/v1/requests")
    assert (head.status_code, head.content) == (200, b"")
    assert problem(anybody.get("nothing/here"))["status"] == 404


def test_a_day_is_the_places_day(town, anybody):
    made = town.report()
    late = dt.datetime(2026, 3, 1, 3, 0, tzinfo=dt.UTC)  # still the last of February in New York
    ServiceRequest.objects.filter(pk=made.pk).update(submitted_at=late)
    assert len(anybody.read("requests", until="2026-02-28")["items"]) == 1
    assert anybody.read("requests", since="2026-03-01")["items"] == []
