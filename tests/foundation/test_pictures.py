"""Pictures as people send them, and as nobody should."""

import io
import struct
import subprocess
import sys

import pytest
from PIL import Image

from fixward.foundation.files import pictures

_RED, _GREY = (255, 0, 0), (128, 128, 128)
# Exif 2.32, 4.6.4, "Orientation": where the first row and the first column of the file are on the picture.
_FIRST_CORNER = {
    1: (0, 0),
    2: (1, 0),
    3: (1, 1),
    4: (0, 1),
    5: (0, 0),
    6: (1, 0),
    7: (1, 1),
    8: (0, 1),
}


def file(kind: str, *, exif: bytes = b"", size: tuple[int, int] = (80, 40)) -> io.BytesIO:
    """Grey, but for the first quarter of the file, which is red."""
    picture = Image.new("RGB", size, _GREY)
    picture.paste(_RED, (0, 0, size[0] // 2, size[1] // 2))
    out = io.BytesIO()
    picture.save(out, kind, **({"exif": exif} if exif else {}))
    return out


def orientation(turn: int, *more: tuple[int, int, int, bytes]) -> bytes:
    """Metadata with this orientation, and with more entries: tag, type, count, four bytes."""
    entries = [(0x0112, 3, 1, struct.pack("<HH", turn, 0)), *more]
    rows = b"".join(struct.pack("<HHI", *entry[:3]) + entry[3] for entry in entries)
    return b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<H", len(entries)) + rows + bytes(4)


def colour(picture: pictures.Picture, corner: tuple[int, int]) -> tuple[int, ...]:
    image = Image.open(io.BytesIO(picture.data))
    at = (8 + corner[0] * (image.width - 16), 8 + corner[1] * (image.height - 16))
    pixel = image.getpixel(at)
    assert isinstance(pixel, tuple)
    return pixel


@pytest.mark.parametrize("turn", _FIRST_CORNER)
def test_a_picture_is_turned_upright(turn: int) -> None:
    read = pictures.read(file("JPEG", exif=orientation(turn)))

    assert (read.width, read.height) == ((80, 40) if turn < 5 else (40, 80))
    for corner in ((0, 0), (0, 1), (1, 0), (1, 1)):
        red, green, _blue = colour(read, corner)
        assert (red - green > 100) is (corner == _FIRST_CORNER[turn])


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "PNG"])
def test_a_sound_picture_with_broken_metadata_is_read(kind: str) -> None:
    # Widths that are a text can be read, but not be written again; the maker's name lies outside the file.
    broken = orientation(6, (0x0100, 2, 2, b"a\0\0\0"), (0x010F, 5, 9, b"\xff\xff\xff\xff"))

    read = pictures.read(file(kind, exif=broken))

    assert (read.width, read.height) == (40, 80)


def test_a_heic_file_that_claims_two_thousand_million_rows_is_refused_with_a_sentence() -> None:
    data = file("HEIF").getvalue()
    size = data.index(b"ispe") + 8
    hostile = data[:size] + struct.pack(">II", 64, 2**31 + 64) + data[size + 8 :]

    with pytest.raises(pictures.PictureRefused):
        pictures.read(io.BytesIO(hostile), name="hole.heic")


@pytest.mark.parametrize("failure", [struct.error, TypeError, KeyError, RuntimeError, IndexError])
def test_whatever_a_decoder_raises_is_refused_with_a_sentence(failure: type[Exception], monkeypatch) -> None:
    def fail(*arguments: object, **options: object) -> None:
        raise failure("a decoder's own words")

    monkeypatch.setattr(Image, "open", fail)

    with pytest.raises(pictures.PictureRefused, match=r"“hole\.jpg” cannot be read as a picture"):
        pictures.read(file("JPEG"), name="hole.jpg")


_LARGEST = """
import io, resource
from PIL import Image
from fixward.foundation.files import pictures
def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
out, row = io.BytesIO(), Image.new("RGB", (7000, 7000))
row.save(out, "PNG", compress_level=1)
del row
before = peak()
pictures.read(out)
print(peak() - before)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="ru_maxrss is counted otherwise elsewhere")
def test_the_largest_picture_taken_needs_little_more_room_than_its_own_pixels() -> None:
    # The peak before is that of one picture of this size, which has gone: what comes on top are copies of it.
    told = subprocess.run([sys.executable, "-c", _LARGEST], capture_output=True, text=True, check=True)

    assert int(told.stdout) < 150
