"""Pictures as people send them, and as nobody should."""

import io
import struct
import subprocess
import sys
from pathlib import Path

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


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF"])
def test_what_takes_much_room_to_decode_is_taken_up_to_half_as_large_as_what_phones_send(kind: str) -> None:
    with pytest.raises(pictures.PictureRefused, match=rf"too many for {kind}\. .* this one as JPEG"):
        pictures.read(file(kind, size=(6000, 5000)), name="hole")


def test_a_picture_of_48_million_pixels_of_a_phone_is_taken() -> None:
    read = pictures.read(file("JPEG", size=(8064, 6048)))

    assert (read.width, read.height) == (2048, 1536)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_more_pixels_than_any_phone_sends_are_refused(kind: str) -> None:
    with pytest.raises(pictures.PictureRefused, match=r"which is too many\. Please send a smaller picture"):
        pictures.read(file(kind, size=(8200, 6200)), name="hole")


# VmHWM is the peak of this program alone; what getrusage tells begins with that of the one which started it.
_PEAK = """
import re, sys
from pathlib import Path
from fixward.foundation.files import decoding, pictures  # the decoders themselves are not what a picture takes
def peak(): return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) * 1024
before = peak()
pictures.read(open(sys.argv[1], "rb"))
print(peak() - before)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the peak is told by /proc")
@pytest.mark.parametrize(
    ("kind", "most"),
    [
        ("JPEG", pictures.MOST_PIXELS),
        ("HEIF", pictures.MOST_PIXELS),
        ("PNG", pictures.MOST_PIXELS_ELSE),
        ("WEBP", pictures.MOST_PIXELS_ELSE),
    ],
)
def test_the_largest_picture_of_each_kind_takes_less_than_450_mb(kind: str, most: int, tmp_path: Path) -> None:
    size = (4032, 3024)  # a quarter of the largest is made sooner, and what it takes grows with the pixels
    (tmp_path / "picture").write_bytes(file(kind, size=size).getvalue())
    program = [sys.executable, "-c", _PEAK, str(tmp_path / "picture")]
    told = subprocess.run(program, capture_output=True, text=True, check=True)

    assert int(told.stdout) * most / (size[0] * size[1]) < 450_000_000
