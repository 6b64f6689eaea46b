"""What is given out of an organization's records, and what stays out of it."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import subprocess
import uuid
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage

from fixward.domain.conversations import operations as conversations
from fixward.domain.governments.models import Member, Role
from fixward.domain.records import operations, production, release
from fixward.domain.records.covering import BLACK
from fixward.domain.records.kinds import Sort
from fixward.domain.records.models import Download, Export, Stage
from fixward.domain.records.operations import Refused
from fixward.domain.records.selection import Selection
from fixward.domain.service_requests import operations as requests
from fixward.domain.service_requests.models import ServiceRequest
from fixward.domain.service_requests.operations import Contact
from fixward.foundation import clock
from fixward.foundation.files import documents
from tests.access.world import picture
from tests.town import IN_BIRCH, Town

EMAIL, NAME, PHONE = "zoe@example.net", "Zoe Quux", "(727) 555-0147"


@pytest.fixture
def head(town: Town) -> Member:
    """Alder's administrator."""
    return town.member("head", town.alder, Role.ADMINISTRATOR)


def days(**more: Any) -> Selection:
    today = clock.now().date()
    return Selection(since=today - dt.timedelta(days=2), until=today + dt.timedelta(days=1), **more)


def prepared(by: Member, **more: Any) -> Export:
    choices = {name: more.pop(name) for name in operations.exports.CHOICES if name in more}
    return operations.prepare(days(**more), title="Reference 12", key=uuid.uuid4(), by=by, **choices)


def produced(export: Export, by: Member) -> zipfile.ZipFile:
    operations.produce(export, by=by)
    production.produce(export.pk)
    export.refresh_from_db()
    assert export.stage == Stage.READY
    return zipfile.ZipFile(operations.download(export, by=by))


def lines(package: zipfile.ZipFile, table: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in package.read(f"data/{table}.jsonl").decode().splitlines()]


@pytest.fixture
def told(town: Town) -> Any:
    """A request in which somebody says who they are, with answers, notes and a photo."""
    contact = Contact(email=EMAIL, name=NAME, phone=PHONE)
    said = f"I am {NAME}, call 727.555.0147 or write to {EMAIL}. The car is ABC D12. My neighbour Bo Smith did it."
    service_request = town.report(contact=contact, description=said, pictures=[picture()])
    conversations.reply(service_request, text=f"Dear {NAME}, we come.", by=town.ada)
    conversations.reply(service_request, text="Zoe, ZOE and Ms. Quux: we come; zoetropes stay.", by=town.ada)
    conversations.note(service_request, text="Only ours: Bo is known here.", by=town.ada)
    requests.close(service_request, resolution="fixed", text=f"Filled, thank you {NAME}", by=town.ada)
    return service_request


def test_who_reported_is_in_no_file_unless_it_is_chosen(town: Town, head: Member, told: Any):
    package = produced(prepared(head, with_notes=True), head)
    whole = b"".join(package.read(name) for name in package.namelist()).decode(errors="replace").lower()
    for trace in (EMAIL, NAME.lower(), "555.0147", "555-0147", "abc d12"):
        assert trace not in whole
    assert "…, … and Ms. …: we come; zoetropes stay." in {row["text"] for row in lines(package, "messages")}
    chosen = produced(prepared(head, with_reporters=True), head)
    assert lines(chosen, "requests")[0]["reporter_email"] == EMAIL


def test_internal_notes_stay_out_unless_chosen_and_anothers_always(town: Town, head: Member):
    passed = town.report(IN_BIRCH)
    birch = town.member("berta", town.birch, Role.WORKER)
    conversations.note(passed, text="Birch only", by=birch)
    conversations.note(passed, text="Birch to all", by=birch, shared=True)
    requests.transfer(passed, to=town.alder, reason="It is yours", by=birch)
    conversations.note(passed, text="Alder only", by=town.ada)
    without = produced(prepared(head), head)
    assert "data/notes.jsonl" not in without.namelist()
    assert {row["what"] for row in lines(without, "events")} >= {"Received", "Transferred → City of Alder"}
    with_notes = produced(prepared(head, with_notes=True), head)
    assert [row["text"] for row in lines(with_notes, "notes")] == ["Birch to all", "Alder only"]


def test_only_what_the_organization_was_ever_concerned_with_is_in_it(town: Town, head: Member):
    ours, theirs = town.report(), town.report(IN_BIRCH)
    given_away = town.report()
    requests.transfer(given_away, to=town.county, reason="A county road", by=town.ada)
    numbers = {row["number"] for row in lines(produced(prepared(head), head), "requests")}
    assert numbers == {ours.number, given_away.number}
    assert theirs.number not in numbers


