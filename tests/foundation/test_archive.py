"""Backup and restore."""

import subprocess
import tarfile
from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType

from fixward.foundation.database import archive
from tests.servers import environment, fixward


def run(var: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        fixward(*arguments), env=environment(var, **variables), capture_output=True, text=True, timeout=120
    )


@pytest.fixture
def filled(cloned, tmp_path):
    """A database and a VAR folder with something in them, and a backup of both."""
    ContentType.objects.create(app_label="kept", model="kept")
    photo = tmp_path / "files" / "photos" / "hole.jpg"
    photo.parent.mkdir(parents=True)
    photo.write_bytes(b"a photo")
    done = run(tmp_path, "backup", str(tmp_path / "all.tar"), DATABASE_URL=cloned)
    assert done.returncode == 0, done.stderr
    return tmp_path


def test_a_backup_is_for_its_owner_only(filled):
    assert (filled / "all.tar").stat().st_mode & 0o777 == 0o600


def test_a_backup_brings_everything_back_on_another_machine(filled, tmp_path):
    other = tmp_path / "other"
    done = run(other, "restore", str(filled / "all.tar"))  # into an embedded database of its own
    assert done.returncode == 0, done.stderr
    assert (other / "files" / "photos" / "hole.jpg").read_bytes() == b"a photo"
    again = run(other, "backup", str(tmp_path / "again.tar"))
    assert again.returncode == 0, again.stderr


def test_uploads_that_are_a_link_to_another_disk_are_kept_and_brought_back_there(filled, cloned, tmp_path):
    disk = tmp_path / "disk"
    (filled / "files").rename(disk)
    (filled / "files").symlink_to(disk)
    kept = run(filled, "backup", str(tmp_path / "linked.tar"), DATABASE_URL=cloned)
    assert kept.returncode == 0, kept.stderr
    (disk / "photos" / "hole.jpg").unlink()
    done = run(filled, "restore", "--replace", str(tmp_path / "linked.tar"), DATABASE_URL=cloned)
    assert done.returncode == 0, done.stderr
    assert (disk / "photos" / "hole.jpg").read_bytes() == b"a photo"


def test_a_database_with_something_in_it_is_not_overwritten_unless_asked_for(filled, cloned):
    ContentType.objects.filter(app_label="kept").delete()
    ContentType.objects.create(app_label="newer", model="newer")
    (filled / "files" / "photos" / "newer.jpg").write_bytes(b"newer")

    refused = run(filled, "restore", str(filled / "all.tar"), DATABASE_URL=cloned)
    assert refused.returncode == 1
    assert "--replace" in refused.stderr
    assert ContentType.objects.filter(app_label="newer").exists()

    done = run(filled, "restore", "--replace", str(filled / "all.tar"), DATABASE_URL=cloned)
    assert done.returncode == 0, done.stderr
    assert ContentType.objects.filter(app_label="kept").exists()
    assert not ContentType.objects.filter(app_label="newer").exists()
    assert sorted(path.name for path in (filled / "files" / "photos").iterdir()) == ["hole.jpg"]


def test_what_is_not_a_backup_is_refused_and_nothing_is_touched(filled, cloned):
    (filled / "not.tar").write_text("not a backup")
    refused = run(filled, "restore", "--replace", str(filled / "not.tar"), DATABASE_URL=cloned)
    assert refused.returncode == 1
    assert "is not a backup" in refused.stderr
    assert ContentType.objects.filter(app_label="kept").exists()


@pytest.mark.parametrize("name", ["../outside", "/outside", "files/../../outside", "files/link"])
def test_an_archive_that_would_write_elsewhere_is_refused(tmp_path, name):
    member = tarfile.TarInfo(name)
    member.type, member.linkname = (tarfile.SYMTYPE, "/etc") if name.endswith("link") else (tarfile.REGTYPE, "")
    with tarfile.open(tmp_path / "forged.tar", "w") as forged:
        forged.addfile(member)
    folder = tmp_path / "folder"
    folder.mkdir()
    with tarfile.open(tmp_path / "forged.tar") as forged, pytest.raises(ValueError, match=name):
        archive._extract(forged, folder)
    assert list(folder.iterdir()) == []


def test_check_tells_what_is_missing_by_its_exit_status(cloned, tmp_path):
    good = run(tmp_path, "check", DATABASE_URL=cloned)
    assert good.returncode == 0, good.stdout + good.stderr
    assert "No job has failed" in good.stdout
    nobody_there = "smtp://127.0.0.1:9"
    bad = run(tmp_path, "check", DATABASE_URL=cloned, EMAIL_URL=nobody_there)
    assert bad.returncode == 1
    assert "The mail server does not answer" in bad.stdout
