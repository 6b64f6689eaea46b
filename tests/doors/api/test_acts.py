"""Every act: done by its operation, with the key it takes, and refused with the sentence of the pages."""

from __future__ import annotations

import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from fixward.domain.conversations import operations as conversations
from fixward.domain.conversations.models import Message, Rating
from fixward.domain.service_requests import operations
from fixward.domain.service_requests.models import Event, EventKind, Reporter, ServiceRequest, Status
from fixward.domain.service_requests.operations import Contact
from fixward.doors.api.acts.table import ACTS
from tests.doors.api.conftest import Api, fields, of_organization, of_person, problem
from tests.town import IN_ALDER, IN_BIRCH, IN_COUNTY

WHY = {"reason": "Because"}


def jpeg() -> SimpleUploadedFile:
    file = io.BytesIO()
    Image.new("RGB", (8, 8), "#808080").save(file, "JPEG")
    return SimpleUploadedFile("hole.jpg", file.getvalue(), content_type="image/jpeg")


def token(caller: Api) -> str:
    answer = caller.http.post("/api/v1/photos", {"file": jpeg()})
    assert answer.status_code == 201, answer.content
    return str(answer.json()["token"])


def now(service_request: ServiceRequest) -> ServiceRequest:
    return ServiceRequest.objects.get(pk=service_request.pk)


def report(**more: object) -> dict[str, object]:
    return {"service": "pothole", "lon": IN_ALDER[0], "lat": IN_ALDER[1], "description": "Deep"} | more


def test_anybody_reports_and_is_told_where_it_went(town, anybody):
    answer = anybody.post("requests", report(contact={"email": "new@example.net"}, photos=[token(anybody)]))
    assert answer.status_code == 201
    said = answer.json()
    made = ServiceRequest.objects.get(number=said["number"])
    assert answer["Location"].endswith(f"/api/v1/requests/{made.number}")
    assert (said["organization"], said["because"][0]) == (
        "alder",
        "The pin is in Alder, which belongs to City of Alder.",
    )
    assert (made.source, made.photos.count(), made.reporter.person.email) == ("api", 1, "new@example.net")


def test_a_person_reports_in_their_name_and_an_organization_for_somebody(town):
    mine = of_person(town.fred).done("requests", report())
    assert Reporter.objects.get(service_request__number=mine["number"]).person == town.fred
    desk = of_organization(town.alder, "work", "report")
    taken = desk.done("requests", report(source="phone", contact={"name": "A caller"}))
    assert ServiceRequest.objects.get(number=taken["number"]).source == "phone"
    wrong = of_person(town.fred).refused("requests", report(source="phone"), status=422)
    assert list(fields(wrong)) == ["source"]
    assert of_organization(town.alder, "read").post("requests", report()).status_code == 403


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"lon": 50}, "where"),
        ({"service": "none"}, "service"),
        ({"contact": {"email": "no address"}}, "email"),
        ({"contact": {"mail": "a@example.net"}}, "contact.mail"),
        ({"description": "x" * 4001}, "description"),
        ({"photos": ["forged"]}, "photos"),
        ({"service": "light", "answers": {"pole": "mine"}}, "answers.pole"),
        ({"lon": "east"}, "lon"),
        ({"sevice": "pothole"}, "sevice"),
    ],
)
def test_what_is_wrong_with_a_report_is_said_at_its_field_and_nothing_is_stored(town, anybody, more, field):
    found = anybody.refused("requests", report(**more), status=422)
    assert list(fields(found)) == [field]
    assert not ServiceRequest.objects.exists()


def test_no_json_and_too_much_are_problems_too(town, anybody):
    for body, status in ((b"{", 400), (b"", 422), (b"[" * 100_000, 400), (b'"' + b"x" * 3_000_000 + b'"', 413)):
        answer = anybody.http.post("/api/v1/requests", body, content_type="application/json")
        assert answer.status_code == status
        assert problem(answer)["status"] == status


def test_who_comes_without_a_key_is_counted_as_on_the_pages(town, anybody, settings):
    settings.LIMITS = settings.LIMITS | {"reports": [1, 0]}
    assert anybody.post("requests", report()).status_code == 201
    late = anybody.post("requests", report())
    assert late.status_code == 429
    assert int(late["Retry-After"]) > 0
    assert of_organization(town.alder, "report").post("requests", report()).status_code == 201


def test_a_persons_own_keys_are_counted_together_as_that_person_is_on_the_pages(town, settings):
    settings.LIMITS = settings.LIMITS | {"reports": [0, 1], "comments": [0, 1]}
    one, other = of_person(town.rosa), of_person(town.rosa)
    path = f"requests/{one.done('requests', report())['number']}"
    assert other.post("requests", report()).status_code == 429
    one.done(f"{path}/comment", {"text": "Still there"})
    assert other.post(f"{path}/comment", {"text": "And again"}).status_code == 429
    assert of_person(town.fred).post("requests", report()).status_code == 201


