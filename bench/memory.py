"""What one web process weighs, with the demonstration and with every place of the United States."""

import sys

from bench.server import get, heaviest_mb, serving
from bench.stage import DATA, fresh_database, say


def main() -> int:
    url = fresh_database("bench_memory")
    from demo import load  # noqa: PLC0415

    load.load()
    _weigh(url, "with the demonstration", limit=150)
    if not DATA.exists():
        print("Left out: the real boundaries are not here.")
        return 0
    url = fresh_database("bench_memory_country")
    from fixward.domain.places import imports  # noqa: PLC0415
    from tests import town as towns  # noqa: PLC0415

    towns.build()

    counties, places = DATA / "us_counties_3221_valid.geojson", DATA / "us_places_simplified.ndjson.gz"
    imports.import_boundaries(counties, kind="county", name_field="NAME", code_field="GEO_ID")
    imports.import_boundaries(places, kind="municipality", name_field="NAMELSAD", code_field="GEOID")
    _weigh(url, "with 32,900 counties and places", limit=450)
    return 0


def _weigh(url: str, what: str, *, limit: int) -> None:
    with serving(url, workers=1) as (port, pid):
        for path in ("/", "/report", "/report?lon=-82.64&lat=27.77", "/report?lon=-82.64&lat=27.77&service=pothole"):
            status, _ = get(port, path)
            assert status == 200, f"{path}: {status}"
        weight = heaviest_mb(pid)
    say(f"one web process, {what}", f"{weight:.0f} MB", target=f"<= {limit} MB", ok=weight <= limit)


if __name__ == "__main__":
    sys.exit(main())
