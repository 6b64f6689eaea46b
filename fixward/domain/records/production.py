"""Making a package in the worker. Whoever is killed over it leaves nothing that could be taken for a whole one."""

from __future__ import annotations

import contextlib
import hashlib
import secrets
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from typing import IO, Any

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from fixward.domain.records import release
from fixward.domain.records.kinds import Sort
from fixward.domain.records.models import Export, Stage
from fixward.domain.records.operations.exports import CHOICES, end
from fixward.domain.records.package import Package, chunks
from fixward.domain.records.selection import Selection
from fixward.domain.records.writing import Writing
from fixward.foundation import clock

_AT_A_TIME = 100


class _Overtaken(Exception):
    """It was called off, or another worker has begun it anew."""


def produce(export_id: int) -> None:
    """Make the package from the beginning, unless it is there; bears being killed at any moment and called again."""
    export = _begun(export_id)
    if export is None:
        return
    with (
        contextlib.suppress(_Overtaken),
        translation.override(export.language),
        timezone.override(export.organization.zone),
        # Without a name: it is gone with the process, however that ends.
        tempfile.TemporaryFile() as made,
    ):
        counts = _write(export, made)
        _keep(export, made, counts)


def expire() -> None:
    """Take away the packages whose days are over."""
    for pk in Export.objects.filter(ended_at=None, expires_at__lte=clock.now()).values_list("pk", flat=True):
        with transaction.atomic():
            export = Export.objects.select_for_update().get(pk=pk)
            if export.ended_at is None:
                end(export)


@transaction.atomic
def _begun(export_id: int) -> Export | None:
    """Ours from now on; what somebody before has left in the storage is taken away."""
    export = (
        Export.objects.select_for_update(of=("self",))
        .select_related("organization", "asked_by__person")
        .get(pk=export_id)
    )
    if export.stage != Stage.WAITING:
        return None
    if export.part:
        export.file.storage.delete(export.part)
    export.part, export.done = f"records/{export.pk}-{secrets.token_hex(16)}.zip", 0
    export.save(update_fields=["part", "done"])
    return export


def _write(export: Export, made: IO[bytes]) -> dict[str, Any]:
    with Package(made) as package:
        writing = Writing(export, package)
        releasing = release.Releasing(export)
        keys = iter(release.wanted(export).values_list("pk", flat=True).iterator(chunk_size=2000))
        done = 0
        while some := list(islice(keys, _AT_A_TIME)):
            for released in releasing.release(some):
                writing.take(released)
            done += len(some)
            _tell(export, done)
        writing.finish()
        counts = _counts(export, writing)
        package.add("style.css", [render_to_string("records/package.css").encode()])
        package.add("index.html", [_index(export, writing, counts).encode()])
        package.close(_about(export, counts))
        return counts | {"files": package.count}


def _keep(export: Export, made: IO[bytes], counts: dict[str, Any]) -> None:
    """Into the storage under its own name; only then does the row say that there is a package."""
    digest, size = hashlib.sha256(), 0
    for chunk in chunks(made):
        digest.update(chunk)
        size += len(chunk)
    made.seek(0)
    storage = export.file.storage
    name = storage.save(export.part, File(made))
    now = clock.now()
    kept = Export.objects.filter(pk=export.pk, part=export.part, ready_at=None, ended_at=None).update(
        file=name,
        part="",
        size=size,
        sha256=digest.hexdigest(),
        counts=counts,
        ready_at=now,
        expires_at=now + timedelta(days=settings.RECORDS_KEPT_DAYS),
    )
    if not kept:
        storage.delete(name)


def _tell(export: Export, done: int) -> None:
    mine = Export.objects.filter(pk=export.pk, part=export.part, ended_at=None)
    if not mine.update(done=done):
        raise _Overtaken


def _counts(export: Export, writing: Writing) -> dict[str, Any]:
    withheld = dict(writing.withheld)
    for rule, count in release.left_out(export).items():
        withheld[rule] = withheld.get(rule, 0) + count
    return {"released": dict(writing.counts), "withheld": withheld}


def _about(export: Export, counts: dict[str, Any]) -> dict[str, Any]:
    """What the manifest says before the list of files."""
    return {
        "format": "fixward public records 1",
        "organization": export.organization.name,
        "request": export.title,
        "asked_by": str(export.asked_by),
        "asked_at": export.asked_at.isoformat(timespec="seconds"),
        "ordered_by": str(export.ordered_by),
        "ordered_at": export.ordered_at and export.ordered_at.isoformat(timespec="seconds"),
        "selection": dict(Selection.read(export.selection).described(persons=False)),
        "choices": {name: getattr(export, name) for name in CHOICES},
        "released": counts["released"],
        "withheld": counts["withheld"],
        "withheld_by_hand": list(by_hand(export)),
    }


def by_hand(export: Export) -> Iterator[dict[str, Any]]:
    """What somebody withheld and why; what stood there is not repeated."""
    for one in export.withholdings.select_related("service_request"):
        yield {
            "request": one.service_request.number if one.service_request else None,
            "what": one.sort,
            "id": one.thing if one.sort not in (Sort.REQUEST, Sort.EVERYWHERE) else None,
            "part": "passage" if one.passage else "whole",
            "reason": one.reason,
        }


def _index(export: Export, writing: Writing, counts: dict[str, Any]) -> str:
    context = {
        "export": export,
        "pages": writing.pages,
        "released": counts["released"],
        "withheld": counts["withheld"],
        "by_hand": list(export.withholdings.select_related("service_request")),
        "selection": Selection.read(export.selection).described(persons=False),
    }
    return render_to_string("records/package_index.html", context)
