"""Files that members add to what they write: of a few kinds, known by what is in them and not by their names."""

from __future__ import annotations

import io
import re
import secrets
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _

from fixward.foundation.files import pictures
from fixward.foundation.text import clean

LONGEST_NAME = 100
ACCEPT = ".pdf,.docx,.xlsx,.pptx,.odt,.ods,.odp,.txt,.csv,image/*"
_PLAIN = ("txt", "csv", "md", "log")
_OFFICE = "application/vnd.openxmlformats-officedocument."
# What a file of Office Open XML holds (ECMA-376), and the type that OpenDocument writes into its file (ODF 1.3, 3.3).
_OOXML = {
    "word/document.xml": ("docx", f"{_OFFICE}wordprocessingml.document"),
    "xl/workbook.xml": ("xlsx", f"{_OFFICE}spreadsheetml.sheet"),
    "ppt/presentation.xml": ("pptx", f"{_OFFICE}presentationml.presentation"),
}
_ODF = {
    f"application/vnd.oasis.opendocument.{word}": ending
    for word, ending in (("text", "odt"), ("spreadsheet", "ods"), ("presentation", "odp"))
}
_MOST_PARTS = 5_000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_UNFIT_FOR_A_NAME = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')
Kind = tuple[str, str]


class DocumentRefused(Exception):
    """Carries a sentence fit to show at the field."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file as it is kept: `name` for people, `stored_as` a name that nobody can guess."""

    name: str
    content_type: str
    data: bytes
    stored_as: str


def read(file: IO[bytes], *, name: str) -> Document:
    """The file that was uploaded, a picture without its metadata; raises DocumentRefused for what is not taken."""
    name = _fit(name)
    file.seek(0, io.SEEK_END)
    if file.tell() > settings.LARGEST_FILE_MB * 1_000_000:
        sentence = _("“%(name)s” is larger than %(most)d MB. Please send a smaller file.")
        raise DocumentRefused(sentence % {"name": name, "most": settings.LARGEST_FILE_MB})
    if file.tell() == 0:
        raise DocumentRefused(_("“%(name)s” is empty.") % {"name": name})
    file.seek(0)
    if pictures.is_one(file):
        return _picture(file, name)
    file.seek(0)
    data = file.read()
    kind = next((kind for look in _LOOKS if (kind := look(data, name))), None)
    if kind is None:
        raise DocumentRefused(
            _(
                "“%(name)s” is of a kind that is not taken. "
                "Send a PDF, a picture, an office document without macros, or text."
            )
            % {"name": name}
        )
    ending, content_type = kind
    return Document(_named(name, ending), content_type, data, f"{secrets.token_urlsafe(16)}.{ending}")


def _picture(file: IO[bytes], name: str) -> Document:
    try:
        picture = pictures.read(file, name=name)
    except pictures.PictureRefused as refusal:
        raise DocumentRefused(str(refusal)) from refusal
    return Document(_named(name, "jpg"), "image/jpeg", picture.data, f"{picture.name}.jpg")


def _pdf(data: bytes, name: str) -> Kind | None:
    return ("pdf", "application/pdf") if data.startswith(b"%PDF-") else None


def _office(data: bytes, name: str) -> Kind | None:
    """Only the list of what is in the archive is read, and one short part of it; nothing is unpacked."""
    if not data.startswith(b"PK"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            if len(names) > _MOST_PARTS or any(part.lower().endswith(("vbaproject.bin", ".exe")) for part in names):
                return None
            if "[Content_Types].xml" in names:
                return next((kind for part, kind in _OOXML.items() if part in names), None)
            if "mimetype" not in names or any(part.startswith(("Basic/", "Scripts/")) for part in names):
                return None
            with archive.open("mimetype") as part:
                content_type = part.read(100).decode("ascii", "replace")
    except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, OSError):
        return None
    return (_ODF[content_type], content_type) if content_type in _ODF else None


def _text(data: bytes, name: str) -> Kind | None:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    if _CONTROL.search(text):
        return None
    ending = PurePath(name).suffix.lower().removeprefix(".")
    return (ending if ending in _PLAIN else "txt", "text/plain; charset=utf-8")


_LOOKS: tuple[Callable[[bytes, str], Kind | None], ...] = (_pdf, _office, _text)


def _fit(name: str) -> str:
    """A name without folders and signs that file systems do not like."""
    fit = _UNFIT_FOR_A_NAME.sub(" ", clean(name.replace("\\", "/").rpartition("/")[2])).strip(" .")
    return fit[:LONGEST_NAME] or _("file")


def _named(name: str, ending: str) -> str:
    """With the ending of what it is, whatever it called itself: nothing opens as what it is not."""
    path = PurePath(name)
    known = path.suffix.lower().removeprefix(".")
    return name if known == ending or (known, ending) == ("jpeg", "jpg") else f"{path.stem}.{ending}"
