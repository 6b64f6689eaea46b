"""Cells that a spreadsheet would calculate."""

import pytest

from fixward.foundation.text import harmless


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
def test_a_sign_that_begins_a_formula_is_covered(sign: str):
    assert harmless(f"{sign}1") == f"'{sign}1"


@pytest.mark.parametrize("cell", ["a=1", "", 7, None])
def test_others_stay_as_they_are(cell: object):
    assert harmless(cell) == cell
