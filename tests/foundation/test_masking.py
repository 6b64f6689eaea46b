import sys

import pytest

from fixward.foundation.text import masked


@pytest.mark.parametrize(
    "text",
    [
        "Call me: (727) 893-7171 after six",
        "call 727.893.7171",
        "727-893-7171",
        "mi número es 7278937171, gracias",
        "+1 727 893 7171 or nothing",
        "Phone 893-7171.",
    ],
)
def test_phone_numbers_are_covered(text):
    shown = masked(text)
    assert "[phone number]" in shown
    assert "7171" not in shown


@pytest.mark.parametrize(
    "text",
    [
        "write to rosa.diaz+x@example.net now",
        "rosa@mail.example.co.uk",
        "rosa (at) example.net",
        "rosa (AT) example.net",
    ],
)
def test_e_mail_addresses_are_covered(text):
    shown = masked(text)
    assert "[e-mail address]" in shown
    assert "rosa" not in shown


@pytest.mark.parametrize(
    "text",
    [
        "A truck, ABC D12, dumps here",
        "the van 123 4AB",
        "Blue car 12A BCD parked",
        "LRX 94K blocks it",
        "LRX94K blocks it",
        "GA car ABC1234? no: tag abc1234",
        "license plate xyz 123",
        "placa: QQX 441",
        "plate number is K7 4421",
    ],
)
def test_licence_plates_are_covered(text):
    assert "[license plate]" in masked(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Deep hole at 1200 34th Street North",
        "Between SR 580 and CR 611, near US 19",
        "US-19 at SR580, mile 12",
        "HWY 580 AND THE 100 BLOCK",
        "5901 1ST AVE N AT 3PM AND LATER",
        "It is the same as 100-0079",
        "Request 100-0079 and 1000-0012",
        "In 33701 since 2024-05-17, 10:30",
        "EXIT23, LOT 12B, APT 12A, POLE 4411",
        "Since 11/03/2025 at 7:45 a.m., 3 feet wide",
        "27.7731, -82.6400",
        "The sign at 4TH ST and 22ND AVE is bent",
        "Look @ the corner",
        "Price tag lies in the road, 200 bags",
        "COVID19 poster on pole 556677",
    ],
)
def test_what_only_looks_alike_stays(text):
    assert masked(text) == text


def test_an_address_keeps_its_letters_and_digits():
    assert masked("ABC 12D Lane, 727-893-7171", plates=False) == "ABC 12D Lane, [phone number]"


def test_everything_else_in_the_text_stays():
    assert masked("Mail a@b.example or 727-893-7171, thanks") == "Mail [e-mail address] or [phone number], thanks"


@pytest.mark.parametrize("text", ["1-" * 1990, "(1) " * 990])
def test_endless_digits_are_not_looked_through_for_numbers(text):
    """Counted in calls, not in seconds: each sign may cost a few."""
    calls = 0

    def count(*_: object) -> None:
        nonlocal calls
        calls += 1

    sys.setprofile(count)
    try:
        masked(text)
    finally:
        sys.setprofile(None)
    assert calls < 10 * len(text)


def test_an_address_behind_a_very_long_word_is_covered():
    assert masked("x" * 300 + "@example.net") == "[e-mail address]"