def test_a_program_makes_only_so_many_reports_in_the_name_of_one_address(town, settings):
    settings.LIMITS = settings.LIMITS | {"reports": [0, 1]}
    app, contact = of_organization(town.alder, "report"), {"email": "somebody@example.net"}
    assert app.post("requests", report(contact=contact)).status_code == 201
    assert app.post("requests", report(contact=contact)).status_code == 429
    assert app.post("requests", report()).status_code == 201


def test_a_form_where_json_is_asked_for_is_a_problem_too(town, anybody):
    answer = anybody.http.post("/api/v1/requests", {"a": "b"}, headers={"Idempotency-Key": "one"})
    assert answer.status_code in (400, 415, 422)
    assert problem(answer)


def test_why_a_reporter_reopens_is_covered_for_others(town, anybody):
    made = town.report()
    operations.close(made, resolution="fixed", by=town.ada)
    operations.reopen(now(made), reason="Still there, call 727-555-0142", by=town.rosa)
    custodies = anybody.read(f"requests/{made.number}")["custodies"]
    assert "Still there" in custodies[-1]["reason"]
    assert "0142" not in str(custodies)
    assert "0142" in str(of_organization(town.alder, "work").read(f"requests/{made.number}")["custodies"])


def test_the_work_of_a_desk(town):
    desk, made = of_organization(town.alder, "manage"), town.report()
    path = f"requests/{made.number}"
    assert desk.http.post(f"/api/v1/{path}/acknowledge", b"", content_type="application/json").status_code == 200
    assert desk.done(f"{path}/assign", {"department": "desk", "member": town.ada.pk})
    assert (now(made).department, now(made).assignee) == (town.alder_desk, town.ada)
    assert Message.objects.get(pk=desk.done(f"{path}/reply", {"text": "We come"})["id"]).text == "We come"
    assert desk.done(f"{path}/note", {"text": "Look", "shared": True})["id"]
    assert desk.done(f"{path}/ask", {"text": "Where exactly?"})["id"]
    desk.done(f"{path}/resume")
    desk.done(f"{path}/set-priority", {"priority": "urgent"})
    desk.done(f"{path}/set-target", {"day": "2100-01-01", **WHY})
    assert (now(made).priority, now(made).due_at.year) == (40, 2100)
    desk.done(f"{path}/change-service", {"service": "light", "answers": {"pole": "city"}})
    assert (now(made).service, now(made).answers) == (town.light_service, {"pole": "city"})
    desk.done(f"{path}/move-pin", {"lon": 0.6, "lat": 0.6, "address": "1 Main St"})
    desk.done(f"{path}/close", {"resolution": "fixed", "text": "Done", "photos": [token(of_person(town.fred))]})
    assert (now(made).status, now(made).photos.get().shows_work) == (Status.CLOSED, True)
    assert desk.done(f"{path}/reopen", WHY)["status"] == "acknowledged"


def test_from_hand_to_hand(town):
    alder, county = of_organization(town.alder, "work"), of_organization(town.county, "manage")
    path = f"requests/{town.report().number}"
    assert alder.done(f"{path}/transfer", {"to": "county", **WHY})["organization"] == "county"
    assert county.done(f"{path}/return", WHY)["organization"] == "alder"
    assert alder.done(f"{path}/transfer", {"to": "county", **WHY})["organization"] == "county"
    assert now(ServiceRequest.objects.get()).unsettled_at
    assert alder.refused(f"{path}/settle", {"to": "alder", **WHY}, status=403)["detail"]
    assert county.done(f"{path}/settle", {"to": "alder", **WHY})["organization"] == "alder"


def test_repetitions_and_links(town):
    desk = of_organization(town.alder, "work")
    one, two = town.report(), town.report()
    desk.done(f"requests/{one.number}/mark-duplicate", {"of": two.number})
    assert desk.read(f"requests/{one.number}")["duplicate_of"] == two.number
    desk.done(f"requests/{one.number}/separate", WHY)
    desk.done(f"requests/{one.number}/relate", {"to": two.number})
    assert desk.read(f"requests/{one.number}")["related"] == [two.number]
    desk.done(f"requests/{one.number}/unrelate", {"to": two.number})
    desk.done(f"requests/{one.number}/join-for", {"contact": {"email": "caller@example.net"}})
    assert now(one).supports.count() == 1
    wrong = desk.refused(f"requests/{one.number}/relate", {"to": "000"}, status=422)
    assert fields(wrong) == {"to": "There is no request with that number."}