def test_what_is_withheld_by_hand_is_out_and_the_manifest_says_why(town: Town, head: Member, told: Any):
    gone = town.report(description="Gone as a whole")
    export = prepared(head)
    why = {"reason": "s. 119.071", "by": head}
    operations.withhold(export, service_request=told, sort=Sort.DESCRIPTION, thing=told.pk, passage="bo  smith", **why)
    operations.withhold(export, service_request=gone, sort=Sort.REQUEST, **why)
    operations.withhold(export, service_request=told, sort=Sort.PHOTO, thing=told.photos.get().pk, **why)
    package = produced(export, head)
    assert [row["number"] for row in lines(package, "requests")] == [told.number]
    assert f"My neighbour {BLACK} did it." in lines(package, "requests")[0]["description"]
    assert lines(package, "files")[0] | {"id": 0, "at": ""} == {
        "number": told.number, "id": 0, "at": "", "what": "Photo", "text": "", "file": "", "sha256": "",
        "is_hidden": False, "withheld": "s. 119.071",
    }  # fmt: skip
    manifest = json.loads(package.read("manifest.json"))
    assert [(one["request"], one["what"], one["part"], one["reason"]) for one in manifest["withheld_by_hand"]] == [
        (told.number, "description", "passage", "s. 119.071"),
        (gone.number, "request", "whole", "s. 119.071"),
        (told.number, "photo", "whole", "s. 119.071"),
    ]
    assert b"Bo Smith" not in b"".join(package.read(name) for name in package.namelist())


def test_the_files_of_messages_and_notes_go_and_stay_with_them(town: Town, head: Member, told: Any):
    paper = documents.read(io.BytesIO(b"%PDF-1.7 paper"), name=f"{NAME}.pdf")
    said = conversations.reply(told, text="See the plan", documents=[paper], by=town.ada)
    conversations.note(told, text="Ours", documents=[paper], by=town.ada)
    export = prepared(head)
    package = produced(export, head)
    files = [row for row in lines(package, "files") if row["what"] == "File"]
    assert [(row["text"], package.read(row["file"])) for row in files] == [("….pdf", b"%PDF-1.7 paper")]
    assert NAME.lower() not in " ".join(package.namelist()).lower()
    with_notes = prepared(head, with_notes=True)
    withheld = {"service_request": told, "sort": Sort.MESSAGE, "thing": said.pk, "reason": "A plan", "by": head}
    operations.withhold(with_notes, **withheld)
    rows = [row for row in lines(produced(with_notes, head), "files") if row["what"] == "File"]
    assert [(bool(row["file"]), row["withheld"]) for row in rows] == [(False, "A plan"), (True, "")]


def test_a_passage_is_blacked_out_in_every_text(town: Town, head: Member, told: Any):
    conversations.reply(town.report(), text="Bo Smith lives there", by=town.ada)
    export = prepared(head)
    operations.withhold(export, sort=Sort.EVERYWHERE, passage="Bo Smith", reason="A minor", by=head)
    package = produced(export, head)
    assert {row["text"] for row in lines(package, "messages")} >= {f"{BLACK} lives there"}
    assert b"Bo Smith" not in b"".join(package.read(name) for name in package.namelist())


def test_a_text_that_is_changed_after_it_was_looked_at_is_withheld_whole(town: Town, head: Member, told: Any):
    export = prepared(head)
    operations.withhold(
        export, service_request=told, sort=Sort.DESCRIPTION, thing=told.pk, passage="Bo Smith", reason="x", by=head
    )
    conversations.edit_description(told, text="B. Smith did it", reason="Shorter", by=town.abel)
    row = lines(produced(export, head), "requests")[0]
    assert row["description"] == ""


def test_what_came_after_it_was_asked_is_not_in_it(town: Town, head: Member, told: Any):
    export = prepared(head)
    conversations.reply(told, text="Nobody has looked at this", by=town.ada)
    town.report(description="Nor at this")
    package = produced(export, head)
    assert len(lines(package, "requests")) == 1
    told_of = [row["text"] for row in lines(package, "messages")]
    assert told_of
    assert not any("Nobody has looked" in text for text in told_of)


