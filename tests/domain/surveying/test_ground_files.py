"""Files of ground: looked at before anything changes, applied as they were shown, taken back as a whole."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import shapely
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from fixward.domain.governments import changes
from fixward.domain.governments.changes import Refused, save, undo
from fixward.domain.governments.models import Change, Member, Role
from fixward.domain.places.models import Asset, AssetLayer, Boundary, Place
from fixward.domain.routing import current
from fixward.domain.routing.models import Responsibility
from fixward.domain.routing.operations import claim
from fixward.domain.surveying import operations
from fixward.domain.surveying.models import GroundFile, Headway, Sort, Stage
from fixward.domain.surveying.setup import LAYER, PLACE
from fixward.foundation import jobs
from tests.domain.places.drawing import geojson
from tests.town import Town, build

ELM, FERN, ALDER = shapely.box(0, 6, 2, 8), shapely.box(5, 6, 6, 7), shapely.box(0, 0, 3, 3)
CHOSEN = {"kind": "municipality", "name_field": "NAME", "code_field": "CODE", "valid_from": "2027-01-01"}
SIGNALS = {"layer": "signals", "layer_name": "Signals", "distance_m": 30, "owner_field": "NAME", "code_field": "CODE"}


@pytest.fixture
def head(town: Town) -> Member:
    return town.member("head", town.county, Role.ADMINISTRATOR)


def upload(tmp_path: Path, *features: Any, name: str = "towns.geojson") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, geojson(tmp_path / "drawn.geojson", *features).read_bytes())


def looked_at(file: SimpleUploadedFile, by: Member, sort: Sort = Sort.BOUNDARIES, **chosen: Any) -> GroundFile:
    """Brought, its fields chosen, and what the worker does."""
    brought = operations.bring(sort, file, by=by)
    operations.choose(brought, chosen=(CHOSEN if sort == Sort.BOUNDARIES else SIGNALS) | chosen, by=by)
    operations.go_on(brought.pk)
    brought.refresh_from_db()
    return brought


def applied(brought: GroundFile, by: Member) -> GroundFile:
    operations.apply(brought, by=by)
    operations.go_on(brought.pk)
    brought.refresh_from_db()
    return brought


def ground() -> list[tuple[Any, ...]]:
    return sorted(Boundary.objects.values_list("place__code", "valid_from", "valid_to"), key=str)


def test_a_file_shows_its_fields_before_it_is_read(tmp_path, head: Member):
    brought = operations.bring(Sort.BOUNDARIES, upload(tmp_path, ("Fern", "fern", FERN)), by=head)
    assert brought.columns == [{"name": "NAME", "examples": ["Fern"]}, {"name": "CODE", "examples": ["fern"]}]
    assert brought.stage == Stage.CHOOSING


def test_what_would_change_is_told_and_nothing_is_changed(tmp_path, town: Town, head: Member):
    before = ground()
    file = upload(tmp_path, ("Fern", "fern", FERN), ("Alder", "alder", ALDER), ("Elm", "elm", ELM))
    brought = looked_at(file, head)
    found = brought.found
    assert brought.stage == Stage.FORESEEN
    assert found["new"] == {"count": 1, "names": ["Fern"]}
    assert found["changed"] == {"count": 2, "names": ["Alder", "Elm"]}
    assert found["missing"] == {"count": 1, "names": ["Birch"]}
    assert {one["properties"]["state"] for one in brought.shapes} == {"new", "changed", "before", "missing"}
    assert (ground(), Change.objects.count()) == (before, 0)


def test_it_is_applied_as_it_was_shown_and_taken_back_as_a_whole(tmp_path, town: Town, head: Member):
    before, outline = ground(), bytes(Boundary.objects.get(place__code="alder").wkb)
    brought = looked_at(upload(tmp_path, ("Fern", "fern", FERN), ("Alder", "alder", ALDER)), head, ends_missing=True)
    brought = applied(brought, head)
    day = dt.date(2027, 1, 1)
    assert brought.stage == Stage.APPLIED
    assert Boundary.objects.get(place__code="fern").valid_from == day
    assert Boundary.objects.get(place__code="alder", valid_from=None).valid_to == day
    assert Boundary.objects.get(place__code="birch").valid_to == day
    change = Change.objects.get()
    assert (change.by, change.organization, change.title) == (head, None, "towns.geojson: 1 new, 1 changed, 2 ended")
    undo(change, by=head)
    brought.refresh_from_db()
    assert (ground(), brought.stage) == (before, Stage.TAKEN_BACK)
    assert bytes(Boundary.objects.get(place__code="alder").wkb) == outline
    assert not Place.objects.filter(code="fern").exists()
    brought = applied(looked_at_again(brought, head), head)
    assert brought.stage == Stage.APPLIED


def looked_at_again(brought: GroundFile, by: Member) -> GroundFile:
    operations.choose(brought, chosen=brought.chosen, by=by)
    operations.go_on(brought.pk)
    brought.refresh_from_db()
    return brought


def test_it_is_not_taken_back_while_a_rule_names_what_it_brought(tmp_path, town: Town, head: Member):
    applied(looked_at(upload(tmp_path, ("Fern", "fern", FERN)), head), head)
    before = ground()
    claim(Responsibility(organization=town.birch, place=Place.objects.get(code="fern")))
    with pytest.raises(Refused, match="name places of this file already: Fern"):
        undo(Change.objects.get(), by=head)
    assert ground() == before


def test_every_feature_at_fault_is_named_and_nothing_is_stored(tmp_path, town: Town, head: Member):
    before = ground()
    brought = looked_at(upload(tmp_path, ("Fern", "fern", FERN), ("", "x", FERN), ("Far", "far", None)), head)
    assert brought.stage == Stage.REFUSED
    assert brought.found["refusals"] == [
        "Nothing was stored.",
        "Feature 2: it has no name",
        "Feature 3: it has no geometry",
    ]
    assert (ground(), brought.shapes) == (before, [])


def test_what_has_changed_since_it_was_shown_is_not_applied(tmp_path, town: Town, head: Member):
    first = looked_at(upload(tmp_path, ("Fern", "fern", FERN)), head)
    second = looked_at(upload(tmp_path, ("Fern", "fern", FERN)), head)
    applied(first, head)
    second = applied(second, head)
    assert second.stage == Stage.REFUSED
    assert "has changed since it was looked at" in second.found["refusals"][1]


def test_a_layer_of_assets_says_who_owns_what_and_is_taken_back(tmp_path, town: Town, head: Member):
    first = upload(tmp_path, ("State", "s1", shapely.Point(8, 8)), ("County", "s2", shapely.Point(7, 7)))
    applied(looked_at(first, head, Sort.ASSETS), head)
    layer = AssetLayer.objects.get(code="signals")
    claim(Responsibility(organization=town.state, layer=layer, owner="State"))
    current.refresh()
    route = current.decide(town.pothole_service.code, lon=8.0001, lat=8.0, answers={})
    assert route.organization == town.state.pk
    again = upload(tmp_path, ("County", "s1", shapely.Point(8, 8)), ("County", "s3", shapely.Point(6, 6)))
    brought = looked_at(again, head, Sort.ASSETS, ends_missing=True)
    assert brought.found["changed"]["names"] == ["s1 (State → County)"]
    assert brought.found["missing"]["names"] == ["s2 (County)"]
    applied(brought, head)
    assert dict(Asset.objects.filter(layer=layer).values_list("code", "owner")) == {"s1": "County", "s3": "County"}
    undo(Change.objects.latest("pk"), by=head)
    assert dict(Asset.objects.filter(layer=layer).values_list("code", "owner")) == {"s1": "State", "s2": "County"}


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("towns.pdf", b"%PDF", "Choose a GeoJSON file"),
        ("towns.geojson", b"nothing", "This is no GeoJSON"),
        ("towns.geojson", b"{nothing", "The file cannot be read"),
        ("towns.zip", b"PK nothing", "The file cannot be read"),
        (
            "towns.geojson",
            b'<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer>'
            b"</OGRVRTDataSource>",
            "This is no GeoJSON",
        ),
    ],
)
def test_what_is_no_file_of_ground_is_refused_in_a_sentence_without_our_paths(head, name, content, sentence):
    with pytest.raises(Refused, match=sentence) as refused:
        operations.bring(Sort.BOUNDARIES, SimpleUploadedFile(name, content), by=head)
    assert "/tmp" not in str(refused.value)
    assert not GroundFile.objects.exists()


def test_a_file_that_is_too_large_is_refused_with_the_command_that_takes_it(head: Member, monkeypatch):
    monkeypatch.setattr(operations, "MOST_MEGABYTES", 0)
    with pytest.raises(Refused, match="fixward boundaries import"):
        operations.bring(Sort.BOUNDARIES, SimpleUploadedFile("towns.geojson", b"{}"), by=head)


def test_what_is_discarded_is_gone_and_its_history_stays(tmp_path, head: Member, django_capture_on_commit_callbacks):
    brought = looked_at(upload(tmp_path, ("Fern", "fern", FERN)), head)
    stored = brought.file.name
    with django_capture_on_commit_callbacks(execute=True):
        operations.discard(brought, by=head)
    brought.refresh_from_db()
    assert (brought.stage, default_storage.exists(stored)) == (Stage.DISCARDED, False)
    with pytest.raises(Refused):
        operations.apply(brought, by=head)


def test_nothing_is_applied_that_was_not_looked_at(tmp_path, head: Member):
    brought = operations.bring(Sort.BOUNDARIES, upload(tmp_path, ("Fern", "fern", FERN)), by=head)
    with pytest.raises(Refused, match="Look first"):
        operations.apply(brought, by=head)


@pytest.mark.slow
def test_the_worker_tells_how_far_it_has_come_before_the_end(tmp_path, committed):
    town = build()
    head = town.member("head", town.county, Role.ADMINISTRATOR)
    brought = operations.bring(Sort.BOUNDARIES, upload(tmp_path, ("Fern", "fern", FERN)), by=head)
    operations.choose(brought, chosen=CHOSEN, by=head)
    jobs.run_jobs()
    assert Headway.objects.get(file=brought).doing == "Checking"
    brought.refresh_from_db()
    operations.apply(brought, by=head)
    jobs.run_jobs()
    assert Headway.objects.get(file=brought).doing == "Storing"
    assert Place.objects.filter(code="fern").exists()


def test_a_place_is_renamed_and_ended_and_both_are_taken_back(town: Town, head: Member):
    elm = town.places["elm"]
    save(PLACE, elm, by=head, name="Elm Village", valid_to=dt.date(2027, 1, 1))
    elm.refresh_from_db()
    assert (elm.name, elm.boundaries.get().valid_to) == ("Elm Village", dt.date(2027, 1, 1))
    undo(Change.objects.get(), by=head)
    elm.refresh_from_db()
    assert (elm.name, elm.boundaries.get().valid_to) == ("Elm", None)
    Boundary.objects.filter(place=elm).update(valid_from=dt.date(2027, 1, 1))
    with pytest.raises(Refused, match="begins on"):
        save(PLACE, elm, by=head, valid_to=dt.date(2026, 1, 1))
    with pytest.raises(Refused, match="A place stays"):
        changes.remove(PLACE, elm, by=head)


def test_a_layers_reach_is_changed_and_has_bounds(town: Town, head: Member):
    save(LAYER, town.layer, by=head, distance_m=80.0)
    town.layer.refresh_from_db()
    assert town.layer.distance_m == 80
    with pytest.raises(Refused, match="from 1 to 1000"):
        save(LAYER, town.layer, by=head, distance_m=5000.0)
