"""The decoders of pictures, and what comes out of them; see pictures.py."""

from __future__ import annotations

import io
import secrets
import warnings
from typing import IO

import pillow_heif
from django.utils.translation import gettext as _
from PIL import ExifTags, Image

from fixward.foundation.files.picture import (
    FORMATS,
    LARGEST_FILE,
    MOST_PIXELS,
    MOST_PIXELS_ELSE,
    Picture,
    PictureRefused,
)

pillow_heif.register_heif_opener()

# MPO, as some phones write, is opened by way of JPEG.
_OF_PHONES = ("JPEG", "MPO", "HEIF")
# Exif 2.32, 4.6.4, "Orientation": what makes each upright.
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_LONGEST_SIDE = 2048
_THUMBNAIL_SIDE = 400


def decoded(file: IO[bytes], name: str) -> Picture:
    """See pictures.read."""
    picture = _shown(file, name)
    small = picture.copy()
    small.thumbnail((_THUMBNAIL_SIDE, _THUMBNAIL_SIDE), Image.Resampling.LANCZOS)
    return Picture(_jpeg(picture), _jpeg(small), picture.width, picture.height, secrets.token_urlsafe(16))


def opened(file: IO[bytes]) -> Image.Image:
    """The picture with its head read and nothing decoded; raises almost anything where it is broken or none."""
    return Image.open(file, formats=FORMATS)


def has_format(file: IO[bytes]) -> bool:
    """See pictures.is_one."""
    try:
        return opened(file).format is not None
    except Exception:  # noqa: BLE001 what is no picture makes decoders raise almost anything
        return False


def _shown(file: IO[bytes], name: str) -> Image.Image:
    file.seek(0, io.SEEK_END)
    if file.tell() > LARGEST_FILE:
        raise PictureRefused(_("“%(name)s” is larger than 25 MB. Please send a smaller picture.") % {"name": name})
    file.seek(0)
    try:
        with warnings.catch_warnings():
            # Our own limit says it below, in words; Pillow's would only warn.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = opened(file)
        _must_fit(picture, name)
        # Lets the JPEG decoder skip what would be shrunk away: less time, less memory.
        picture.draft("RGB", (_LONGEST_SIDE, _LONGEST_SIDE))
        turn = _TURNS.get(_orientation(picture))
        small = _flat(_shrunk(picture))
        return small if turn is None else small.transpose(turn)
    except PictureRefused:
        raise
    except Image.DecompressionBombError as error:
        raise PictureRefused(
            _("“%(name)s” has too many pixels. Please send a smaller picture.") % {"name": name}
        ) from error
    # Broken and hostile files make decoders raise almost anything, struct.error and TypeError among it.
    except Exception as error:
        raise PictureRefused(
            _("“%(name)s” cannot be read as a picture. Please send a JPEG, PNG, WebP or HEIC file.") % {"name": name}
        ) from error


def _must_fit(picture: Image.Image, name: str) -> None:
    about = {"name": name, "width": picture.width, "height": picture.height, "kind": picture.format}
    pixels = picture.width * picture.height
    if pixels > MOST_PIXELS:
        raise PictureRefused(
            _("“%(name)s” has %(width)d × %(height)d pixels, which is too many. Please send a smaller picture.") % about
        )
    if pixels > MOST_PIXELS_ELSE and picture.format not in _OF_PHONES:
        raise PictureRefused(
            _(
                "“%(name)s” has %(width)d × %(height)d pixels, which is too many for %(kind)s. "
                "Please send a smaller picture, or this one as JPEG."
            )
            % about
        )


def _orientation(picture: Image.Image) -> int:
    """As the metadata have it; upright where they are broken, since the picture itself may be sound."""
    try:
        return int(picture.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # noqa: BLE001 whatever is wrong with the metadata, nobody needs them
        return 1


def _shrunk(picture: Image.Image) -> Image.Image:
    """As large as it is kept; before anything copies it, since each copy of 50 million pixels takes 200 MB."""
    if picture.mode not in ("RGB", "RGBA", "L", "CMYK") or "transparency" in picture.info:
        picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    picture.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE), Image.Resampling.LANCZOS)
    return picture


def _flat(picture: Image.Image) -> Image.Image:
    """Without transparency, on white; a new image, so that no metadata comes along."""
    if picture.mode == "RGBA":
        ground = Image.new("RGB", picture.size, "white")
        ground.paste(picture, mask=picture.getchannel("A"))
        return ground
    plain = Image.new("RGB", picture.size)
    plain.paste(picture.convert("RGB"))
    return plain


def _jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=82, optimize=True, progressive=True)
    return out.getvalue()
