"""The pages of an organization's records: who gets in, what is drawn, what is refused at its field."""

from __future__ import annotations

import datetime as dt
import io
import json
import uuid
import zipfile
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fixward.domain.conversations import operations as conversations
from fixward.domain.governments.models import Member, Role
from fixward.domain.records import operations, production, retention
from fixward.domain.records.kinds import Sort
from fixward.domain.records.models import Export, Hold, Schedule, Withholding
from fixward.domain.records.selection import Selection
from fixward.domain.service_requests import operations as requests
from fixward.domain.service_requests.models import ServiceRequest
from fixward.foundation import clock
from tests.doors.staff.conftest import Desk
from tests.town import Town

DAYS = {"since": "2020-01-01", "until": "2099-12-31"}


@pytest.fixture
def head(town: Town) -> Member:
    return town.member("head", town.alder, Role.ADMINISTRATOR)


@pytest.fixture
def desk(head: Member) -> Desk:
    """Of Alder's administrator."""
    return Desk(head)


def begun(desk: Desk, **more: Any) -> Export:
    sent = {"title": "2026-117", "key": uuid.uuid4(), "with_photos": "on", "masks": "on"} | DAYS | more
    answer = desk.client.post("/staff/records/exports/new", sent)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return Export.objects.latest("pk")


def test_from_the_question_to_the_package(town: Town, desk: Desk):
    number = town.report(description="Call Bo Smith at 727-555-0147").number
    export = begun(desk)
    page = desk.get(f"/staff/records/exports/{export.pk}").content.decode()
    assert "1 request is in it" in page
    look = f"/staff/records/exports/{export.pk}/requests/{number}"
    assert "Call Bo Smith at [phone number]" in desk.get(look).content.decode()
    described = {"sort": "description", "thing": town_pk(number), "passage": "Bo Smith", "reason": "s. 119.071"}
    assert desk.client.post(look, described).status_code == 302
    assert "Call █████ at [phone number]" in desk.get(look).content.decode()
    assert desk.client.post(f"/staff/records/exports/{export.pk}/produce").status_code == 302
    waiting = desk.get(f"/staff/records/exports/{export.pk}").content.decode()
    assert "0 of 1 requests" in waiting
    assert "hx-trigger" in waiting
    production.produce(export.pk)
    ready = desk.get(f"/staff/records/exports/{export.pk}").content.decode()
    assert Export.objects.get().sha256 in ready
    assert "hx-trigger" not in ready.split('id="_export"')[1]
    taken = desk.get(f"/staff/records/exports/{export.pk}/download")
    assert taken["Cache-Control"] == "private, no-store"
    package = zipfile.ZipFile(io.BytesIO(b"".join(taken.streaming_content)))
    assert json.loads(package.read("manifest.json"))["request"] == "2026-117"
    assert ", Head" in desk.get(f"/staff/records/exports/{export.pk}").content.decode().split("Downloads")[1]


def town_pk(number: str) -> int:
    return ServiceRequest.objects.get(number=number).pk


def test_what_is_wrong_is_said_at_the_field_and_stores_nothing(town: Town, desk: Desk):
    other = town.report(at=(6, 2))
    for sent, sentence in (
        ({"since": "", "title": "x"}, "This field is required."),
        ({"title": "x", "since": "2026-02-01", "until": "2026-01-01"}, "The last day comes before the first one."),
        ({"title": "x", "numbers": f"{other.number}, nonsense"}, "Not in the records of City of Alder"),
        ({"title": "x", "key": "no key"}, "valid UUID"),
    ):
        answer = desk.client.post("/staff/records/exports/new", DAYS | {"key": uuid.uuid4()} | sent)
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
    assert not Export.objects.exists()
    export = begun(desk)
    made = town.pothole
    assert desk.get(f"/staff/records/exports/{export.pk}/requests/{made.number}").status_code == 404
    export = begun(desk)
    look = f"/staff/records/exports/{export.pk}/requests/{made.number}"
    refused = desk.client.post(look, {"sort": "description", "thing": made.pk, "passage": "Bo", "reason": "x"})
    assert (refused.status_code, "These words do not stand there" in refused.content.decode()) == (422, True)
    assert desk.client.post(look, {"sort": "nothing", "thing": "-1"}).status_code == 404
    everywhere = desk.client.post(f"/staff/records/exports/{export.pk}/withhold", {"passage": "Bo"})
    assert (everywhere.status_code, "by which exemption" in everywhere.content.decode()) == (422, True)
    assert desk.client.post(f"/staff/records/exports/{export.pk}/nothing").status_code == 404
    assert not Withholding.objects.exists()


def test_what_was_withheld_is_released_after_all(town: Town, head: Member, desk: Desk):
    number = town.pothole.number
    export = begun(desk)
    look = f"/staff/records/exports/{export.pk}/requests/{number}"
    desk.client.post(look, {"sort": "request", "thing": 0, "reason": "s. 119.071"})
    assert "The whole request stays out" in desk.get(look).content.decode()
    back = {"withholding": Withholding.objects.get().pk, "number": number}
    assert desk.client.post(f"/staff/records/exports/{export.pk}/take-back", back)["Location"] == look
    assert not Withholding.objects.exists()


