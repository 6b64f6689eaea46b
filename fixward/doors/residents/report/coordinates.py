"""Coordinates as people write them: decimal, with degrees and minutes, with letters, both in one box."""

from __future__ import annotations

import math
import re

_LONGEST = 80
_DEGREES = r"""([NSEWO]?)\s*([-+−–]?\d{1,3}(?:\.\d+)?)\s*[°º]?\s*"""
_MINUTES = r"""(?:(\d{1,2}(?:\.\d+)?)\s*['′’]\s*)?(?:(\d{1,2}(?:\.\d+)?)\s*(?:"|″|”|'')\s*)?([NSEWO]?)"""
_ONE = _DEGREES + _MINUTES
_PATTERN = re.compile(rf"\s*{_ONE}(?:[\s;/]+{_ONE})?\s*", re.IGNORECASE)


def read(lon: str, lat: str) -> tuple[float, float]:
    """Longitude and latitude in degrees; not-a-number for what cannot be read. A pair in one box is latitude first."""
    pair = _numbers(lon) if not lat.strip() else _numbers(lat) if not lon.strip() else None
    if pair is not None:
        return _sorted(pair) if len(pair) == 2 else (math.nan, math.nan)
    east, north = _numbers(lon), _numbers(lat)
    if lon.strip() == lat.strip() and len(east) == 2:
        return _sorted(east)
    if len(east) != 1 or len(north) != 1:
        return math.nan, math.nan
    return east[0][0], north[0][0]


def _sorted(pair: list[tuple[float, str]]) -> tuple[float, float]:
    (first, letter), (second, _) = pair
    return (first, second) if letter in ("E", "W", "O") else (second, first)


def _numbers(text: str) -> list[tuple[float, str]]:
    """Each number with its compass letter."""
    if len(text) > _LONGEST or not (match := _PATTERN.fullmatch(_plain(text))):
        return []
    groups = match.groups()
    return [_number(*part) for part in (groups[:5], groups[5:]) if part[1]]


def _number(
    before: str | None, degrees: str, minutes: str | None, seconds: str | None, after: str | None
) -> tuple[float, str]:
    letter = (before or after or "").upper()
    whole = float(degrees.replace("−", "-").replace("–", "-"))
    size = abs(whole) + float(minutes or 0) / 60 + float(seconds or 0) / 3600
    # West is "O" in Spanish, and east in German: nobody under an American umbrella writes German degrees.
    negative = letter in ("S", "W", "O") or math.copysign(1, whole) < 0
    return (-size if negative else size), letter


def _plain(text: str) -> str:
    """A comma is a decimal sign where no point is, else it parts two numbers."""
    if "." in text:
        return text.replace(",", " ")
    return re.sub(r",\s+", " ", text).replace(",", ".")
