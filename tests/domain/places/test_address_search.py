import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from fixward.domain.places import spelling
from fixward.domain.places.imports import import_addresses
from fixward.domain.places.queries import search_addresses

NAMES = (
    "TYRONE BLVD N + 68TH ST",
    "TYRONE BLVD N + 66TH ST",
    "22ND AVE N + 5TH ST N",
    "22ND ST N + 5TH AVE N",
    "DR MARTIN LUTHER KING JR ST N + 54TH AVE N",
    "US HWY 19 N + CURLEW RD",
    "Ponce de León Blvd & Alcazar Ave",
)


@pytest.fixture
def gazetteer(db, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("name,lon,lat\n" + "".join(f"{name},{-82 - i / 100},27.8\n" for i, name in enumerate(NAMES)))
    import_addresses(path, source="test")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("tyrone blvd & 68 st", NAMES[0]),
        ("68th street tyrone", NAMES[0]),
        ("Tyrone Boulevard North at 68th Street", NAMES[0]),
        ("tyrnoe bvld / 68th", NAMES[0]),
        ("calle 68 y tyrone", NAMES[0]),
        ("tyron 66", NAMES[1]),
        ("5th street and 22nd avenue", NAMES[2]),
        ("fifth ave + twenty 22 st n", NAMES[3]),
        ("mlk street north 54 ave", NAMES[4]),
        ("us 19 @ curlew", NAMES[5]),
        ("U.S. Highway 19 and Curlew Road", NAMES[5]),
        ("curl", NAMES[5]),
        ("ponce de leon", NAMES[6]),
        ("PONCE DE LEÓN & ALCÁZAR", NAMES[6]),
    ],
)
def test_an_address_is_found_however_it_is_written(gazetteer, typed, found):
    assert search_addresses(typed)[0].name == found


@pytest.mark.parametrize("typed", ["", "   ", "&", "\x00", "xyzzy qwop", "%' OR 1=1 --", "🕳️", "!" * 100_000])
def test_what_is_no_address_finds_nothing(gazetteer, typed):
    assert search_addresses(typed) == []


def test_among_equals_the_nearest_comes_first(gazetteer):
    assert search_addresses("tyrone", near=(-82.00, 27.8))[0].name == NAMES[0]
    assert search_addresses("tyrone", near=(-82.01, 27.8))[0].name == NAMES[1]


def test_at_most_so_many_are_found_as_asked(gazetteer):
    assert len(search_addresses("tyrone", limit=1)) == 1


def test_the_search_leaves_the_connection_as_it_was(gazetteer):
    search_addresses("tyrone")

    with connection.cursor() as cursor:
        cursor.execute("SHOW enable_seqscan")
        assert cursor.fetchone() == ("on",)


@given(st.text())
def test_an_address_in_its_normal_spelling_stays_as_it_is(text):
    once = spelling.normal(text)

    assert spelling.normal(once) == once


def test_a_cross_street_of_pinellas_is_found_in_either_order(db, data):
    import_addresses(data / "pinellas_cross_street_gazetteer.csv", source="test")

    for name in ("TYRONE BLVD N + 68TH ST", "GULF TO BAY BLVD + KEENE RD", "US HWY 19 N + CURLEW RD"):
        first, second = name.split(" + ")
        assert search_addresses(name)[0].name in (name, f"{second} + {first}")
        assert search_addresses(f"{second} and {first}")[0].name in (name, f"{second} + {first}")
