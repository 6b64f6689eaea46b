"""The embedded PostgreSQL: one server for all who use it, and nothing that was acknowledged is ever lost."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Timer

import psycopg
import pytest

from fixward.foundation import database
from fixward.foundation.database import binaries
from fixward.foundation.database.cluster import Cluster
from fixward.foundation.database.embedded import address
from fixward.foundation.database.locks import Lock

USE = """
import sys, time
from pathlib import Path
from fixward.foundation import database
with database.running(Path(sys.argv[1])):
    print("running", flush=True)
    time.sleep(float(sys.argv[2]))
"""


def use(var: Path, *, seconds: float) -> subprocess.Popen[str]:
    """Another process that uses the server for so long."""
    command = [sys.executable, "-c", USE, str(var), str(seconds)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def postmaster(var: Path) -> int:
    return int((Cluster(var).data / "postmaster.pid").read_text().split("\n")[0])


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return not Path(f"/proc/{pid}/stat").exists() or ") Z " not in Path(f"/proc/{pid}/stat").read_text()


def eventually(condition, *, seconds=30):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "It did not happen"
        time.sleep(0.05)


def can_connect(var: Path) -> bool:
    try:
        psycopg.connect(address(var)).close()
    except psycopg.OperationalError:
        return False
    return True


@pytest.fixture
def var(tmp_path):
    return tmp_path / "var"


def test_writes_are_durable_and_nothing_listens_on_the_network(var):
    with database.running(var) as where, psycopg.connect(where) as connection:
        for name in ("fsync", "synchronous_commit", "full_page_writes", "data_checksums"):
            assert connection.execute(f"SHOW {name}").fetchone() == ("on",)
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        assert Cluster(var).socket_folder.stat().st_mode & 0o077 == 0
        assert Cluster(var).home.stat().st_mode & 0o077 == 0


def test_an_acknowledged_commit_survives_the_servers_sudden_death(var):
    with database.running(var) as where:
        with psycopg.connect(where) as connection:
            connection.execute("CREATE TABLE reports AS SELECT 'pothole' AS what")
        os.kill(postmaster(var), signal.SIGKILL)
        eventually(lambda: can_connect(var))
        with psycopg.connect(where) as connection:
            assert connection.execute("SELECT what FROM reports").fetchone() == ("pothole",)


def test_a_server_that_lost_everybody_at_once_starts_again(var):
    user = use(var, seconds=60)
    assert user.stdout.readline() == "running\n"
    with psycopg.connect(address(var)) as connection:
        connection.execute("CREATE TABLE reports AS SELECT 'pothole' AS what")
    keeper = int(Path(f"/proc/{postmaster(var)}/stat").read_text().split(") ")[1].split()[1])
    for pid in (keeper, postmaster(var), user.pid):
        os.kill(pid, signal.SIGKILL)
    user.wait()
    with database.running(var) as where, psycopg.connect(where) as connection:
        assert connection.execute("SELECT what FROM reports").fetchone() == ("pothole",)


def test_whoever_waits_for_a_keeper_that_just_dies_starts_another(var):
    var.mkdir()
    with Lock(var / "postgres.keeper") as dying:
        assert dying.try_alone()
        Timer(1, dying.release).start()
        with database.running(var):
            assert can_connect(var)


def test_a_process_number_that_now_belongs_to_somebody_else_does_not_keep_it_from_starting(var):
    with database.running(var):
        stale = (Cluster(var).data / "postmaster.pid").read_text().split("\n", 1)[1]
    (Cluster(var).data / "postmaster.pid").write_text(f"{os.getpid()}\n{stale}")
    with database.running(var):
        assert can_connect(var)


def test_two_processes_that_start_at_once_share_one_server(var):
    users = [use(var, seconds=1) for _ in range(3)]
    assert [user.stdout.readline() for user in users] == ["running\n"] * 3
    assert can_connect(var)
    assert [user.wait() for user in users] == [0, 0, 0]
    assert not can_connect(var)


def test_the_server_stays_for_whoever_is_left_and_goes_with_the_last(var):
    with database.running(var):
        with database.running(var):
            server = postmaster(var)
        assert is_alive(server)
        assert can_connect(var)
    assert not is_alive(server)


def test_the_server_goes_when_its_only_user_is_killed(var):
    user = use(var, seconds=60)
    user.stdout.readline()
    server = postmaster(var)
    user.kill()
    user.wait()
    eventually(lambda: not is_alive(server))


def test_a_folder_too_deep_for_a_socket_gets_a_private_one_elsewhere(tmp_path):
    var = tmp_path / ("deep" * 25)
    with database.running(var):
        assert can_connect(var)
        assert Cluster(var).socket_folder.parent == Path("/tmp")
        assert Cluster(var).socket_folder.stat().st_mode & 0o077 == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can own a folder that the server's user cannot enter")
def test_a_checkout_that_only_root_may_enter_works_as_it_is(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    with database.running(closed / "var"):
        assert can_connect(closed / "var")
    assert closed.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("folder", sorted(Path("/usr/lib/postgresql").glob("1[5-8]/bin")), ids=str)
def test_the_machines_own_postgresql_does_as_well(var, folder, monkeypatch):
    monkeypatch.setenv("POSTGRES_BIN", str(folder))
    with database.running(var) as where, psycopg.connect(where) as connection:
        for extension in ("unaccent", "pg_trgm", "btree_gist"):
            connection.execute(f"CREATE EXTENSION {extension}")
        assert connection.execute("SELECT lower('ÑANDÚ')").fetchone() == ("ñandú",)
        assert connection.info.server_version // 10_000 == int(folder.parent.name)


def test_a_backup_of_another_server_needs_no_server_on_this_machine(monkeypatch, tmp_path):
    installed = binaries.folder()
    for program in ("pg_dump", "pg_restore", "psql"):
        (tmp_path / program).symlink_to(installed / program)
    monkeypatch.setenv("POSTGRES_BIN", str(tmp_path))
    assert binaries.clients(major=binaries.major(installed)) == tmp_path
    with pytest.raises(database.NoPostgres, match="`postgres`"):
        binaries.folder()


def test_a_version_that_is_not_there_is_named_in_the_sentence(monkeypatch, tmp_path):
    monkeypatch.setenv("POSTGRES_BIN", str(tmp_path))
    with pytest.raises(database.NoPostgres, match="PostgreSQL 15 to 18"), database.running(tmp_path / "var"):
        pass


def test_a_database_whose_version_is_no_longer_there_is_named_too(var, monkeypatch, tmp_path):
    with database.running(var):
        version = (Cluster(var).data / "PG_VERSION").read_text().strip()
    monkeypatch.setenv("POSTGRES_BIN", str(tmp_path))
    with pytest.raises(database.NoPostgres, match=f"^Fixward needs `postgres` of PostgreSQL {version} "):
        database.running(var).__enter__()


def test_the_secret_key_is_made_once_and_for_its_owner_only(var):
    key = database.secret_key(var)
    assert len(key) > 50
    assert database.secret_key(var) == key
    assert (var / "secret_key").stat().st_mode & 0o777 == 0o600


def test_an_address_is_taken_as_libpq_takes_it(var):
    found = database.configuration("postgresql://ann:s%40y@db.example.org:6432/town?sslmode=require", var=var)
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"], found["NAME"]) == (
        "ann",
        "s@y",
        "db.example.org",
        "6432",
        "town",
    )
    assert found["OPTIONS"] == {"sslmode": "require"}
    assert not var.exists()
