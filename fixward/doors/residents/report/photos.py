"""The photos of a report that is not sent yet: they survive whatever else is wrong with the form."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fixward.domain.service_requests.operations.photos import MOST_PHOTOS
from fixward.foundation.files import drafts, pictures


def keep(data: QueryDict, files: list[UploadedFile]) -> list[str]:
    """Keep the photos just chosen and note them in the form; gives a sentence for each that cannot be used."""
    tokens = [token for token in dict.fromkeys(data.getlist("photo")) if drafts.is_ours(token)]
    room = MOST_PHOTOS - len(tokens)
    wrong = []
    for file in files[: max(room, 0)]:
        try:
            tokens.append(drafts.keep(pictures.read(file, name=(file.name or "")[:80])))
        except pictures.PictureRefused as refusal:
            wrong.append(str(refusal))
    if len(files) > room:
        wrong.append(_("Please send at most %(most)d photos; the first ones were kept.") % {"most": MOST_PHOTOS})
    data.setlist("photo", tokens)
    return wrong


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
