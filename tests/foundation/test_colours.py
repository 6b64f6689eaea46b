"""Whatever colour an organization chooses, what is written in it or on it can be read."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixward.foundation import colours

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def test_black_on_white_is_the_greatest_contrast():
    assert colours.contrast(colours.BLACK, colours.WHITE) == pytest.approx(21)
    assert colours.contrast("#777777", colours.WHITE) == pytest.approx(4.48, abs=0.01)


@given(COLOURS)
def test_text_on_any_colour_can_be_read(colour):
    assert colours.contrast(colours.on(colour), colour) >= colours.LEAST_CONTRAST


@given(COLOURS, st.sampled_from(["#ffffff", "#16211f", "#0e1615", "#f5f7f5"]))
def test_any_colour_becomes_one_that_can_be_read_and_stays_where_it_can(colour, ground):
    shown = colours.readable(colour, ground)
    assert colours.contrast(shown, ground) >= colours.LEAST_CONTRAST
    if colours.contrast(colour, ground) >= colours.LEAST_CONTRAST:
        assert shown == colour


@pytest.mark.parametrize("text", ["", "red", "#fff", "#12345g", "#1234567", "url(x)", "#0c4a47;}"])
def test_what_is_no_colour_is_refused(text):
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        colours.read(text)