def test_moderating(town):
    desk, made = of_organization(town.alder, "manage"), town.report()
    path = f"requests/{made.number}"
    message = conversations.comment(made, text="Rude", by=town.fred)
    for act in ("hide-message", "show-message"):
        desk.done(f"{path}/{act}", {"message": message.pk, **WHY})
    desk.done(f"{path}/edit-message", {"message": message.pk, "text": "Nice", **WHY})
    desk.done(f"{path}/edit-description", {"text": "A hole", **WHY})
    desk.done(f"{path}/add-photos", {"photos": [token(of_person(town.fred))]})
    photo = now(made).photos.get()
    for act in ("hide-photo", "show-photo"):
        desk.done(f"{path}/{act}", {"photo": photo.pk, **WHY})
    conversations.flag(made, reason="spam", by=town.fred)
    (waiting,) = desk.read("desk/moderation")
    assert (waiting["number"], waiting["message"], waiting["flags"][0]["reason"]) == (made.number, None, "spam")
    desk.done(f"{path}/keep")
    assert desk.read("desk/moderation") == []
    town.alder.holds_comments = True
    town.alder.save()
    held = conversations.comment(now(made), text="Wait", by=town.fred)
    assert [row["message"] for row in desk.read("desk/moderation")] == [held.pk]
    desk.done(f"{path}/let-through", {"message": held.pk})
    for act in ("hide", "show-again"):
        desk.done(f"{path}/{act}", WHY)
    assert Message.objects.get(pk=message.pk).text == "Nice"
    worker = of_organization(town.alder, "work")
    assert "manage" in worker.refused(f"{path}/hide", WHY, status=403)["detail"]
    assert list(fields(desk.refused(f"{path}/hide-photo", {"photo": 10**9, **WHY}, status=422))) == ["photo"]


def test_what_residents_do(town):
    made, rosa, fred = town.report(), of_person(town.rosa), of_person(town.fred)
    path = f"requests/{made.number}"
    fred.done(f"{path}/support")
    fred.done(f"{path}/follow")
    assert fred.read(path)["is_followed"] is True
    fred.done(f"{path}/unfollow")
    fred.done(f"{path}/join", {"photos": [token(fred)]})
    fred.done(f"{path}/comment", {"text": "Here too"})
    fred.done(f"{path}/flag", {"reason": "other", "text": "See"})
    rosa.done(f"{path}/add-photos", {"photos": [token(rosa)]})
    operations.close(now(made), resolution="fixed", by=town.ada)
    rosa.done(f"{path}/rate", {"stars": 4, "text": "Fast"})
    assert Rating.objects.get().stars == 4
    rosa.done(f"{path}/reopen", WHY)
    assert rosa.done(f"{path}/withdraw")["status"] == "closed"
    assert now(made).supports.filter(person=town.fred).exists()


def test_who_has_no_key_is_told_from_others_by_what_their_program_says(town, anybody):
    path = f"requests/{town.report().number}"
    one = {"browser": str(uuid.uuid4())}
    for body in (one, one, {"browser": str(uuid.uuid4())}):
        anybody.done(f"{path}/support", body)
    assert anybody.read(path)["supporters"] == 2
    anybody.done(f"{path}/flag", {"reason": "spam", **one})
    assert list(fields(anybody.refused(f"{path}/support", status=422))) == ["browser"]
    assert anybody.post(f"{path}/comment", {"text": "Hello"}).status_code == 401


def test_a_key_does_what_it_was_given_and_no_more(town):
    path = f"requests/{town.report().number}"
    reader = of_organization(town.alder, "read")
    assert reader.refused(f"{path}/acknowledge", status=403)["detail"] == "This key was not given “work”."
    assert of_person(town.rosa).post(f"{path}/acknowledge").status_code == 403
    assert of_organization(town.alder, "manage", "report").post(f"{path}/comment", {"text": "x"}).status_code == 403
    assert of_person(town.rosa, "read").post(f"{path}/comment", {"text": "x"}).status_code == 403
    assert not Event.objects.exclude(kind=EventKind.SUBMITTED).exists()


def test_what_is_refused_is_said_in_the_words_and_language_of_the_pages(town):
    made = town.report(IN_COUNTY)
    refused = of_organization(town.alder, "work").refused(f"requests/{made.number}/acknowledge", status=409)
    assert refused["detail"].startswith("Only Cedar County, which holds this request, can do that now")
    own = town.report(IN_ALDER)
    desk = of_organization(town.alder, "work")
    desk.done(f"requests/{own.number}/acknowledge")
    stale = desk.refused(f"requests/{own.number}/set-priority", {"priority": "high", "seen": own.version}, status=409)
    assert "changed this request" in stale["detail"]
    answer = desk.post(f"requests/{own.number}/acknowledge", Accept_Language="es")
    assert problem(answer)["detail"] == "Esta solicitud ya se ha confirmado."


def test_private_requests_of_others_are_not_there_to_be_acted_on(town):
    made = town.report(IN_BIRCH, contact=Contact(email="rosa@example.net"))
    ServiceRequest.objects.filter(pk=made.pk).update(is_private=True)
    for caller in (Api(), of_person(town.fred), of_organization(town.alder, "manage")):
        for act in ACTS.values():
            answer = caller.post(f"requests/{made.number}/{act.name}", {})
            assert answer.status_code in (401, 403, 404, 422), (act.name, answer.content)
    assert now(made).version == made.version
