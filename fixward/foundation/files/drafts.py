"""Pictures of a form that is not sent yet: kept in the storage for a day or two, known by a signed token only."""

from __future__ import annotations

import datetime as dt

from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from fixward.foundation.files.pictures import Picture

KEEP_DAYS = 2
_FOLDER = "drafts"
_SIGNER = signing.Signer(salt="files.drafts")


def keep(picture: Picture) -> str:
    """Store a picture until its form is sent; gives the token that finds it again."""
    day = timezone.now().date().isoformat()
    _sweep(day)
    default_storage.save(_path(day, picture.name), ContentFile(picture.data))
    default_storage.save(_path(day, picture.name, "-small"), ContentFile(picture.thumbnail))
    return _SIGNER.sign(f"{day}/{picture.name}/{picture.width}/{picture.height}")


def find(token: str) -> Picture | None:
    """The picture as it was kept; None where the token is not ours or the picture is gone."""
    try:
        day, name, width, height = _SIGNER.unsign(token).split("/")
        data, thumbnail = _read(_path(day, name)), _read(_path(day, name, "-small"))
    except (signing.BadSignature, OSError):
        return None
    return Picture(data, thumbnail, int(width), int(height), name)


def thumbnail(token: str) -> bytes | None:
    try:
        day, name, *_ = _SIGNER.unsign(token).split("/")
        return _read(_path(day, name, "-small"))
    except (signing.BadSignature, OSError):
        return None


def is_ours(token: str) -> bool:
    """Whether the token was given out here; says nothing about the picture being there still."""
    try:
        _SIGNER.unsign(token)
    except signing.BadSignature:
        return False
    return True


def discard(token: str) -> None:
    try:
        day, name, *_ = _SIGNER.unsign(token).split("/")
    except signing.BadSignature:
        return
    for end in ("", "-small"):
        default_storage.delete(_path(day, name, end))


def _path(day: str, name: str, end: str = "") -> str:
    return f"{_FOLDER}/{day}/{name}{end}.jpg"


def _read(path: str) -> bytes:
    with default_storage.open(path) as file:
        data: bytes = file.read()
    return data


def _sweep(today: str) -> None:
    """With the first picture of a day, what was left behind goes: no job is needed for it."""
    try:
        days = default_storage.listdir(_FOLDER)[0]
    except OSError:
        return
    if today in days:
        return
    oldest = (dt.date.fromisoformat(today) - dt.timedelta(days=KEEP_DAYS)).isoformat()
    for day in days:
        if day < oldest:
            for name in default_storage.listdir(f"{_FOLDER}/{day}")[1]:
                default_storage.delete(f"{_FOLDER}/{day}/{name}")
            default_storage.delete(f"{_FOLDER}/{day}")
