"""What may be sent along, told by what is in it."""

import io
import zipfile

import pytest
from PIL import Image

from fixward.foundation.files import documents
from fixward.foundation.files.documents import DocumentRefused


def archive(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as written:
        for name, text in parts.items():
            written.writestr(name.replace("__", "/").replace("TYPES", "[Content_Types].xml").replace("DOT", "."), text)
    return out.getvalue()


def read(data: bytes, name: str = "thing.bin") -> documents.Document:
    return documents.read(io.BytesIO(data), name=name)


WORD = archive(TYPES="", word__documentDOTxml="")
SHEET = archive(TYPES="", xl__workbookDOTxml="")
ODT = archive(mimetype="application/vnd.oasis.opendocument.text", contentDOTxml="")


@pytest.mark.parametrize(
    ("data", "name", "known_as"),
    [
        (b"%PDF-1.7\n%...", "plan.pdf", "plan.pdf"),
        (b"%PDF-1.7\n%...", "plan.html", "plan.pdf"),
        (WORD, "Letter.docx", "Letter.docx"),
        (SHEET, "costs", "costs.xlsx"),
        (ODT, "letter.odt", "letter.odt"),
        ("Straße 5\n".encode(), "where.txt", "where.txt"),
        (b"a,b\n1,2\n", "rows.csv", "rows.csv"),
        (b"<script>alert(1)</script>", "page.html", "page.txt"),
        (b"plain", "../../etc/passwd", "passwd.txt"),
        (b"plain", 'a"b:c.txt', "a b c.txt"),
        (b"plain", "", "file.txt"),
    ],
)
def test_a_file_is_taken_for_what_is_in_it_and_called_so(data: bytes, name: str, known_as: str):
    found = read(data, name)
    assert found.name == known_as
    assert found.data == data
    assert found.stored_as.endswith(known_as.rpartition(".")[2])


def test_a_page_is_never_more_than_text():
    assert read(b"<html><script>", "x.html").content_type == "text/plain; charset=utf-8"


def test_a_picture_loses_what_the_camera_wrote_into_it():
    exif = Image.Exif()
    exif[0x010F] = "A camera"
    out = io.BytesIO()
    Image.new("RGB", (20, 10), "grey").save(out, "PNG", exif=exif)
    kept = read(out.getvalue(), "shot.png")
    assert (kept.name, kept.content_type) == ("shot.jpg", "image/jpeg")
    assert not Image.open(io.BytesIO(kept.data)).getexif()


@pytest.mark.parametrize(
    "data",
    [
        b"MZ\x90\x00\x03",
        b"\x00\x01\x02",
        b"PK\x03\x04 broken",
        archive(anything="x"),
        archive(TYPES="", word__documentDOTxml="", word__vbaProjectDOTbin=""),
        archive(mimetype="application/vnd.oasis.opendocument.text", Basic__x=""),
        archive(mimetype="text/html"),
        "Straße".encode("latin-1"),
    ],
)
def test_what_is_none_of_the_kinds_is_refused_in_a_sentence(data: bytes):
    with pytest.raises(DocumentRefused, match="of a kind that is not taken"):
        read(data, "thing.pdf")


def test_what_is_empty_or_too_large_is_said(settings):
    with pytest.raises(DocumentRefused, match="is empty"):
        read(b"", "nothing.txt")
    settings.LARGEST_FILE_MB = 1
    with pytest.raises(DocumentRefused, match="larger than 1 MB"):
        read(b"x" * 1_000_001, "much.txt")
