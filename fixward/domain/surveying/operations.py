"""A file of ground: brought, looked at, applied or thrown away. What takes long is left to the worker."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from fixward.domain.governments import changes
from fixward.domain.governments.changes import Refused
from fixward.domain.governments.models import Member
from fixward.domain.places import imports
from fixward.domain.places.imports import ImportRefused
from fixward.domain.surveying import headway, policy, reading
from fixward.domain.surveying.models import GroundFile, Headway, Sort, Stage
from fixward.domain.surveying.setup import GROUND_FILE
from fixward.foundation import jobs
from fixward.foundation.text import language_in_use

TASK = "fixward.survey"
MOST_MEGABYTES = 100
_LONGEST_NAME = 200


@transaction.atomic
def bring(sort: Sort, file: UploadedFile, *, by: Member) -> GroundFile:
    """Keep a file and see which fields it has; nothing of it is stored as ground yet. Raises Refused."""
    _must(by)
    name = (file.name or "")[-_LONGEST_NAME:]
    if not reading.ending_of(name):
        raise Refused(file=_("Choose a GeoJSON file, a GeoPackage, or a Shapefile in a .zip."))
    if (file.size or 0) > MOST_MEGABYTES * 1_000_000:
        raise Refused(
            file=_(
                "A file can have %(most)d MB here. A larger one can be brought in on the server, by the command "
                "“fixward boundaries import”."
            )
            % {"most": MOST_MEGABYTES}
        )
    try:
        with reading.on_disk(file, name) as path:
            columns = [{"name": column.name, "examples": column.examples} for column in imports.apart.look(path)]
    except ImportRefused as refusal:
        raise Refused(file=" ".join(str(one) for one in refusal.refusals)) from refusal
    made = GroundFile(sort=sort, name=name, by=by, language=language_in_use(), columns=columns)
    made.file.save(f"file{reading.ending_of(name)}", file, save=False)
    made.save()
    Headway.objects.create(file=made)
    return made


@transaction.atomic
def choose(ground_file: GroundFile, *, chosen: dict[str, Any], by: Member) -> GroundFile:
    """Say how it is read, and have the worker see what it would change. Raises Refused."""
    ground_file = _locked(ground_file, by)
    if not ground_file.is_open:
        raise Refused(
            _(
                "This file is being worked on, or has been applied. What was applied is taken back in the log of "
                "changes."
            )
        )
    ground_file.chosen, ground_file.found, ground_file.shapes = chosen, {}, []
    return _leave_to_worker(ground_file, Stage.LOOKING)


@transaction.atomic
def apply(ground_file: GroundFile, *, by: Member) -> GroundFile:
    """Do what was shown, and nothing else. Raises Refused."""
    ground_file = _locked(ground_file, by)
    if ground_file.stage != Stage.FORESEEN:
        raise Refused(_("Look first at what it would change."))
    ground_file.by = by
    return _leave_to_worker(ground_file, Stage.APPLYING)


@transaction.atomic
def discard(ground_file: GroundFile, *, by: Member) -> GroundFile:
    """Throw it away; what it says of itself stays in the history. Raises Refused."""
    ground_file = _locked(ground_file, by)
    if not ground_file.is_open:
        raise Refused(_("What is applied can be taken back in the log of changes."))
    stored, name = ground_file.file.storage, ground_file.file.name
    ground_file.stage, ground_file.file, ground_file.shapes = Stage.DISCARDED, "", []
    ground_file.save()
    transaction.on_commit(lambda: stored.delete(name))
    return ground_file


def go_on(file_id: int) -> None:
    """What the worker does next with it; bears being stopped at any moment and being called again."""
    ground_file = GroundFile.objects.select_related("by__person", "by__organization").get(pk=file_id)
    with translation.override(ground_file.language):
        if ground_file.stage == Stage.LOOKING:
            _foresee(ground_file)
        elif ground_file.stage == Stage.APPLYING:
            _bring_in(ground_file)


def _foresee(ground_file: GroundFile) -> None:
    way = reading.WAYS[Sort(ground_file.sort)]
    try:
        with headway.told(ground_file.pk) as progress, reading.stored(ground_file) as features:
            foresight = way.foresee(features, **reading.options(ground_file), progress=progress)
    except ImportRefused as refusal:
        _end(ground_file, Stage.REFUSED, refusals=str(refusal).splitlines())
        return
    _end(ground_file, Stage.FORESEEN, shapes=reading.shapes(foresight), **reading.told(foresight))


def _bring_in(ground_file: GroundFile) -> None:
    try:
        changes.save(GROUND_FILE, ground_file, by=ground_file.by, is_applied=True)
    except Refused as refusal:
        _end(ground_file, Stage.REFUSED, refusals=str(refusal).splitlines())


def _end(ground_file: GroundFile, stage: Stage, *, shapes: list[Any] | None = None, **found: Any) -> None:
    """Only from where it was: what was said of it meanwhile is not overwritten."""
    same = GroundFile.objects.filter(pk=ground_file.pk, stage=ground_file.stage)
    same.update(stage=stage, shapes=shapes or [], found=found)


def _must(by: Member) -> None:
    if not policy.can_survey(by):
        raise Refused(_("Only an administrator of the steward may change the ground."))


def _locked(ground_file: GroundFile, by: Member) -> GroundFile:
    _must(by)
    return GroundFile.objects.select_for_update().get(pk=ground_file.pk)


def _leave_to_worker(ground_file: GroundFile, stage: Stage) -> GroundFile:
    ground_file.stage = stage
    ground_file.language = language_in_use()
    ground_file.save()
    Headway.objects.filter(file=ground_file).update(doing="", done=0, total=0)
    jobs.defer(TASK, lock=TASK, file_id=ground_file.pk)
    return ground_file
