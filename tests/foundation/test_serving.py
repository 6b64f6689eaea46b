"""The whole of Fixward as it is run: it starts, it survives, and it leaves nothing behind."""

import json
import os
import signal
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

import psycopg
import pytest

from fixward.foundation.database.embedded import address
from tests.foundation.test_embedded import can_connect, eventually, is_alive, postmaster
from tests.servers import environment, fixward, serving

pytestmark = pytest.mark.slow


@pytest.fixture
def fresh(tmp_path, static_files):
    """A VAR folder in which there is no database yet."""
    (tmp_path / "static").symlink_to(static_files)
    return tmp_path


@pytest.fixture(scope="module")
def migrated(tmp_path_factory):
    """The files of a database that is up to date, and that nobody uses."""
    var = tmp_path_factory.mktemp("migrated")
    subprocess.run(fixward("migrate"), env=environment(var), check=True, capture_output=True)
    return var / "postgres"


@pytest.fixture
def var(fresh, migrated):
    """A VAR folder with such a database."""
    subprocess.run(["cp", "-a", migrated, fresh], check=True)
    return fresh


def get(url):
    with urllib.request.urlopen(url, timeout=10) as response:
        return response.status, response.read().decode()


def processes_of(var: Path) -> dict[int, str]:
    """Every process with this VAR folder in its environment or its command line."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes() + (folder / "environ").read_bytes()
        except OSError:
            continue
        if os.fsencode(var) in words:
            found[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
    return found


def test_serve_alone_makes_the_database_and_answers(fresh):
    with serving(fresh) as (site, _):
        assert get(f"{site}/healthz") == (200, "alive\n")
        assert json.loads(get(f"{site}/readyz")[1]) == {"ready": True}
        eventually(lambda: "fixward_jobs" in get(f"{site}/metrics")[1])


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_leaves_no_process_behind(var, how):
    with serving(var) as (_, process):
        assert len(processes_of(var)) > 4
        process.send_signal(how)
        assert process.wait(timeout=40) == 0
        eventually(lambda: processes_of(var) == {})  # who keeps the database has let go, and is just ending


def test_even_a_killed_server_leaves_no_process_behind_and_loses_nothing(var):
    with serving(var) as (_, process):
        with psycopg.connect(address(var)) as connection:
            connection.execute("CREATE TABLE reports AS SELECT 'pothole' AS what")
        process.kill()
        process.wait()
        eventually(lambda: processes_of(var) == {}, seconds=40)
    with serving(var), psycopg.connect(address(var)) as connection:
        assert connection.execute("SELECT what FROM reports").fetchone() == ("pothole",)


def test_when_one_of_its_processes_dies_the_others_are_stopped(var):
    with serving(var) as (_, process):
        [worker] = [pid for pid, command in processes_of(var).items() if "fixward.cli worker" in command]
        os.kill(worker, signal.SIGKILL)
        assert process.wait(timeout=40) == 1
        eventually(lambda: processes_of(var) == {})


def test_site_and_worker_go_on_after_the_databases_sudden_death(var):
    with serving(var) as (site, process):
        before = postmaster(var)
        os.kill(before, signal.SIGKILL)
        eventually(lambda: not is_alive(before) and can_connect(var))
        assert get(f"{site}/readyz")[0] == 200
        with psycopg.connect(address(var), autocommit=True) as connection:
            connection.execute("DELETE FROM procrastinate_workers")
            eventually(lambda: connection.execute("SELECT 1 FROM procrastinate_workers").fetchone())
            connection.execute(
                "INSERT INTO procrastinate_jobs (queue_name, priority, task_name, args)"
                """ VALUES ('default', 0, 'jobs.rescue', '{"timestamp": 0}')"""
            )
            count = "SELECT count(*) FROM procrastinate_jobs WHERE status <> 'succeeded'"
            eventually(lambda: connection.execute(count).fetchone() == (0,))
        assert process.poll() is None


def test_a_database_by_its_address_is_used_as_it_is(cloned, fresh):
    with serving(fresh, DATABASE_URL=cloned) as (site, _):
        assert get(f"{site}/readyz")[0] == 200
        assert not (fresh / "postgres").exists()


def test_a_database_that_is_not_up_to_date_is_not_served(cloned, fresh):
    with psycopg.connect(cloned) as connection:
        connection.execute("DELETE FROM django_migrations WHERE app = 'database'")
    done = subprocess.run(
        fixward("serve", "--port", "1"),
        env=environment(fresh, DATABASE_URL=cloned),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "Run: fixward migrate" in done.stderr


def test_figures_are_for_this_machine_or_whoever_has_the_token(fresh, cloned):
    with serving(fresh, DATABASE_URL=cloned) as (site, _):
        forwarded = urllib.request.Request(f"{site}/metrics", headers={"X-Forwarded-For": "192.0.2.1"})
        with pytest.raises(urllib.error.HTTPError, match="403"):
            get(forwarded)
    with serving(fresh, DATABASE_URL=cloned, METRICS_TOKEN="abc") as (site, _):
        with pytest.raises(urllib.error.HTTPError, match="403"):
            get(f"{site}/metrics")
        allowed = urllib.request.Request(f"{site}/metrics", headers={"Authorization": "Bearer abc"})
        assert get(allowed)[0] == 200
