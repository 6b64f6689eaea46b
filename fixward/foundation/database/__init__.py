"""The database: where it is, and that it runs."""

import os
import secrets
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from .binaries import NoPostgres
from .cluster import NAME, PORT, Cluster
from .embedded import running

__all__ = ["NoPostgres", "configuration", "running", "secret_key"]


def configuration(url: str, *, var: Path) -> dict[str, Any]:
    """Django's settings for the PostgreSQL at this address or, without one, for the embedded one."""
    if url:
        where = _external(url)
    else:
        where = {"NAME": NAME, "USER": NAME, "HOST": str(Cluster(var.resolve()).socket_folder), "PORT": PORT}
    return {
        "ENGINE": "fixward.foundation.database.backend",
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,  # a restarted server costs nobody a failed request
        "OPTIONS": {},
    } | where


def secret_key(var: Path) -> str:
    """The key that signs sessions, made once and kept under VAR for its owner's eyes only."""
    var.mkdir(mode=0o711, parents=True, exist_ok=True)
    path = var / "secret_key"
    if not path.exists():
        draft = var / f"secret_key.{os.getpid()}.{secrets.token_hex(4)}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(64))
        try:
            os.link(draft, path)  # whoever comes first wins; nobody ever reads half a key
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()


def _external(url: str) -> dict[str, Any]:
    options = conninfo_to_dict(url)
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    where: dict[str, Any] = {ours: options.pop(theirs, "") or "" for ours, theirs in names.items()}
    return where | {"OPTIONS": options}
