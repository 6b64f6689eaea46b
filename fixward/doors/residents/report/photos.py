"""The photos of a report that is not sent yet: they survive whatever else is wrong with the form."""

from __future__ import annotations

import math

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fixward.domain.service_requests.operations.photos import MOST_PHOTOS
from fixward.domain.service_requests.where import NotHere, Spot, spot
from fixward.doors.residents.addresses import Found
from fixward.doors.residents.report import coordinates
from fixward.foundation.files import drafts, pictures

_SAME_PLACE_DEG = 0.0005  # some 50 metres: a phone knows its place no better


def keep(data: QueryDict, files: list[UploadedFile]) -> list[str]:
    """Keep the photos just chosen and note them in the form; gives a sentence for each that cannot be used."""
    tokens = [token for token in dict.fromkeys(data.getlist("photo")) if drafts.is_ours(token)]
    room = MOST_PHOTOS - len(tokens)
    wrong = []
    for file in files[: max(room, 0)]:
        try:
            tokens.append(keep_one(file))
            _note_place(data, file)
        except pictures.PictureRefused as refusal:
            wrong.append(str(refusal))
    if len(files) > room:
        wrong.append(_("Please send at most %(most)d photos; the first ones were kept.") % {"most": MOST_PHOTOS})
    data.setlist("photo", tokens)
    return wrong


def keep_one(file: UploadedFile) -> str:
    """Keep one photo; gives the token that finds it again. Raises PictureRefused."""
    return drafts.keep(pictures.read(file, name=(file.name or "")[:80]))


def place(data: QueryDict) -> Found | None:
    """Where a photo was taken, if that is a place to offer: under the umbrella, and not where the pin is already."""
    lon, _space, lat = data.get("photo_at", "").partition(" ")
    try:
        there = spot(*coordinates.read(lon, lat))
    except NotHere:
        return None
    return None if _is_near(data, there) else Found("", there.lon, there.lat)


def read(tokens: list[str]) -> tuple[list[pictures.Picture], str]:
    """The kept photos; and a sentence where some were kept too long ago."""
    found = [drafts.find(token) for token in tokens]
    lost = found.count(None)
    sentence = ngettext(
        "One photo is not with us any more. Please choose it again.",
        "%(count)d photos are not with us any more. Please choose them again.",
        lost,
    )
    return [picture for picture in found if picture], sentence % {"count": lost} if lost else ""


def forget(tokens: list[str]) -> None:
    for token in tokens:
        drafts.discard(token)


def remove(data: QueryDict, token: str) -> None:
    """Take one photo back."""
    data.setlist("photo", [one for one in data.getlist("photo") if one != token])
    drafts.discard(token)


def _note_place(data: QueryDict, file: UploadedFile) -> None:
    """The first photo that knows its place is the one that is asked about."""
    from fixward.foundation.files import gps  # noqa: PLC0415  (with the decoders' memory)

    at = gps.taken_at(file)
    if at and not data.get("photo_at"):
        data["photo_at"] = f"{at[0]} {at[1]}"


def _is_near(data: QueryDict, there: Spot) -> bool:
    lon, lat = coordinates.read(data.get("lon", ""), data.get("lat", ""))
    return math.hypot(lon - there.lon, lat - there.lat) < _SAME_PLACE_DEG
