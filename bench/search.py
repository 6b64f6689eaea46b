"""Finding a service while somebody types: over HTTP, 200 services, in both languages and misspelled."""

import itertools
import sys
import time
from urllib.parse import urlencode

from bench.server import get, serving
from bench.stage import fresh_database, quantile, say

SERVICES = 200
TYPED = ("hueco en la calle", "strret ligth out", "farola apagda", "tre", "there is water on my street again", "n")
_NAMES = ("Street {}", "Broken {}", "Missing {}", "Dirty {}")
_THINGS = [
    "light",
    "sign",
    "drain",
    "hydrant",
    "bench",
    "tree",
    "path",
    "wall",
    "fence",
    "meter",
    "cart",
    "shelter",
    "ramp",
    "bridge",
    "signal",
    "curb",
]


def main() -> int:
    url = fresh_database("bench_search")
    _fill()
    with serving(url) as (port, _pid):
        for typed in TYPED:
            _ask(port, typed)
        seconds = [_ask(port, typed) for typed in TYPED * 40]
        bare = [_ask(port, "") for _ in range(100)]
    p95, nothing = quantile(seconds, 0.95) * 1e3, quantile(bare, 0.5) * 1e3
    say("limit: the same page with nothing typed, median", f"{nothing:.1f} ms")
    say(f"services found among {SERVICES}: median", f"{quantile(seconds, 0.5) * 1e3:.1f} ms")
    say("services found: p95", f"{p95:.1f} ms", target="<= 50 ms", ok=p95 <= 50)
    return 0


def _ask(port: int, typed: str) -> float:
    start = time.perf_counter()
    status, _page = get(port, f"/report/services?{urlencode({'lon': 0.5, 'lat': 0.5, 'filter': typed})}")
    if status != 200:
        raise RuntimeError(f"{status} for {typed}")
    return time.perf_counter() - start


def _fill() -> None:
    """The town of the tests, with as many services as a county and its towns have together."""
    from fixward.domain.catalog.models import Service  # noqa: PLC0415
    from tests import town as towns  # noqa: PLC0415

    town = towns.build()
    names = itertools.cycle(itertools.product(_NAMES, _THINGS))
    for number, (name, thing) in zip(range(SERVICES), names, strict=False):
        Service.objects.create(
            code=f"bench-{number}",
            group=town.pothole_service.group,
            name={"en": f"{name.format(thing)} {number}", "es": f"Problema con {thing} {number}"},
            description={"en": f"Something is wrong with a {thing} in your street."},
            keywords={"en": f"{thing}, damage, dark, old, loose, gone", "es": f"roto, dañado, viejo, calle {number}"},
        )


if __name__ == "__main__":
    sys.exit(main())