def test_the_sums_are_right_and_the_tables_agree(town: Town, head: Member, told: Any, tmp_path: Path):
    town.report(description="=1+1")
    export = prepared(head)
    package = produced(export, head)
    package.extractall(tmp_path)
    checked = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path, capture_output=True, check=True)
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert checked.stdout.decode().count(": OK") == len(manifest["files"]) + 1
    for one in manifest["files"]:
        content = (tmp_path / one["name"]).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (one["size"], one["sha256"])
    rows = list(csv.DictReader(io.StringIO((tmp_path / "data/requests.csv").read_text("utf-8-sig"))))
    assert [row["number"] for row in rows] == [row["number"] for row in lines(package, "requests")]
    assert rows[1]["description"] == "'=1+1"
    assert (tmp_path / lines(package, "files")[0]["file"]).read_bytes().startswith(b"\xff\xd8")
    with export.file.storage.open(export.file.name, "rb") as file:
        assert hashlib.sha256(file.read()).hexdigest() == export.sha256
    assert told.number in (tmp_path / "requests-0001.html").read_text()


def test_a_worker_that_is_killed_leaves_no_half_package_and_another_begins_anew(
    town: Town, head: Member, told: Any, monkeypatch: pytest.MonkeyPatch
):
    export = prepared(head)
    operations.produce(export, by=head)
    save = default_storage.save

    def killed(name: str, content: Any) -> str:
        save(name, io.BytesIO(b"half"))  # type: ignore[arg-type]
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(type(default_storage._wrapped), "save", lambda self, name, content: killed(name, content))  # type: ignore[attr-defined]
        with pytest.raises(KeyboardInterrupt):
            production.produce(export.pk)
    export.refresh_from_db()
    assert export.stage == Stage.WAITING
    half = export.part
    with pytest.raises(Refused):
        operations.download(export, by=head)
    production.produce(export.pk)
    export.refresh_from_db()
    assert export.stage == Stage.READY
    assert not default_storage.exists(half)


def test_what_is_called_off_while_it_is_made_gives_nothing(town: Town, head: Member, told: Any, monkeypatch):
    export = prepared(head)
    operations.produce(export, by=head)
    tell = production._tell

    def called_off(export: Export, done: int) -> None:
        operations.call_off(export, by=head)
        tell(export, done)

    monkeypatch.setattr(production, "_tell", called_off)
    production.produce(export.pk)
    export.refresh_from_db()
    assert (export.stage, export.file.name, export.sha256) == (Stage.CALLED_OFF, "", "")


