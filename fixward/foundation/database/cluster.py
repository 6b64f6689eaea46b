"""One embedded PostgreSQL cluster on disk: its folders, its first set-up and its command line."""

import ctypes
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from . import binaries

NAME = "fixward"  # of the database and of its owner
PORT = 5432  # only a part of the socket's name: nothing listens on the network
LONGEST_SOCKET_PATH = 103  # bytes; Linux takes 107, macOS 103

DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
PRIVATE = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    # What people wrote must not get into the log with the statement that failed.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
FITTING = {
    "timezone": "UTC",
    "jit": "off",
    "random_page_cost": "1.1",
    "max_connections": "200",
    # Statements are short and many come at once: helpers cost more to start than they bring.
    "max_parallel_workers_per_gather": "0",
}


@dataclass(frozen=True)
class Cluster:
    """The embedded database that lives under one VAR folder."""

    var: Path

    @property
    def home(self) -> Path:
        return self.var / "postgres"

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.home / "log"

    @property
    def socket_folder(self) -> Path:
        near = self.home / "socket"
        if len(os.fsencode(near / f".s.PGSQL.{PORT}.lock")) <= LONGEST_SOCKET_PATH:
            return near
        key = sha256(os.fsencode(self.home)).hexdigest()[:16]
        return Path("/tmp") / f"fixward-{os.geteuid()}-{key}"

    @property
    def binaries(self) -> Path:
        marker = self.data / "PG_VERSION"
        major = int(marker.read_text().strip()) if marker.exists() else None
        return binaries.folder(major=major)

    def prepare(self) -> None:
        """Make the folders and, the first time, the cluster itself."""
        self.var.mkdir(mode=0o711, parents=True, exist_ok=True)
        for folder in (self.home, self.socket_folder):
            _make_private(folder, owner=_owner())
        programs = self.binaries  # where they are missing, the person is told, and not the server's log
        if not (self.data / "PG_VERSION").exists():
            self._initialize(programs)

    def start(self) -> subprocess.Popen[bytes]:
        """Start the server as a child that gets a fast shutdown when its parent dies."""
        settings = DURABLE | PRIVATE | FITTING | {"unix_socket_directories": str(self.socket_folder)}
        command = [str(self.binaries / "postgres"), "-D", str(self.data), "-p", str(PORT)]
        command += [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with self.log.open("ab") as log:
            return subprocess.Popen(
                self._as_owner(command),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.home,
                preexec_fn=_die_with_parent(),
            )

    def _initialize(self, programs: Path) -> None:
        fresh = self.home / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)  # of a set-up that was interrupted
        command = [str(programs / "initdb"), "-D", str(fresh), "-U", NAME]
        command += ["--auth=trust", "--encoding=UTF8", "--data-checksums", "--no-instructions"]
        for locale in _locales(binaries.major(programs)):
            done = subprocess.run(self._as_owner([*command, *locale]), cwd=self.home, capture_output=True, text=True)
            if done.returncode == 0:
                fresh.rename(self.data)
                return
            shutil.rmtree(fresh, ignore_errors=True)
        raise binaries.NoPostgres(f"The embedded PostgreSQL could not be set up: {done.stderr.strip()}")

    def _as_owner(self, command: list[str]) -> list[str]:
        """The command run by the cluster's owner: PostgreSQL refuses to run as root."""
        if (owner := _owner()) is None:
            return command
        setpriv = shutil.which("setpriv")
        if setpriv is None:
            raise binaries.NoPostgres(
                "PostgreSQL does not run as root, and `setpriv` (of util-linux) is missing to run it as "
                "another user. Install it, run Fixward as an ordinary user, or set DATABASE_URL."
            )
        command = [f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups", *command]
        if not _reaches(setpriv, command, self.home):
            # A checkout in /root, which only root may enter. Rather than open that folder to
            # everybody, let this one process pass.
            command = ["--inh-caps=+dac_override", "--ambient-caps=+dac_override", *command]
        return [setpriv, "--pdeathsig=INT", *command]


def _locales(major: int) -> list[list[str]]:
    if major < 17:
        return [["--locale=C.UTF-8"]]
    builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    # The second is for machines whose C library has no C.UTF-8, such as macOS.
    return [[*builtin, "--locale=C.UTF-8"], [*builtin, "--locale=C"]]


def _owner() -> pwd.struct_passwd | None:
    """The user who runs the server in root's stead; None where Fixward does not run as root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise binaries.NoPostgres("PostgreSQL does not run as root, and there is no user postgres or nobody.")


def _make_private(folder: Path, *, owner: pwd.struct_passwd | None) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    trusted = {os.geteuid(), owner.pw_uid if owner else os.geteuid()}
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in trusted:
        raise binaries.NoPostgres(f"{folder} belongs to somebody else; remove it or move FIXWARD_VAR.")
    folder.chmod(0o700)
    if owner:
        os.chown(folder, owner.pw_uid, owner.pw_gid)


def _reaches(setpriv: str, command: list[str], home: Path) -> bool:
    program = command.index("--clear-groups") + 1
    probe = [setpriv, *command[:program], "sh", "-c", 'cd "$0" && exec "$1" --version']
    probe += [str(home), command[program]]
    return subprocess.run(probe, capture_output=True).returncode == 0


def _die_with_parent() -> Callable[[], object] | None:
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl
    return lambda: prctl(1, signal.SIGINT)  # PR_SET_PDEATHSIG of linux/prctl.h
