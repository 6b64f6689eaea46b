"""An export from the question to the package: prepared, looked through, produced, downloaded."""

from __future__ import annotations

import uuid

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from fixward.domain.governments.models import Member
from fixward.domain.records import policy, release
from fixward.domain.records.covering import BLACK, pattern
from fixward.domain.records.kinds import Sort
from fixward.domain.records.models import Download, Export, Stage, Withholding
from fixward.domain.records.selection import Selection
from fixward.domain.service_requests.models import ServiceRequest
from fixward.domain.service_requests.operations.common import Refused, wanted
from fixward.foundation import clock, jobs
from fixward.foundation.text import clean, language_in_use

PRODUCE = "records.produce"
CHOICES = ("with_photos", "with_notes", "with_private", "with_hidden", "with_reporters", "masks")
_LONGEST = 300


@transaction.atomic
def prepare(selection: Selection, *, title: str, key: uuid.UUID, by: Member, **choices: bool) -> Export:
    """Begin an export of one's own organization; nothing leaves before somebody has looked it through."""
    _must(policy.can_export(by, by.organization))
    if selection.since is None or selection.until is None:
        raise Refused(_("Say from which day until which day."))
    if selection.until < selection.since:
        raise Refused(_("The last day comes before the first one."))
    title = wanted(title, _("Say whose request this answers: a reference is enough."), longest=200)
    facts = {
        "organization": by.organization,
        "title": title,
        "language": language_in_use(),
        "selection": selection.written(),
    }
    # Also where the same form comes twice at once: the second waits, and gets what the first has made.
    return Export.objects.get_or_create(key=key, asked_by=by, defaults=facts | _known(choices))[0]


@transaction.atomic
def choose(export: Export, *, by: Member, **choices: bool) -> Export:
    """Say what goes in and what is covered."""
    export = _draft(export, by)
    for name, value in _known(choices).items():
        setattr(export, name, value)
    export.save(update_fields=list(CHOICES))
    return export


@transaction.atomic
def withhold(
    export: Export,
    *,
    sort: Sort,
    service_request: ServiceRequest | None = None,
    thing: int = 0,
    passage: str = "",
    reason: str,
    by: Member,
) -> Withholding:
    """Keep a request, one of its pieces, or a passage of it out; without a request, a passage of every text."""
    export = _draft(export, by)
    reason = wanted(reason, _("Say by which exemption it stays out: it will stand in the manifest."), longest=_LONGEST)
    passage = clean(passage)
    if service_request is None:
        if not passage:
            raise Refused(_("Say which words to black out in every text."))
        sort = Sort.EVERYWHERE
    else:
        _must_be_there(export, service_request, sort, thing, passage)
    same = {"export": export, "service_request": service_request, "sort": sort, "thing": thing, "passage": passage}
    known = Withholding.objects.filter(**same).first()
    return known or Withholding.objects.create(**same, reason=reason, by=by)


@transaction.atomic
def take_back(withholding: Withholding, *, by: Member) -> None:
    """Release after all what was withheld by hand."""
    _draft(withholding.export, by)
    Withholding.objects.filter(pk=withholding.pk).delete()


@transaction.atomic
def produce(export: Export, *, by: Member) -> Export:
    """Leave it to the worker to make the package; from now on nothing of it is changed."""
    export = _locked(export, by)
    if export.stage != Stage.DRAFT:
        return export
    export.ordered_by, export.ordered_at, export.total = by, clock.now(), release.wanted(export).count()
    export.save(update_fields=["ordered_by", "ordered_at", "total"])
    jobs.defer(PRODUCE, lock=f"export:{export.pk}", export_id=export.pk)
    return export


@transaction.atomic
def call_off(export: Export, *, by: Member) -> Export:
    """End it before its time: a draft, one that is being produced, or a package that should not be taken any more."""
    export = _locked(export, by)
    if export.ended_at is not None:
        raise Refused(_("It has ended already."))
    end(export)
    return export


def end(export: Export) -> None:
    """Take the package away; the row stays as the log of it."""
    names = [name for name in (export.file.name, export.part) if name]
    storage = export.file.storage
    export.file, export.part, export.ended_at = "", "", clock.now()
    export.save(update_fields=["file", "part", "ended_at"])
    export.withholdings.exclude(passage="").update(passage=BLACK)  # nothing needs the words any more
    transaction.on_commit(lambda: [storage.delete(name) for name in names])


@transaction.atomic
def download(export: Export, *, by: Member) -> File[bytes]:
    """The package, opened; that it was taken, and by whom, is logged."""
    export = _locked(export, by)
    if export.stage != Stage.READY:
        raise Refused(
            _("The package is not made yet, or its time is over. Look at the state of the export, or begin a new one.")
        )
    Download.objects.create(export=export, member=by)
    opened: File[bytes] = export.file.storage.open(export.file.name, "rb")
    return opened


def _known(choices: dict[str, bool]) -> dict[str, bool]:
    if unknown := choices.keys() - set(CHOICES):
        raise TypeError(unknown)
    return choices


def _must_be_there(export: Export, service_request: ServiceRequest, sort: Sort, thing: int, passage: str) -> None:
    """The piece is among what would be released, and the passage stands in it."""
    if not release.wanted(export).filter(pk=service_request.pk).exists():
        raise Refused(_("This request is not in the export."))
    if sort == Sort.REQUEST:
        return
    released = next(release.Releasing(export).release([service_request.pk]))
    piece = next((one for one in released.pieces if (one.sort, one.thing) == (sort, thing)), None)
    if piece is None:
        raise Refused(_("That is not in the export."))
    if passage and not pattern(passage).search(piece.original):
        raise Refused(_("These words do not stand there. Copy them from the original text."))


def _draft(export: Export, by: Member) -> Export:
    export = _locked(export, by)
    if export.stage != Stage.DRAFT:
        raise Refused(_("It is being produced or has ended, and cannot be changed any more. Begin a new one."))
    return export


def _locked(export: Export, by: Member) -> Export:
    _must(policy.can_export(by, export.organization))
    return Export.objects.select_for_update(of=("self",)).select_related("organization").get(pk=export.pk)


def _must(allowed: bool) -> None:
    if not allowed:
        raise Refused(_("Only an administrator of the organization whose records these are can do that."))
