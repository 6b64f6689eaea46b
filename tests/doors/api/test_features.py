"""OGC API - Features: what the standard asks of a server, and GDAL's own driver against a running one."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from fixward.domain.service_requests.models import ServiceRequest
from tests import town as towns
from tests.doors.api.conftest import problem
from tests.town import IN_ALDER, IN_BIRCH

ITEMS = "features/collections/requests/items"


def test_from_the_landing_page_every_link_leads_on(town, anybody):
    town.report()
    landing = anybody.read("features")
    links = {link["rel"]: link["href"] for link in landing["links"]}
    assert set(links) == {"self", "service-desc", "conformance", "data"}
    for href in links.values():
        assert anybody.get(href).status_code == 200
    core = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core"
    assert core in anybody.read(links["conformance"])["conformsTo"]
    (collection,) = anybody.read(links["data"])["collections"]
    assert collection["extent"]["spatial"]["bbox"] == [[0, 0, 10, 10]]
    items = next(link["href"] for link in collection["links"] if link["rel"] == "items")
    answer = anybody.get(items)
    assert answer["Content-Type"].startswith("application/geo+json")
    (feature,) = json.loads(answer.content)["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": list(IN_ALDER)}
    one = anybody.get(f"{ITEMS}/{feature['id']}")
    assert json.loads(one.content)["properties"] == feature["properties"]


def test_box_time_and_pages(town, anybody):
    here, there = town.report(), town.report(IN_BIRCH)
    ServiceRequest.objects.filter(pk=here.pk).update(submitted_at="2026-01-15T12:00:00Z")

    def found(**asked: str) -> list[str]:
        return [feature["id"] for feature in anybody.read(ITEMS, **asked)["features"]]

    assert found(bbox="0,0,1,1") == [here.number]
    assert found(bbox="0,0,-5,1,1,5") == [here.number]
    assert found(datetime="2026-01-15") == [here.number]
    assert found(datetime="2026-01-15T12:00:00Z") == [here.number]
    assert found(datetime="../2026-02-01") == [here.number]
    assert found(datetime="2026-02-01/..") == [there.number]
    assert found(datetime="2026-01-16/2026-01-17") == []
    assert found(service="light") == []
    first = anybody.read(ITEMS, limit="1")
    assert [feature["id"] for feature in first["features"]] == [there.number]
    following = next(link["href"] for link in first["links"] if link["rel"] == "next")
    last = anybody.read(following)
    assert [feature["id"] for feature in last["features"]] == [here.number]
    assert "next" not in [link["rel"] for link in last["links"]]
    assert len(found(limit="100000")) == 2


@pytest.mark.parametrize(
    "asked",
    [{"bbox": "1,2,3"}, {"datetime": "yesterday"}, {"datetime": "2026-02-01/2026-01-01"}, {"limit": "0"}, {"crs": "x"}],
)
def test_what_cannot_be_read_is_refused_with_400(anybody, asked):
    answer = anybody.get(ITEMS, **asked)
    assert answer.status_code == 400
    assert [error["field"] for error in problem(answer)["errors"]] == list(asked)


def test_what_is_not_public_is_not_there(town, anybody):
    made = town.report()
    ServiceRequest.objects.filter(pk=made.pk).update(is_private=True)
    assert anybody.read(ITEMS)["features"] == []
    assert anybody.get(f"{ITEMS}/{made.number}").status_code == 404
    assert anybody.get("features/collections/people/items").status_code == 404


def test_more_features_cost_no_query_more(town, anybody, django_assert_num_queries):
    for more in (1, 10):
        for _report in range(more):
            town.report()
        with django_assert_num_queries(1):
            anybody.read(ITEMS)


# In a process of its own, as QGIS would: reading strangers' files elsewhere in the tests forbids GDAL the network.
GDAL = """
import json, sys
import pyogrio
source = sys.argv[1]
fields = list(pyogrio.read_info(source, layer="requests")["fields"])
_meta, _fids, _geometry, columns = pyogrio.raw.read(source, layer="requests", PAGE_SIZE=50)
inside = pyogrio.raw.read(source, layer="requests", bbox=(0, 0, 4, 4))
print(json.dumps({
    "layers": pyogrio.list_layers(source).tolist(),
    "numbers": list(columns[fields.index("number")]),
    "inside": len(inside[3][0]),
}))
"""


@pytest.mark.slow
def test_gdal_opens_it_as_a_layer(server):
    town = towns.build()
    numbers = {town.report(IN_ALDER if number % 2 else IN_BIRCH).number for number in range(120)}
    source = f"OAPIF:{server}/api/v1/features"
    read = subprocess.run([sys.executable, "-c", GDAL, source], capture_output=True, text=True, check=True)
    found = json.loads(read.stdout)
    assert found["layers"] == [["requests", "Point"]]
    assert set(found["numbers"]) == numbers
    assert found["inside"] == 60
