"""Colours that can be read: contrast as WCAG 2.2 defines it, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio."""

from __future__ import annotations

import colorsys
import re

LEAST_CONTRAST = 4.5  # success criterion 1.4.3, text of any size
WHITE, BLACK = "#ffffff", "#000000"
_HEX = re.compile(r"#[0-9a-f]{6}")
_STEP = 0.02


def read(text: str) -> str:
    """A colour such as #0c4a47, in small letters; raises ValueError for anything else."""
    colour = text.strip().lower()
    if not _HEX.fullmatch(colour):
        raise ValueError(text)
    return colour


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def on(colour: str) -> str:
    """White or black, whichever is read better on this colour."""
    return max(WHITE, BLACK, key=lambda text: contrast(text, colour))


def readable(colour: str, ground: str) -> str:
    """The colour itself where it can be read on the ground, else a lighter or darker one of the same hue."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_parts(colour))
    step = _STEP if on(ground) == WHITE else -_STEP
    while contrast(colour, ground) < LEAST_CONTRAST and 0 < lightness + step < 1:
        lightness += step
        colour = _hex(colorsys.hls_to_rgb(hue, lightness, saturation))
    return colour if contrast(colour, ground) >= LEAST_CONTRAST else on(ground)


def _luminance(colour: str) -> float:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue


def _hex(parts: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)
