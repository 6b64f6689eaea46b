"""One file that holds everything: the database and what people uploaded."""

import json
import os
import shutil
import subprocess
import tarfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg

from . import binaries

FORMAT = 1
EMPTY_FIRST = "DROP SCHEMA public CASCADE; CREATE SCHEMA public;"


class Refused(Exception):
    """Carries a sentence fit to show to the person."""


def backup(target: Path, *, database: Mapping[str, Any], files: Path | None) -> None:
    """Write the archive; a file that is there under its name is complete."""
    tools = _tools(database)
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with TemporaryDirectory(prefix="fixward-backup-", dir=target.parent) as folder:
            dump = Path(folder, "database.dump")
            _run([tools / "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={dump}"], database)
            about = Path(folder, "about.json")
            about.write_text(json.dumps({"format": FORMAT, "made_at": datetime.now(UTC).isoformat()}))
            os.close(os.open(draft, os.O_CREAT | os.O_WRONLY, 0o600))
            with tarfile.open(draft, "w", dereference=True) as archive:  # the uploads may be a link to another disk
                archive.add(about, "about.json")
                archive.add(dump, "database.dump")
                # After the dump: every file that it names is there, and a newer one does no harm.
                if files and files.is_dir():
                    archive.add(files, "files")
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def restore(source: Path, *, database: Mapping[str, Any], files: Path | None, replace: bool = False) -> None:
    """Bring back what an archive holds, all of it or nothing; Refused where that would overwrite something."""
    tools = _tools(database)
    if not replace and not _is_empty(database):
        raise Refused("The database is not empty. Give --replace to throw away what is in it.")
    with TemporaryDirectory(prefix="fixward-restore-", dir=files.parent if files else None) as folder:
        _unpack(source, Path(folder))
        script = Path(folder, "database.sql")
        _run(
            [tools / "pg_restore", "--no-owner", "--no-privileges", f"--file={script}", Path(folder, "database.dump")],
            database,
        )
        command: list[str | Path] = [
            tools / "psql",
            "--no-psqlrc",
            "--quiet",
            "--single-transaction",
            "--set=ON_ERROR_STOP=1",
        ]
        command += ["--output=/dev/null", f"--command={EMPTY_FIRST}", f"--file={script}"]
        _run(command, database)
        if files and (unpacked := Path(folder, "files")).is_dir():
            _swap(files, unpacked, Path(folder, "files.before"))


def _unpack(source: Path, folder: Path) -> None:
    try:
        with tarfile.open(source) as archive:
            _extract(archive, folder)
        about = json.loads(Path(folder, "about.json").read_text())
    except (tarfile.TarError, OSError, ValueError) as error:
        raise Refused(f"{source} is not a backup made by Fixward: {error}") from error
    if about.get("format") != FORMAT:
        raise Refused(f"{source} was made by a newer Fixward.")


def _extract(archive: tarfile.TarFile, folder: Path) -> None:
    # Not by `extractall`: its `filter` came with Python 3.11.4, and without it an archive writes wherever it likes.
    for member in archive:
        target = folder / member.name
        if ".." in target.parts or not target.is_relative_to(folder):
            raise ValueError(f"{member.name} lies outside of it.")
        if member.isdir():
            target.mkdir(parents=True, exist_ok=True)
        elif member.isfile() and (content := archive.extractfile(member)):
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as copy:
                shutil.copyfileobj(content, copy)
        else:
            raise ValueError(f"{member.name} is neither a file nor a folder.")


def _swap(files: Path, unpacked: Path, before: Path) -> None:
    if files.exists():
        files.rename(before)
    shutil.move(unpacked, files)


def _tools(database: Mapping[str, Any]) -> Path:
    # An older pg_dump refuses a newer server, and what a newer one writes an older server may not read.
    with _connect(database) as connection:
        return binaries.clients(major=connection.info.server_version // 10_000)


def _is_empty(database: Mapping[str, Any]) -> bool:
    with _connect(database) as connection:
        found = connection.execute("SELECT 1 FROM pg_tables WHERE schemaname = 'public' LIMIT 1").fetchone()
    return found is None


def _connect(database: Mapping[str, Any]) -> psycopg.Connection[Any]:
    return psycopg.connect(**_parameters(database))


def _parameters(database: Mapping[str, Any]) -> dict[str, Any]:
    names = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "NAME"}
    found = {theirs: database.get(ours) for theirs, ours in names.items()}
    return {name: value for name, value in (found | dict(database.get("OPTIONS", {}))).items() if value}


def _run(command: Sequence[str | Path], database: Mapping[str, Any]) -> None:
    # By the environment: a password on the command line can be read by everybody on the machine.
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
    names |= {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY"}
    parameters = _parameters(database)
    where = {variable: str(parameters[name]) for name, variable in names.items() if name in parameters}
    done = subprocess.run(command, env=os.environ | where, capture_output=True, text=True)
    if done.returncode:
        raise Refused(f"{Path(command[0]).name} failed: {done.stderr.strip()[-1000:]}")