def test_every_download_is_logged_and_a_package_expires(
    town: Town, head: Member, told: Any, settings, monkeypatch, django_capture_on_commit_callbacks
):
    export = prepared(head)
    produced(export, head)
    assert [row.member for row in Download.objects.filter(export=export)] == [head]
    name = export.file.name
    later = clock.now() + dt.timedelta(days=settings.RECORDS_KEPT_DAYS, hours=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    with pytest.raises(Refused):
        operations.download(export, by=head)
    with django_capture_on_commit_callbacks(execute=True):
        production.expire()
    export.refresh_from_db()
    assert (export.stage, bool(export.sha256), default_storage.exists(name)) == (Stage.EXPIRED, True, False)


def test_the_job_is_done_by_the_worker_and_the_same_form_asks_once(town: Town, head: Member, told: Any):
    key = uuid.uuid4()
    exports = [operations.prepare(days(), title="Reference 12", key=key, by=head) for _time in range(2)]
    assert len({export.pk for export in exports}) == 1
    operations.produce(exports[0], by=head)
    operations.produce(exports[0], by=head)
    with pytest.raises(Refused):
        operations.choose(exports[0], by=head, with_notes=True)


def test_what_is_wrong_is_refused_in_a_sentence(town: Town, head: Member, told: Any):
    export = prepared(head)
    for wrong in (
        {"passage": "not there", "reason": "x"},
        {"passage": "Bo Smith", "reason": ""},
        {"passage": "Bo Smith", "reason": "x", "thing": 0},
    ):
        with pytest.raises(Refused):
            operations.withhold(
                export, service_request=told, sort=Sort.DESCRIPTION, by=head, **{"thing": told.pk} | wrong
            )
    with pytest.raises(Refused):
        operations.prepare(Selection(), title="x", key=uuid.uuid4(), by=head)
    with pytest.raises(Refused):
        operations.prepare(days(), title="x", key=uuid.uuid4(), by=town.abel)
    assert not export.withholdings.exists()


def test_ten_more_requests_cost_no_query_more(town: Town, head: Member, told: Any, django_assert_max_num_queries):
    export = prepared(head)

    def queries() -> int:
        keys = list(release.wanted(export).values_list("pk", flat=True))
        with django_assert_max_num_queries(20) as counted:
            list(release.Releasing(export).release(keys))
        return len(counted)

    before = queries()
    for _number in range(3):
        conversations.reply(town.report(pictures=[picture()]), text="We come", by=town.ada)
    export.asked_at = clock.now()
    assert queries() == before


def manifest(package: zipfile.ZipFile) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(package.read("manifest.json"))
    return read


def test_a_request_that_a_moderator_has_hidden_stays_out_unless_chosen(town: Town, head: Member):
    shown, hidden = town.report(), town.report(description="Who lives there is a thief")
    requests.hide(hidden, reason="Slander", by=town.abel)
    export = prepared(head)
    assert release.left_out(export) == {"hidden": 1}
    package = produced(export, head)
    assert [row["number"] for row in lines(package, "requests")] == [shown.number]
    assert manifest(package)["withheld"]["hidden"] == 1
    assert b"thief" not in b"".join(package.read(name) for name in package.namelist())
    chosen = produced(prepared(head, with_hidden=True), head)
    assert {row["number"]: row["is_hidden"] for row in lines(chosen, "requests")} == {
        shown.number: False,
        hidden.number: True,
    }


def test_who_held_it_once_gives_out_neither_the_reporter_nor_what_they_said_privately(town: Town, head: Member):
    given_away = town.report(contact=Contact(email=EMAIL, name=NAME, phone=PHONE), description=f"I am {NAME}")
    requests.transfer(given_away, to=town.county, reason="A county road", by=town.ada)
    requests.close(given_away, resolution="fixed", text="Filled", by=town.carla)
    conversations.rate(given_away, stars=2, text="Xylophone", by=given_away.reporter.person)
    everything = {"with_reporters": True, "with_private": True, "masks": False}
    package = produced(prepared(head, **everything), head)
    row = lines(package, "requests")[0]
    assert (row["reporter_name"], row["reporter_phone"], row["reporter_email"]) == ("", "", "")
    assert (row["description"], row["rating"], row["rating_text"]) == ("I am …", "2 of 5", "")
    assert manifest(package)["withheld"]["reporters"] == 1
    holder = town.member("heather", town.county, Role.ADMINISTRATOR)
    row = lines(produced(prepared(holder, **everything), holder), "requests")[0]
    assert (row["reporter_email"], row["description"], row["rating_text"]) == (EMAIL, f"I am {NAME}", "Xylophone")
    row = lines(produced(prepared(holder, with_reporters=True), holder), "requests")[0]
    assert (row["reporter_email"], row["rating"], row["rating_text"]) == (EMAIL, "2 of 5", "")


def test_the_words_that_were_looked_for_are_not_said(town: Town, head: Member):
    town.report(description="Zoe fell")
    package = produced(prepared(head, text="zoe"), head)
    assert manifest(package)["selection"]["Words"] == "some words"
    index = package.read("index.html").decode()
    assert "some words" in index
    assert "zoe" not in index


@pytest.mark.parametrize("everywhere", [True, False])
def test_with_a_part_of_the_address_the_pin_stays_out(town: Town, head: Member, everywhere: bool):
    told, other = town.report(address="12 Oak Street"), town.report(address="Elm Street")
    export = prepared(head)
    what = {"sort": Sort.EVERYWHERE} if everywhere else {"sort": Sort.ADDRESS, "thing": told.pk}
    where = {} if everywhere else {"service_request": told}
    operations.withhold(export, passage="12 Oak", reason="A shelter", by=head, **what, **where)
    package = produced(export, head)
    rows = {row["number"]: row for row in lines(package, "requests")}
    assert [rows[told.number][name] for name in ("address", "lon", "lat", "place")] == [f"{BLACK} Street", "", "", ""]
    assert (rows[other.number]["lon"], rows[other.number]["place"]) == (other.lon, "Alder")
    page = package.read("requests-0001.html").decode()
    assert page.count("· Alder<") == 1


def test_what_it_repeats_is_named_only_where_everybody_sees_it(town: Town, head: Member):
    private, public = town.report(), town.report()
    repeats = [town.report(), town.report()]
    for repeat, first in zip(repeats, (private, public), strict=True):
        requests.mark_duplicate(repeat, of=first, by=town.ada)
    ServiceRequest.objects.filter(pk=private.pk).update(is_private=True)
    rows = {row["number"]: row["duplicate_of"] for row in lines(produced(prepared(head), head), "requests")}
    assert [rows[repeat.number] for repeat in repeats] == ["", public.number]


def test_a_key_of_somebody_elses_form_is_no_trouble(town: Town, head: Member):
    other, key = town.member("other", town.county, Role.ADMINISTRATOR), uuid.uuid4()
    made = [operations.prepare(days(), title="Reference 12", key=key, by=by) for by in (head, other, head)]
    assert made[0] == made[2] != made[1]
