"""Pictures as people send them, made safe: upright, without metadata, encoded anew, never larger than it needs."""

from __future__ import annotations

from typing import IO

from fixward.foundation.files.picture import (
    FORMATS,
    LARGEST_FILE,
    MOST_PIXELS,
    MOST_PIXELS_ELSE,
    Picture,
    PictureRefused,
)

__all__ = ["FORMATS", "LARGEST_FILE", "MOST_PIXELS", "MOST_PIXELS_ELSE", "Picture", "PictureRefused", "is_one", "read"]


def read(file: IO[bytes], *, name: str = "") -> Picture:
    """The picture in an uploaded file; raises PictureRefused where it is none, or too large to be opened."""
    from fixward.foundation.files.decoding import decoded  # noqa: PLC0415  (with the decoders' memory)

    return decoded(file, name)


def is_one(file: IO[bytes]) -> bool:
    """Whether its head is that of a picture."""
    from fixward.foundation.files.decoding import has_format  # noqa: PLC0415  (with the decoders' memory)

    return has_format(file)
