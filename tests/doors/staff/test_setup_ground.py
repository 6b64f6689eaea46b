"""Ground in the set-up: rules that meet on the map, zones from the files of a mapping office."""

import zipfile

import pytest
import shapely
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fixward.domain.governments.models import Member, Role, Zone
from fixward.domain.routing.models import Responsibility
from tests.domain.places.drawing import FLORIDA_WEST, layer
from tests.domain.places.drawing import SQUARE as SQUARE_IN_FLORIDA
from tests.town import Town


@pytest.fixture
def chief(town: Town) -> Client:
    """Alder's administrator."""
    return _browser(town.member("chief", town.alder, Role.ADMINISTRATOR))


@pytest.fixture
def head(town: Town) -> Client:
    """The steward's administrator."""
    return _browser(town.member("head", town.county, Role.ADMINISTRATOR))


def _browser(member: Member) -> Client:
    client = Client()
    client.force_login(member.person)
    return client


def test_two_rules_on_the_same_ground_are_refused_and_the_ground_that_both_claim_is_shown(town: Town, head: Client):
    old = Responsibility.objects.get(organization=town.alder)
    typed = {"organization": town.birch.pk, "place": town.places["alder"].pk}
    answer = head.post("/staff/setup/shared/responsibilities/new", typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "claim the same services on the same ground" in page
    assert "Claimed by both" in page
    assert f'href="/staff/setup/shared/responsibilities/{old.pk}"' in page
    assert "data-overlap" in page
    assert not Responsibility.objects.filter(organization=town.birch, place=town.places["alder"]).exists()


def test_a_rule_shows_where_others_claim_its_ground_and_who_wins_there(town: Town, head: Client):
    county = Responsibility.objects.get(organization=town.county)
    page = head.get(f"/staff/setup/shared/responsibilities/{county.pk}").content.decode()
    assert "Claimed by others too" in page
    assert "“City of Alder: all services” wins in Alder, which is the smaller place." in page


def test_a_zone_comes_from_a_shapefile_in_feet_and_from_nothing_that_is_no_ground(town: Town, chief: Client, tmp_path):
    layer(tmp_path / "north.shp", ("North", "n", SQUARE_IN_FLORIDA), crs=FLORIDA_WEST)
    archive = tmp_path / "north.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for part in tmp_path.glob("north.[!z]*"):
            packed.write(part, part.name)
    page = "/staff/setup/for/alder/zones/new"
    answer = chief.post(page, {"name": "North", "file": SimpleUploadedFile("north.zip", archive.read_bytes())})
    assert answer.status_code == 302
    stored = shapely.from_wkb(bytes(Zone.objects.get().place.boundaries.get().wkb))
    assert shapely.hausdorff_distance(stored, SQUARE_IN_FLORIDA) < 1e-5
    for name in ("north.zip", "north.pdf"):
        answer = chief.post(page, {"name": "South", "file": SimpleUploadedFile(name, b"nothing")})
        assert (answer.status_code, 'href="#id_file"' in answer.content.decode()) == (422, True)
    assert Zone.objects.count() == 1
