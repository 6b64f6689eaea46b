"""Everything that is kept of somebody, as one file, to them alone."""

from __future__ import annotations

import json
import tempfile
import zipfile
from typing import IO

from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_POST

from fixward.domain.people import personal, policy
from fixward.domain.people.models import Person
from fixward.doors.residents.views.my.coming_in import for_residents

# Beyond it, the file is made on the disk and not in memory.
_IN_MEMORY = 4_000_000
_PIECE = 1 << 16


@require_POST
@for_residents
def download(request: HttpRequest, person: Person) -> HttpResponseBase:
    """A POST, so that no address on another page makes us gather it."""
    if not policy.can_read(person, person):
        raise Http404
    packed = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 the answer closes it
    _pack(person, packed)
    packed.seek(0)
    return FileResponse(packed, as_attachment=True, filename="my-data.zip", content_type="application/zip")


def _pack(person: Person, out: IO[bytes]) -> None:
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        told = json.dumps(personal.everything(person), default=str, ensure_ascii=False, indent=2)
        archive.writestr("data.json", told)
        for paper in personal.files(person):
            try:
                with paper.open() as file, archive.open(zipfile.ZipInfo(paper.name), "w") as entry:
                    while piece := file.read(_PIECE):
                        entry.write(piece)
            except FileNotFoundError:
                continue  # a photo that was lost must not keep the rest from its owner