def test_an_expired_package_says_so(town: Town, head: Member, desk: Desk):
    export = begun(desk)
    operations.produce(export, by=head)
    production.produce(export.pk)
    Export.objects.update(expires_at=clock.now() - dt.timedelta(seconds=1))
    answer = desk.get(f"/staff/records/exports/{export.pk}/download")
    page = answer.content.decode()
    assert (answer.status_code, "or its time is over" in page, "Expired" in page) == (410, True, True)
    assert "#file_download" not in page


def test_nobody_but_the_organizations_own_administrators_gets_in(town: Town, desk: Desk, abel: Desk):
    export = begun(desk)
    other = Desk(town.member("other", town.county, Role.ADMINISTRATOR))
    for path in ("", "exports/new", f"exports/{export.pk}", f"exports/{export.pk}/download", "holds", "destroyed"):
        assert abel.get(f"/staff/records/{path}").status_code == 404
    assert other.get("/staff/records/").status_code == 200
    assert other.get(f"/staff/records/exports/{export.pk}").status_code == 404
    assert other.client.post(f"/staff/records/exports/{export.pk}/produce").status_code == 404


def test_a_hold_is_counted_placed_shown_on_the_desk_and_released(town: Town, desk: Desk, ada: Desk):
    number = town.pothole.number
    asked = {"reason": "Quux v. City", "text": "deep", "person": "rosa@example.net"}
    counted = desk.client.post("/staff/records/holds/new", asked | {"count": "1"})
    assert "It would hold 1 request as of now." in counted.content.decode()
    assert not Hold.objects.exists()
    assert desk.client.post("/staff/records/holds/new", asked).status_code == 302
    hold = Hold.objects.get()
    assert "1 request is held" in desk.get(f"/staff/records/holds/{hold.pk}").content.decode()
    shown = ada.get(f"/staff/requests/{number}").content.decode()
    assert "Under a legal hold of City of Alder" in shown
    assert "Quux" not in shown
    link = f'href="/staff/records/holds/{hold.pk}"'
    assert (link in shown, link in desk.desk(town.pothole).content.decode()) == (False, True)
    assert desk.client.post(f"/staff/records/holds/{hold.pk}", {"reason": ""}).status_code == 422
    assert desk.client.post(f"/staff/records/holds/{hold.pk}", {"reason": "Settled"}).status_code == 302
    assert "Under a legal hold" not in ada.get(f"/staff/requests/{number}").content.decode()
    empty = desk.client.post("/staff/records/holds/new", {"reason": "x"})
    assert (empty.status_code, "Say what is held" in empty.content.decode()) == (422, True)
    nobody = desk.client.post("/staff/records/holds/new", {"reason": "x", "person": "nobody@example.net"})
    assert "Nobody with this address" in nobody.content.decode()


def test_who_closes_their_account_reads_what_is_kept_and_why(town: Town, head: Member):
    operations.place_hold(Selection(requests=(town.pothole.pk,)), reason="Quux v. City", by=head)
    page = Desk(town.ada)
    page.client.force_login(town.rosa)
    shown = page.get("/my/close").content.decode()
    assert "City of Alder has to keep 1 request" in shown
    assert "Quux" not in shown


def test_what_the_next_night_takes_and_the_certificate(town: Town, desk: Desk):
    requests.close(town.pothole, resolution="fixed", text="Filled", by=town.ada)
    ServiceRequest.objects.update(closed_at=clock.now() - dt.timedelta(days=90))
    added = desk.client.post("/staff/setup/for/alder/retention/new", {"kind": "requests", "months": 2})
    assert added.status_code == 302
    assert Schedule.objects.get().months == 2
    assert "1 request" in desk.get("/staff/records/destroyed").content.decode()
    retention.run(town.alder.pk)
    run = retention.Run.objects.get()
    page = desk.get(f"/staff/records/destroyed/{run.pk}").content.decode()
    assert town.pothole.number in page
    file = desk.get(f"/staff/records/destroyed/{run.pk}", form="csv")
    assert town.pothole.number in b"".join(file.streaming_content).decode()
    assert str(run.pk) in desk.get("/staff/records/destroyed").content.decode()


def test_ten_more_cost_no_query_more(town: Town, head: Member, desk: Desk, django_assert_num_queries):
    def make() -> None:
        made = town.report()
        conversations.reply(made, text="We come", by=town.ada)
        operations.place_hold(Selection(requests=(made.pk,)), reason="A case", by=head)

    make()
    export = begun(desk)
    operations.withhold(export, service_request=ServiceRequest.objects.first(), sort=Sort.REQUEST, reason="x", by=head)
    pages = ["/staff/records/", f"/staff/records/exports/{export.pk}", "/staff/records/holds"]
    counts = {}
    for path in pages:
        desk.get(path)
        with CaptureQueriesContext(connection) as counted:
            desk.get(path)
        counts[path] = len(counted)
    for _number in range(10):
        make()
    begun(desk)
    Export.objects.filter(pk=export.pk).update(asked_at=clock.now())
    for path in pages:
        with django_assert_num_queries(counts[path]):
            desk.get(path)
