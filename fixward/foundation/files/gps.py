"""Where a picture was taken, as the device that took it has written it into the file."""

from __future__ import annotations

import math
import warnings
from typing import IO, Any

from PIL import ExifTags, Image

from fixward.foundation.files.decoding import opened


def taken_at(file: IO[bytes]) -> tuple[float, float] | None:
    """Longitude and latitude in degrees, rounded to a metre; None where the file does not say it, or says nonsense."""
    try:
        file.seek(0)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            facts = opened(file).getexif().get_ifd(ExifTags.IFD.GPSInfo)
        lon = _degrees(facts[ExifTags.GPS.GPSLongitude], facts.get(ExifTags.GPS.GPSLongitudeRef, "E"))
        lat = _degrees(facts[ExifTags.GPS.GPSLatitude], facts.get(ExifTags.GPS.GPSLatitudeRef, "N"))
    except Exception:  # noqa: BLE001 broken metadata raise almost anything, and nobody needs them
        return None
    is_place = abs(lon) <= 180 and abs(lat) <= 90 and (lon, lat) != (0, 0)
    return (round(lon, 5), round(lat, 5)) if is_place and math.isfinite(lon + lat) else None


def _degrees(parts: Any, letter: str) -> float:
    """Exif 2.32, 4.6.6: degrees, minutes and seconds as three fractions, and the half of the earth as a letter."""
    degrees, minutes, seconds = (float(part) for part in parts)
    size = degrees + minutes / 60 + seconds / 3600
    return -size if letter.strip("\0 ").upper() in ("W", "S") else size
