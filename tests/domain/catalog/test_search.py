"""People find a service by what they call it, in any language and however they spell it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixward.domain.catalog.search import Entry, search

ENTRIES = (
    Entry("pothole", ("Pothole", "Bache"), ("hole, road damage", "hueco, hoyo en la calle")),
    Entry("light", ("Street light", "Luz de la calle"), ("lamp, dark, out", "farola, poste de luz, apagada")),
    Entry("sign", ("Damaged or missing sign", "Señal dañada"), ("stop sign", "letrero")),
    Entry("tree", ("Fallen tree or branch", "Árbol caído"), ("limb", "rama")),
    Entry("flood", ("Street flooding", "Calle inundada"), ("water, drain", "agua, drenaje")),
)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("hueco en la calle", "pothole"),
        ("strret ligth out", "light"),
        ("streetlight", "light"),
        ("pot hole", "pothole"),
        ("ARBOL", "tree"),
        ("farloa apagda", "light"),
        ("there is water in the street", "flood"),
        ("stop singn", "sign"),
        ("pothol", "pothole"),
        ("inund", "flood"),
    ],
)
def test_the_service_that_is_meant_comes_first(typed, first):
    assert search(typed, ENTRIES)[0] == first


@pytest.mark.parametrize("typed", ["", "   ", "the of a", "xyzzy", "?!", "q"])
def test_words_that_mean_no_service_find_none(typed):
    assert search(typed, ENTRIES) == []


def test_a_word_that_many_share_finds_all_of_them_and_no_more_than_wanted():
    assert set(search("calle", ENTRIES)) == {"pothole", "light", "flood"}
    assert len(search("calle", ENTRIES, most=2)) == 2


def test_a_name_counts_more_than_another_word_for_it():
    by_keyword, by_name = Entry("a", ("Something",), ("noise",)), Entry("b", ("Noise",))
    assert search("noise", (by_keyword, by_name)) == ["b", "a"]


@given(st.text(max_size=200))
def test_whatever_is_typed_is_answered_with_known_codes(typed):
    assert set(search(typed, ENTRIES)) <= {entry.code for entry in ENTRIES}
    assert search(typed, ()) == []
