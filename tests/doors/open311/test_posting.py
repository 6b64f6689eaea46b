"""Conformance F, G and J: sending a report in."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from fixward.domain.catalog.models import Offering, Question
from fixward.domain.places import spelling
from fixward.domain.places.models import Address
from fixward.domain.programs import operations as programs
from fixward.domain.routing import current
from fixward.domain.service_requests import operations
from fixward.domain.service_requests.models import Event, ServiceRequest
from fixward.foundation import grid
from tests.programs import administrator, key_for, program
from tests.town import IN_ALDER, IN_BIRCH, IN_ELM, ON_ROAD

HOLE = {"service_code": "pothole", "lat": "0.5", "long": "0.5", "description": "A deep hole"}


def picture(name: str = "hole.jpg") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "grey").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def address(name: str, lon: float, lat: float) -> Address:
    return Address.objects.create(
        name=name, search=spelling.normal(name), lon=lon, lat=lat, cell=grid.cell(lon, lat), source="tests"
    )


def sentences(answer) -> str:
    return " ".join(error["description"] for error in answer.json())


def test_47_57_58_59_a_report_is_stored_and_answered_with_its_id(open311, town, key):
    answer = open311.post("v2/requests.json", key=key, **HOLE)
    assert answer.status_code == 201
    rows = answer.json()
    made = ServiceRequest.objects.get()
    assert [row["service_request_id"] for row in rows] == [made.number]
    assert set(rows[0]) == {"service_request_id", "service_notice", "account_id", "agency_responsible"}
    assert answer["Location"].endswith(f"/open311/v2/requests/{made.number}.json")
    assert (made.description, made.source, made.organization) == ("A deep hole", "open311", town.alder)


def test_16_57_the_same_in_xml_and_every_letter_survives(open311, town, key):
    text = "Größer als ☂ & <b>tief</b>"
    answer = open311.post("v2/requests.xml", key=key, **HOLE | {"description": text})
    assert answer["Content-Type"] == "text/xml; charset=utf-8"
    made = ServiceRequest.objects.get()
    assert (
        f"<service_requests><request><service_request_id>{made.number}</service_request_id>" in answer.content.decode()
    )
    assert made.description == text
    assert open311.xml(f"v2/requests/{made.number}").findtext("request/description") == text


@pytest.mark.parametrize("given", ["", "guess", "fixward_" + "a" * 40])
def test_48_without_a_good_key_nothing_is_stored(open311, town, given):
    answer = open311.post("v2/requests.json", key=given, **HOLE)
    assert answer.status_code == 403
    assert answer.json()[0]["code"] == "403"
    assert open311.post("v2/requests.xml", **HOLE).content.count(b"<error>") == 1
    assert not ServiceRequest.objects.exists()


def test_48_a_revoked_key_and_one_without_the_right_are_refused(open311, town):
    app, by = program(town.county, "report"), administrator(town.county)
    made, text = programs.make_key(app, by=by)
    assert open311.post("v2/requests.json", key=text, **HOLE).status_code == 201
    programs.revoke_key(made, by=by)
    assert open311.post("v2/requests.json", key=text, **HOLE).status_code == 403
    assert open311.post("v2/requests.json", key=key_for(town.county, "read"), **HOLE).status_code == 403


def test_28_48_the_key_may_also_come_in_the_address_or_as_a_header(open311, town, key):
    assert open311.post(f"v2/requests.json?api_key={key}", **HOLE).status_code == 201
    other = HOLE | {"description": "Another one"}
    assert open311.post("v2/requests.json", headers={"Authorization": f"Bearer {key}"}, **other).status_code == 201


def test_a_program_makes_only_so_many_reports_in_the_name_of_one_address(open311, town, key, settings):
    settings.LIMITS = settings.LIMITS | {"reports": [0, 1]}
    sent = HOLE | {"email": "somebody@example.net"}
    assert open311.post("v2/requests.json", key=key, **sent).status_code == 201
    late = open311.post("v2/requests.json", key=key, **sent | {"description": "Another"})
    assert (late.status_code, "Retry-After" in late) == (429, True)
    for other, more in (("other@example.net", 429), ("it@example.org", 201), ("", 201)):
        for words, status in (("One", 201), ("Two", more)):
            answer = open311.post("v2/requests.json", key=key, **HOLE | {"email": other, "description": words})
            assert answer.status_code == status


def test_49_a_service_is_named_and_known(open311, town, key):
    without = {name: value for name, value in HOLE.items() if name != "service_code"}
    assert open311.post("v2/requests.json", key=key, **without).status_code == 400
    assert open311.post("v2/requests.json", key=key, **HOLE | {"service_code": "unheard"}).status_code == 404


def test_50_each_way_to_say_where_is_enough_alone(open311, town, key):
    nowhere = {"service_code": "pothole", "description": "A hole"}
    answer = open311.post("v2/requests.json", key=key, **nowhere)
    assert answer.status_code == 400
    assert "lat and long, or address_string, or address_id" in sentences(answer)
    known = address("100 Main Street", *IN_ALDER)
    for where in ({"address_string": "100 main st"}, {"address_id": str(known.pk)}, {"lat": "0.5", "long": "0.5"}):
        answer = open311.post("v2/requests.json", key=key, **nowhere | where)
        assert answer.status_code == 201
        made = ServiceRequest.objects.get(number=answer.json()[0]["service_request_id"])
        assert (made.lon, made.lat) == IN_ALDER


def test_50_the_town_behind_a_comma_does_not_matter_and_another_house_number_does(open311, town, key):
    address("100 Main Street", *IN_ALDER)
    nowhere = {"service_code": "pothole", "description": "A hole"}
    assert (
        open311.post("v2/requests.json", key=key, **nowhere, address_string="100 Main St, Alder, FL 1").status_code
        == 201
    )
    for words in ("101 Main St", "Main St", "Main Boulevard", "100 Rain St", "??", "x" * 400):
        answer = open311.post("v2/requests.json", key=key, **nowhere, address_string=words)
        assert answer.status_code == 400
        assert "address_string" in sentences(answer)
    address("100 Main Street", *IN_BIRCH)
    assert open311.post("v2/requests.json", key=key, **nowhere, address_string="100 Main St").status_code == 400
    assert ServiceRequest.objects.count() == 1


@pytest.mark.parametrize("number", ["0", "-1", "1e3", "٣", "9" * 30, "x", "1; DROP TABLE"])
def test_50_an_address_id_that_is_none_is_refused(open311, town, key, number):
    answer = open311.post("v2/requests.json", key=key, service_code="pothole", address_id=number)
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "point",
    [
        {"lat": "0.5"},
        {"long": "0.5"},
        {"lat": "", "long": "0.5"},
        {"lat": "nan", "long": "inf"},
        {"lat": "1_0", "long": "x"},
    ],
)
def test_51_half_a_point_or_none_at_all_is_refused(open311, town, key, point):
    answer = open311.post("v2/requests.json", key=key, service_code="pothole", description="A hole", **point)
    assert answer.status_code == 400
    assert not ServiceRequest.objects.exists()


def asked(town, **fields) -> None:
    Question.objects.all().delete()
    Question.objects.create(service=town.pothole_service, code="deep", text={"en": "How deep?"}, **fields)
    current.refresh()


def test_52_a_missing_answer_is_named_by_its_code(open311, town, key):
    asked(town, is_required=True)
    answer = open311.post("v2/requests.json", key=key, **HOLE)
    assert answer.status_code == 400
    assert "deep required" in sentences(answer)
    assert not ServiceRequest.objects.exists()


KEYS = [{"key": "one", "name": {"en": "One"}}, {"key": "two", "name": {"en": "Two"}}]


def test_53_answers_come_in_brackets_and_several_of_a_list_too(open311, town, key):
    asked(town, datatype="multivaluelist", values=KEYS)
    for number, more in enumerate(({"attribute[deep][]": ["one", "two"]}, {"attribute[deep]": ["one", "two"]})):
        answer = open311.post("v2/requests.json", key=key, more=more, **HOLE | {"description": f"Hole {number}"})
        made = ServiceRequest.objects.get(number=answer.json()[0]["service_request_id"])
        assert made.answers == {"deep": ["one", "two"]}


@pytest.mark.parametrize(
    ("datatype", "value"),
    [("singlevaluelist", "three"), ("multivaluelist", "three"), ("number", "many"), ("datetime", "yesterday")],
)
def test_54_an_answer_that_does_not_fit_is_refused(open311, town, key, datatype, value):
    asked(town, datatype=datatype, values=KEYS if "list" in datatype else [])
    answer = open311.post("v2/requests.json", key=key, more={"attribute[deep]": value}, **HOLE)
    assert answer.status_code == 400
    assert "attribute[deep]" in sentences(answer)


def test_45_a_notice_is_never_asked_for_and_what_nobody_asked_is_no_mistake(open311, town, key):
    asked(town, is_notice=True, is_required=False)
    more = {"attribute[deep]": "x", "attribute[fixmystreet_id]": "7", "attribute[]": "y", "attribute[a][b][]": "z"}
    answer = open311.post("v2/requests.json", key=key, more=more, **HOLE)
    assert answer.status_code == 201
    assert ServiceRequest.objects.get().answers == {}


def test_55_a_description_has_4000_letters_and_html_is_text(open311, town, key):
    assert open311.post("v2/requests.json", key=key, **HOLE | {"description": "x" * 4000}).status_code == 201
    answer = open311.post("v2/requests.json", key=key, **HOLE | {"description": "x" * 4001})
    assert answer.status_code == 400
    assert "description" in sentences(answer)
    answer = open311.post("v2/requests.json", key=key, **HOLE | {"description": "<script>alert(1)</script>"})
    number = answer.json()[0]["service_request_id"]
    assert open311.json(f"v2/requests/{number}")[0]["description"] == "<script>alert(1)</script>"


def test_56_78_everything_about_the_sender_is_stored_and_shown_nowhere(open311, town, key):
    sender = {
        "email": "Ines@Example.net", "first_name": "Ines", "last_name": "Weyer", "phone": "555-0101",
        "device_id": "device-7", "account_id": "account-9", "media_url": "https://pictures.example.org/hole.jpg",
    }  # fmt: skip
    answer = open311.post("v2/requests.json", key=key, **HOLE, **sender)
    assert answer.json()[0]["account_id"] == "account-9"
    made = ServiceRequest.objects.get()
    assert (made.reporter.name, made.reporter.phone) == ("Ines Weyer", "555-0101")
    assert made.reporter.person.email == "ines@example.net"
    assert (made.sending.device_id, made.sending.account_id) == ("device-7", "account-9")
    assert made.sending.media_urls == [sender["media_url"]]
    shown = open311.get("v2/requests.json", extensions="true").content.decode().lower()
    for secret in ("ines", "weyer", "0101", "device-7", "account-9"):
        assert secret not in shown


@pytest.mark.parametrize(
    "wrong", [{"email": "nobody"}, {"email": "a" * 300 + "@example.org"}, {"media_url": "javascript:alert(1)"}]
)
def test_56_what_is_no_address_and_no_link_is_refused(open311, town, key, wrong):
    answer = open311.post("v2/requests.json", key=key, **HOLE, **wrong)
    assert answer.status_code == 400
    assert sentences(answer).startswith(next(iter(wrong)))
    assert not ServiceRequest.objects.exists()


def test_60_a_point_outside_is_refused_with_a_reason(open311, town, key):
    answer = open311.post("v2/requests.json", key=key, **HOLE | {"lat": "50", "long": "50"})
    assert answer.status_code == 400
    assert "outside" in sentences(answer)


def test_60_what_the_government_there_does_not_offer_is_refused_with_a_reason(open311, town, key):
    Offering.objects.filter(organization=town.alder, service=town.pothole_service).update(is_hidden=True)
    current.refresh()
    answer = open311.post("v2/requests.json", key=key, **HOLE)
    assert answer.status_code == 400
    assert "City of Alder is responsible there, and does not offer “Pothole”" in sentences(answer)


def test_the_umbrella_routes_by_itself_and_says_where_it_went(open311, town, key):
    Offering.objects.filter(organization=town.alder).update(notice={"en": "We come within three days."})
    current.refresh()
    row = open311.post("v2/requests.json", key=key, **HOLE).json()[0]
    assert row["agency_responsible"] == "City of Alder, Streets"
    assert row["service_notice"] == "It went to City of Alder, Streets. We come within three days."
    birch = HOLE | {"long": str(IN_BIRCH[0]), "lat": str(IN_BIRCH[1])}
    assert open311.post("v2/requests.json", key=key, **birch).json()[0]["agency_responsible"] == "City of Birch"


def test_a_government_takes_what_is_its_own_and_says_where_else_to_go(open311, town, key):
    answer = open311.post("birch/v2/requests.json", key=key, **HOLE)
    assert answer.status_code == 400
    said = sentences(answer)
    assert "City of Alder" in said
    assert "/open311/alder/v2 or http" in said
    assert not ServiceRequest.objects.exists()
    answer = open311.post("alder/v2/requests.json", key=key, **HOLE)
    assert answer.status_code == 201
    assert "/open311/alder/v2/requests/" in answer["Location"]


def test_a_town_that_another_handles_takes_its_own_too(open311, town, key):
    elm = HOLE | {"long": str(IN_ELM[0]), "lat": str(IN_ELM[1])}
    answer = open311.post("elm/v2/requests.json", key=key, **elm)
    assert answer.status_code == 201
    assert answer.json()[0]["agency_responsible"].startswith("Cedar County")


def test_26_a_jurisdiction_id_chooses_the_government(open311, town, key):
    assert open311.post("v2/requests.json", key=key, jurisdiction_id="birch", **HOLE).status_code == 400
    assert open311.post("v2/requests.json", key=key, jurisdiction_id="nowhere.example", **HOLE).status_code == 404
    assert open311.post("v2/requests.json", key=key, jurisdiction_id="alder", **HOLE).status_code == 201


def test_a_governments_key_is_good_at_its_own_endpoint_and_at_the_one_for_all(open311, town):
    key = key_for(town.alder)
    assert open311.post("alder/v2/requests.json", key=key, **HOLE).status_code == 201
    assert open311.post("v2/requests.json", key=key, **HOLE | {"description": "Another"}).status_code == 201
    assert open311.post("birch/v2/requests.json", key=key, **HOLE).status_code == 403


def test_a_personal_key_reports_in_its_persons_name(open311, town):
    _key, text = programs.make_own_key(town.rosa, name="Mine", scopes=["report"], by=town.rosa)
    open311.post("v2/requests.json", key=text, email="fred@example.net", **HOLE)
    made = ServiceRequest.objects.get()
    assert (made.reporter.person, made.events.get().person) == (town.rosa, town.rosa)


def test_the_event_says_which_program_it_was(open311, town, key):
    open311.post("v2/requests.json", key=key, **HOLE)
    event = Event.objects.get()
    assert str(event.member) == "Program “City app”"
    assert event.member.organization == town.county


def test_30_in_production_a_report_is_taken_over_https_alone(open311, town, key, settings):
    settings.BEHIND_TLS = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert open311.post("v2/requests.json", key=key, **HOLE).status_code == 403
    assert not ServiceRequest.objects.exists()
    assert open311.get("v2/requests.json").status_code == 200
    answer = open311.post("v2/requests.json", key=key, headers={"X-Forwarded-Proto": "https"}, **HOLE)
    assert answer.status_code == 201


def test_65_66_a_token_is_the_id_itself_and_an_unknown_one_is_not_found(open311, town, key):
    number = open311.post("v2/requests.json", key=key, **HOLE).json()[0]["service_request_id"]
    assert open311.json(f"v2/tokens/{number}") == [{"service_request_id": number, "token": number}]
    assert open311.xml(f"v2/tokens/{number}").findtext("request/token") == number
    missing = open311.get("v2/tokens/none.json")
    assert (missing.status_code, missing.json()[0]["code"]) == (404, "404")


def test_85_a_private_report_is_taken_and_its_id_not_found(open311, town, key):
    Offering.objects.filter(organization=town.alder, service=town.pothole_service).update(is_private=True)
    current.refresh()
    number = open311.post("v2/requests.json", key=key, **HOLE).json()[0]["service_request_id"]
    assert open311.get(f"v2/requests/{number}.json").status_code == 404
    assert open311.get(f"v2/tokens/{number}.json").status_code == 404


def test_90_everything_that_is_wrong_is_said_at_once(open311, town, key):
    asked(town, is_required=True)
    answer = open311.post("v2/requests.json", key=key, email="x", **HOLE | {"description": "x" * 5000})
    assert {error["code"] for error in answer.json()} == {"400"}
    assert len(answer.json()) == 3


def test_91_who_calls_too_often_is_told_how_long_to_wait(open311, town):
    key = key_for(town.county, per_minute=2)
    answers = [open311.post("v2/requests.json", key=key, **HOLE) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert 1 <= int(answers[2]["Retry-After"]) <= 60
    assert answers[2].json()[0]["code"] == "429"


@pytest.mark.parametrize(
    ("body", "form"),
    [
        (b"", "application/x-www-form-urlencoded"),
        (b"{}", "application/json"),
        (b"<request/>", "text/xml"),
        (b"\xff\xfe%%%&&&===", "application/x-www-form-urlencoded"),
        (b"lat=%00&long=%FF&service_code=%ED%A0%80", "application/x-www-form-urlencoded"),
        (b"a=1", "application/x-www-form-urlencoded; charset=latin-1"),
        (b"a=1", "application/x-www-form-urlencoded; charset=nothing"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"--x--", "multipart/form-data"),
        (b"x", "multipart/form-data; boundary=" + "b" * 300),
        (b"&".join(b"a%d=1" % number for number in range(2000)), "application/x-www-form-urlencoded"),
        (b"description=" + b"x" * 3_000_000, "application/x-www-form-urlencoded"),
    ],
)
def test_88_89_whatever_is_sent_is_answered_in_the_format_that_was_asked_for(open311, town, key, body, form):
    for path in ("requests", "servicerequestupdates"):
        answer = open311.http.generic("POST", f"/open311/v2/{path}.json?api_key={key}", body, content_type=form)
        assert answer.status_code in (400, 404), answer.content
        assert answer.json()[0]["description"]
    assert not ServiceRequest.objects.exists()


def test_a_report_costs_few_queries_whatever_comes_along(open311, town, key, django_assert_num_queries):
    open311.post("v2/requests.json", key=key, **HOLE)
    with CaptureQueriesContext(connection) as queries:
        open311.post("v2/requests.json", key=key, email=town.rosa.email, **HOLE | {"description": "Second"})
    assert len(queries) <= 7, [query["sql"][:100] for query in queries]


def test_a_report_on_a_state_road_goes_where_the_rules_say(open311, town, key):
    answer = open311.post("v2/requests.json", key=key, **HOLE | {"long": str(ON_ROAD[0]), "lat": str(ON_ROAD[1])})
    assert answer.json()[0]["agency_responsible"] == "City of Alder, Streets"
    operations.transfer(ServiceRequest.objects.get(), to=town.county, reason="Theirs", by=town.ada)
    number = answer.json()[0]["service_request_id"]
    assert open311.json(f"v2/requests/{number}")[0]["agency_responsible"].startswith("Cedar County")
