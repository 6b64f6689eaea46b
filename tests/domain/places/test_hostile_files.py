"""Files that are made to harm: they reach nobody, fill nothing, and end."""

import gzip
import json
import sqlite3
import threading
import zipfile
from contextlib import closing
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import shapely

from fixward.domain.places.imports import ImportRefused, apart, reading, unpacking
from tests.domain.places.drawing import SQUARE, geojson, layer

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS fid, NULL AS geom FROM n"
POINT = {"type": "Feature", "properties": {"A": 1}, "geometry": {"type": "Point", "coordinates": [1, 2]}}


@pytest.fixture
def asked(monkeypatch):
    """What a server on this machine was asked for, and its address."""
    seen: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            seen.append(self.path)
            self.send_error(404)

        def log_message(self, *args):
            """Says nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield seen, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def linked(address: str) -> str:
    crs = {"type": "link", "properties": {"href": f"{address}/crs", "type": "ogcwkt"}}
    return json.dumps({"type": "FeatureCollection", "crs": crs, "features": [POINT]})


def marked_up(address: str) -> str:
    return (
        '<?xml version="1.0"?><wfs:FeatureCollection xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xmlns:wfs="http://www.opengis.net/wfs" xmlns:gml="http://www.opengis.net/gml" '
        f'xsi:schemaLocation="http://x {address}/s?SERVICE=WFS&amp;REQUEST=DescribeFeatureType">'
        "<gml:featureMember/></wfs:FeatureCollection>"
    )


def test_an_address_inside_a_file_is_never_asked(tmp_path, asked, monkeypatch):
    seen, address = asked
    path = tmp_path / "ground.geojson"
    path.write_text(linked(address))
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.setenv(name, "*")
    apart.look(path)
    apart.read(path)
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name)
    reading.read(path)
    path.write_text(marked_up(address))
    with pytest.raises(ImportRefused, match="This is no GeoJSON"):
        reading.look(path)
    path.write_text("{" + marked_up(address))  # past the first look, for the library itself to know no other format
    with pytest.raises(ImportRefused, match="cannot be read"):
        reading.look(path)
    assert seen == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("ground.geojson", b"<a/>"),
        ("ground.gpkg", b'{"type": "FeatureCollection"}'),
        ("ground.ndjson", b"SQLite format 3\0"),
        ("ground.geojson", b" " * 5000),
        ("ground.shp", b"{}"),
    ],
)
def test_what_is_not_what_its_name_says_is_refused_packed_or_not(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    (tmp_path / f"{name}.gz").write_bytes(gzip.compress(content))
    with zipfile.ZipFile(tmp_path / "ground.zip", "w") as archive:
        archive.writestr(f"folder/{name}", content)
    for path in (name, f"{name}.gz", "ground.zip"):
        with pytest.raises(ImportRefused, match="This is no GeoJSON"):
            reading.look(tmp_path / path)


def test_unpacking_ends_at_the_limit(tmp_path, monkeypatch):
    monkeypatch.setattr(unpacking, "MOST_UNPACKED", 1)
    (tmp_path / "a.geojson.gz").write_bytes(gzip.compress(b" " * 1_000_001))
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for ending in ("shp", "dbf"):
            archive.writestr(f"a.{ending}", b" " * 600_000)
    for name in ("a.geojson.gz", "a.zip"):
        with pytest.raises(ImportRefused, match="more than 1 MB"):
            reading.look(tmp_path / name)


def geopackage(tmp_path, *statements):
    path = layer(tmp_path / "a.gpkg", ("Alder", "A", SQUARE), crs="EPSG:4326")
    with closing(sqlite3.connect(path)) as base, base:
        for statement in statements:
            base.execute(statement)
    return path


def smuggled(sql: str) -> list[str]:
    """A table that no library here could make, written where SQLite keeps them."""
    return [
        "PRAGMA writable_schema = 1",
        f"INSERT INTO sqlite_master VALUES ('table', 'x', 'x', 0, '{sql}')",  # noqa: S608  (of this test)
    ]


@pytest.mark.parametrize(
    "statements",
    [
        [f"CREATE VIEW x AS {ENDLESS}"],
        ["CREATE VIEW x AS SELECT ogr_geocode('Alder')"],
        ["CREATE VIEW x AS SELECT * FROM a", "UPDATE gpkg_contents SET table_name = 'X'"],
        smuggled('CREATE VIRTUAL TABLE x USING virtualogr("x USING rtree(id)")'),
        smuggled("CREATE VIRTUAL TABLE x USING/**/VirtualOGR(http)"),
    ],
)
def test_a_geopackage_that_computes_is_refused_by_name(tmp_path, statements):
    path = geopackage(tmp_path, *statements)
    with pytest.raises(ImportRefused, match="“x” in this GeoPackage is computed"):
        reading.look(path)


def test_an_ordinary_geopackage_is_read_with_its_index_its_triggers_and_a_plain_view(tmp_path):
    path = geopackage(tmp_path, "CREATE VIEW st_spatial_ref_sys AS SELECT srs_name FROM gpkg_spatial_ref_sys")
    with closing(sqlite3.connect(path)) as base:
        kinds = {kind for (kind,) in base.execute("SELECT type FROM sqlite_master")}
    assert {"trigger", "view"} <= kinds
    (tmp_path / "a.gpkg.gz").write_bytes(gzip.compress(path.read_bytes()))
    for name in ("a.gpkg", "a.gpkg.gz"):
        assert [column.name for column in reading.look(tmp_path / name)] == ["NAME", "CODE"]


def test_read_apart_a_file_is_what_it_is_read_here(tmp_path):
    path = geojson(tmp_path / "a.geojson", ("Alder", "A", SQUARE), ("Nowhere", "", None))
    here, there = reading.read(path), apart.read(path)
    assert {name: there.texts(name) for name in there.columns} == {"NAME": ["Alder", "Nowhere"], "CODE": ["A", ""]}
    assert shapely.to_wkb(here.geometries).tolist() == shapely.to_wkb(there.geometries).tolist()
    assert [shape.equals(SQUARE) for shape in apart.shapes(path)] == [True]


def test_a_drawing_with_too_many_corners_is_refused_where_it_is_read(tmp_path):
    corners = [[(i % 1000) / 1000, i / 1e6] for i in range(apart.MOST_CORNERS + 1)]
    path = geojson(tmp_path / "a.geojson", ("Long", "L", {"type": "LineString", "coordinates": corners}))
    with pytest.raises(ImportRefused, match="too many corners"):
        apart.shapes(path)


def test_what_takes_too_long_or_too_much_is_ended_with_a_sentence(tmp_path, monkeypatch):
    path = geojson(tmp_path / "a.geojson", ("Alder", "A", SQUARE))
    monkeypatch.setattr(apart, "MEMORY", 50)
    with pytest.raises(ImportRefused, match="50 MB of memory"):
        apart.look(path)
    monkeypatch.setattr(apart, "LOOKING", 0)
    with pytest.raises(ImportRefused, match="within 0 seconds"):
        apart.look(path)
    assert sorted(tmp_path.iterdir()) == [path]
