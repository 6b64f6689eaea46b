"""`make bench`: every benchmark in a process of its own, over one PostgreSQL in a folder of its own.

Machines are noisy: what counts are the ratios to a limit measured in the same run, printed beside each figure.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

BENCHMARKS = (
    "routing",
    "submission",
    "open311",
    "pages",
    "inbox",
    "viewport",
    "desk",
    "search",
    "imports",
    "records",
    "webhooks",
    "figures",
    "memory",
)


def main(names: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="fixward-bench-") as folder:
        os.environ |= {
            "FIXWARD_VAR": folder,
            "DJANGO_SETTINGS_MODULE": "fixward.settings",
            "LOG_LEVEL": "ERROR",
            "SECRET_KEY": "only for benchmarks, never a secret",
            # Counted all the same, so that the counting is measured too.
            "LIMIT_REPORTS": "1000000,1000000",
            "LEAST_SECONDS_TO_REPORT": "0",
        }
        os.environ.pop("DATABASE_URL", None)
        from fixward.foundation import database  # noqa: PLC0415  (reads the variables set above)

        with database.running(Path(folder)):
            failed = [name for name in names or BENCHMARKS if _run(name)]
    if failed:
        print(f"Failed: {', '.join(failed)}")
    return bool(failed)


def _run(name: str) -> int:
    print(f"\n== {name}", flush=True)
    return subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
