"""A picture as it is kept, and what is not taken: known without the decoders, which weigh a lot."""

from __future__ import annotations

from dataclasses import dataclass

# Decoding takes room for a moment, measured in bytes a pixel: HEIC 7 (9 with transparency), PNG 5 (9), GIF 6, TIFF 8,
# WebP 15; JPEG 2, since it alone can be decoded at a part of its size, but progressive 4, and 9 in the four colours of
# print. Nothing may take more than some 450 MB.
# Phones send JPEG and HEIC of 12, 24 and 48 million pixels, and HEIC as it is where the browser cannot shrink it.
MOST_PIXELS = 50_000_000
MOST_PIXELS_ELSE = 25_000_000
LARGEST_FILE = 25_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF", "GIF", "TIFF", "BMP")


class PictureRefused(Exception):
    """Carries a sentence fit to show at the field."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG of at most 2048 pixels a side, its thumbnail of at most 400, and a name that nobody can guess."""

    data: bytes
    thumbnail: bytes
    width: int
    height: int
    name: str
