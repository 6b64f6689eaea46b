"""A history comes in by batches: the steward's managers bring it, and set nothing up by it."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from fixward.domain.service_requests.models import EventKind, ServiceRequest
from tests.doors.api.conftest import Api, fields, of_organization, of_person, problem

_MAPPING = """
source = "old"
[columns]
id = "id"
service = "what"
lon = "x"
lat = "y"
created = "day"
status = "state"
[times]
zone = "UTC"
formats = ["iso"]
[status]
new = "submitted"
{more}
"""
_HEAD = "id,what,x,y,day,state\n"
_ROWS = "1,pothole,0.5,0.5,2020-01-02,new\n2,pothole,50,50,2020-01-02,new\n"


def send(caller: Api, rows: str = _ROWS, more: str = "", head: str = _HEAD):
    files = {
        "file": SimpleUploadedFile("old.csv", (head + rows).encode()),
        "mapping": SimpleUploadedFile("old.toml", _MAPPING.format(more=more).encode()),
    }
    return caller.http.post("/api/v1/history", files)


def test_a_mapping_without_end_is_refused(town):
    steward = of_organization(town.county, "manage")
    answer = send(steward, more="# " + "x" * 1_000_001)
    assert answer.status_code == 422
    assert "at most 1 MB" in fields(problem(answer))["mapping"]


def test_rows_are_stored_once_and_those_left_out_are_listed_with_the_reason(town):
    steward = of_organization(town.county, "manage")
    first = send(steward)
    assert first.status_code == 200, first.content
    said = first.json()
    assert (said["stored"], [(row["line"], row["id"]) for row in said["refused"]]) == (1, [(3, "2")])
    assert said["refused"][0]["reason"]
    made = ServiceRequest.objects.get()
    assert (made.source, made.source_id, made.submitted_at.year) == ("old", "1", 2020)
    assert made.events.get().kind == EventKind.IMPORTED
    assert (send(steward).json()["stored"], send(steward).json()["unchanged"]) == (0, 1)


def test_others_may_not(town):
    for caller in (Api(), of_person(town.rosa), of_organization(town.county, "work")):
        assert send(caller).status_code in (401, 403)
    assert send(of_organization(town.alder, "manage")).status_code == 409
    assert not ServiceRequest.objects.exists()


def test_what_is_wrong_with_it_is_said_and_nothing_stored(town):
    steward = of_organization(town.county, "manage")
    makes = send(steward, more="[services]\ncreate = true")
    assert "makes services" in problem(makes)["detail"]
    assert send(steward, more="[colours]").status_code == 409
    assert send(steward, head="a,b\n").status_code == 409
    alone = steward.http.post("/api/v1/history", {"file": SimpleUploadedFile("old.csv", b"x")})
    assert list(fields(problem(alone))) == ["mapping"]
    assert not ServiceRequest.objects.exists()
