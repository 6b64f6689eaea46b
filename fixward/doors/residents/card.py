"""The card that messengers show for a shared request: words on the left, its photo on the right."""

from __future__ import annotations

import io
import textwrap
from dataclasses import dataclass

from django.core.files.base import File
from PIL import Image, ImageDraw, ImageFont, ImageOps

SIZE = (1200, 630)
_PHOTO = (420, SIZE[1])
_MARGIN = 64
_INK, _QUIET, _GROUND, _BAND = "#16211f", "#4a5754", "#f5f7f5", "#0c4a47"
# Letters in a line at each size of type, with a photo beside it.
_LETTERS, _MOST_LINES = {56: 22, 34: 36}, 3


@dataclass(frozen=True, slots=True)
class Lines:
    """What is written on it; empty lines are left out."""

    title: str
    where: str
    state: str
    holder: str
    mark: str
    umbrella: str


def drawn(lines: Lines, photo: File[bytes] | None) -> bytes:
    """A PNG of 1200 by 630 pixels; a photo that cannot be read is left out."""
    card = Image.new("RGB", SIZE, _GROUND)
    draw = ImageDraw.Draw(card)
    draw.rectangle((0, 0, SIZE[0], 92), fill=_BAND)
    draw.text((_MARGIN, 26), lines.umbrella[:48], font=ImageFont.load_default(34), fill="#ffffff")
    beside = _placed(card, photo)
    at = _written(draw, 140, lines.title, 56, _INK, beside=beside)
    at = _written(draw, at + 12, lines.where, 34, _QUIET, beside=beside)
    _written(draw, at + 28, " · ".join(filter(None, (lines.state, lines.holder))), 34, _INK, beside=beside)
    draw.text((_MARGIN, SIZE[1] - 76), lines.mark, font=ImageFont.load_default(30), fill=_QUIET)
    out = io.BytesIO()
    card.save(out, "PNG", optimize=True)
    return out.getvalue()


def _placed(card: Image.Image, photo: File[bytes] | None) -> bool:
    if photo is None:
        return False
    try:
        with photo.open("rb") as file, Image.open(file) as image:
            fitted = ImageOps.fit(image.convert("RGB"), (_PHOTO[0], _PHOTO[1] - 92))
    except OSError:
        return False
    card.paste(fitted, (SIZE[0] - _PHOTO[0], 92))
    return True


def _written(draw: ImageDraw.ImageDraw, at: int, text: str, size: int, colour: str, *, beside: bool) -> int:
    """Write the text in lines from this height on; where the next may begin."""
    width = _LETTERS[size] if beside else _LETTERS[size] * 17 // 10
    font = ImageFont.load_default(size)
    for line in textwrap.wrap(text, width, max_lines=_MOST_LINES, placeholder="…"):
        draw.text((_MARGIN, at), line, font=font, fill=colour)
        at += size * 5 // 4
    return at
