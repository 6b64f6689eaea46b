"""Rows that cannot be read, and mappings that are wrong."""

import pytest

from fixward.domain.service_requests.imports import ImportRefused
from fixward.domain.service_requests.models import ServiceRequest
from tests.domain.service_requests.importing.old import IN_ALDER, refused
from tests.town import Town


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (",Hole,0.5,0.5,2015-03-02 08:00,,,open,,", "no id"),
        ("x" * 101 + ",Hole,0.5,0.5,2015-03-02 08:00,,,open,,", "longer than 100"),
        ("B,Hole,,0.5,2015-03-02 08:00,,,open,,", "no coordinates"),
        ("B,Hole,nan,0.5,2015-03-02 08:00,,,open,,", "not on earth"),
        ("B,Hole,east,0.5,2015-03-02 08:00,,,open,,", "not on earth"),
        ("B,Hole,0.5,91,2015-03-02 08:00,,,open,,", "not on earth"),
        ("B,Hole,50,50,2015-03-02 08:00,,,open,,", "in no place here"),
        ("B,Hole,0.5,0.5,03/02/2015,,,open,,", "not a time"),
        ("B,Hole,0.5,0.5,0201-03-02 08:00,,,open,,", "not a time"),
        ("B,Hole,0.5,0.5,2999-03-02 08:00,,,open,,", "future"),
        ("B,Hole,0.5,0.5,,,,open,,", "no time of creation"),
        ("B,Hole,0.5,0.5,2015-03-02 08:00,,,done,,", "no closing time"),
        ("B,Hole,0.5,0.5,2015-03-02 08:00,,,lost,,", "status “lost”"),
        ("B,Hill,0.5,0.5,2015-03-02 08:00,,,open,,", "service “Hill”"),
        ("B,,0.5,0.5,2015-03-02 08:00,,,open,,", "no service"),
        ("B,Hole,0.5,0.5,2015-03-02 08:00,,,open,Parks,", "owner “Parks”"),
        ("B,Hole,0.5", "3 cells"),
        ("B,Hole,0.5,0.5,2015-03-02 08:00,,,open,,\udcff", "no text in utf-8"),
        ("A1,Hole,0.5,0.5,2015-03-02 08:00,,,open,,", "line 2 has the same id"),
    ],
)
def test_a_row_that_cannot_be_read_is_listed_with_line_and_reason_and_the_rest_is_stored(
    town: Town, take, line: str, reason: str
):
    report = take(IN_ALDER, line, "A3,Hole,0.5,0.5,2015-03-02 08:00,,,open,,")

    (row,) = refused(report)
    assert (report.stored, report.refused, row["line"], row["id"]) == (2, 1, "3", line.split(",")[0])
    assert reason in row["reason"]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('source = "old"', "", "“source” is missing"),
        ('source = "old"', "source = 7", "“source” must be a text, and is 7"),
        ('source = "old"', 'source = "old', "cannot be read"),
        ('id = "Id"', "", "“columns.id” is missing"),
        ('id = "Id"', 'id = "Number"', "“columns.id” names “Number”, which the file has 0 times"),
        ('id = "Id"', 'id = "Id"\naddres = "A"', "“columns.addres” is not a key of a mapping"),
        ('zone = "America/New_York"', 'zone = "Florida"', "“times.zone” must be a time zone"),
        ('["%Y-%m-%d %H:%M"]', '["YYYY-MM-DD"]', "not a date format"),
        ('["%Y-%m-%d %H:%M"]', "[]", "“times.formats” must be a list of texts"),
        ('done = "fixed"', 'done = "finished"', "“status.done” must be one of submitted, acknowledged, fixed"),
        ('Hole = "pothole"', 'Hole = "pit"', "“pit”, which no service has"),
        ('Hole = "pothole"', 'Hole = "a hole"', "“services.words.Hole” must be a code"),
        ('organization = "county"', 'organization = "shire"', "the organization “shire”, which is not here"),
        ('department = "works"', 'department = "water"', "“water”, which “county” does not have"),
        ("Works = {", 'Parks = "parks"\nWorks = {', "“owners.words.Parks” must be a table"),
        ("[owners]", "[owners]\ncreate = 1", "“owners.create” must be true or false"),
    ],
)
def test_a_wrong_mapping_is_refused_with_the_key_and_what_was_expected(town: Town, take, tmp_path, old, new, sentence):
    with pytest.raises(ImportRefused) as refusal:
        take(IN_ALDER, swap={old: new})

    assert sentence in str(refusal.value)
    assert not ServiceRequest.objects.exists()
    assert not list(tmp_path.glob("*.refused.csv"))


def test_without_a_steward_nothing_is_imported(db, take):
    with pytest.raises(ImportRefused, match="steward"):
        take(IN_ALDER)
