"""Log lines: what they must never hold."""

import pytest

from fixward.foundation import logs


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Mail to ann.lee+x@example.org failed", "Mail to <e-mail> failed"),
        ("postgresql://ann:secret@db/town", "postgresql://ann:<hidden>@db/town"),
        ("duplicate key\nDETAIL:  Key (phone)=(555 0100) exists.", "duplicate key\nDETAIL: <hidden>"),
    ],
)
def test_addresses_passwords_and_rows_are_taken_out(written, kept):
    assert logs.hide(None, "info", {"event": written, "exception": written}) == {"event": kept, "exception": kept}


def test_a_line_of_a_million_letters_is_looked_through_once():
    """Where each letter is tried as a beginning, this takes half an hour."""
    line = "a" * 1_000_000
    assert logs.hide(None, "info", {"event": line}) == {"event": line}
    assert logs.hide(None, "info", {"event": f"{line}@example.org"}) == {"event": "<e-mail>"}


def test_an_address_is_logged_without_its_query_and_its_tokens():
    line = {"request": "GET /follow/4f9a8b7c6d5e4f3a2b1c0d/?email=a"}
    assert logs.hide(None, "info", line) == {"request": "GET /follow/<hidden>/"}


def test_and_so_is_one_with_an_ending():
    line = {"request": "GET /outside/photos/WzEsMiwzXQ:1vOabc:Abc123DEF456ghi789jkl.jpg"}
    assert logs.hide(None, "info", line) == {"request": "GET /outside/photos/<hidden>.jpg"}


def test_what_is_no_secret_stays():
    line = {"request": "POST /requests/ABC-1234/transfer", "code": 200}
    assert logs.hide(None, "info", dict(line)) == line
