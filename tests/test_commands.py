"""What the commands say; that everything starts and stops is tested with the servers."""

import json

import pytest
import shapely
from click.testing import CliRunner, Result

from fixward.cli import fixward
from fixward.domain.routing import current
from fixward.foundation import checks
from tests.town import Town, place


def said(*arguments: str) -> Result:
    return CliRunner().invoke(fixward, arguments)


def test_a_route_is_told_with_its_reasons_and_what_was_weighed(town: Town) -> None:
    assert said("route", "0.5", "0.5", "--service", "pothole").output == "City of Alder, Streets\n"
    lines = said("route", "0.5", "0.5", "--service", "pothole", "--explain").output.splitlines()
    assert lines[1] == "  The pin is in Alder, which belongs to City of Alder."
    assert lines[-2:] == ["  5. The steward", "     Cedar County"]


def test_a_route_for_programs_names_codes_and_for_whom_the_work_is_done(town: Town) -> None:
    found = json.loads(said("route", "1", "7", "--service", "pothole", "--json").output)
    assert found == {"organization": "county", "department": "works", "on_behalf_of": "elm"}
    found = json.loads(said("route", "1", "7", "--service", "pothole", "--json", "--explain").output)
    assert "Cedar County handles the requests of Village of Elm." in found["because"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("0.5", "0.5", "--service", "nothing"), "There is no service with the code nothing."),
        (("200", "99", "--service", "pothole"), "The longitude lies between -180 and 180"),
    ],
)
def test_what_cannot_be_routed_is_said(town: Town, arguments: tuple[str, ...], sentence: str) -> None:
    answer = said("route", *arguments)
    assert answer.exit_code == 1
    assert sentence in answer.output


def test_latitude_before_longitude_is_not_taken_for_the_stewards_ground(town: Town) -> None:
    place("island", "Island", "municipality", shapely.box(20, 30, 21, 31))
    current.refresh()
    answer = said("route", "30.5", "20.5", "--service", "pothole")
    assert answer.exit_code == 1
    assert "swapped: the longitude comes first, as in 20.5 30.5." in answer.output
    assert said("route", "20.5", "30.5", "--service", "pothole").output == "Cedar County, Public Works\n"
    assert said("route", "50", "50", "--service", "pothole").output == "Cedar County, Public Works\n"


def test_that_no_job_has_failed_is_said(db: None) -> None:
    assert "No job has failed." in said("jobs", "list").output
    assert said("jobs", "retry").exit_code == 2


def test_a_check_ends_badly_where_anything_is_bad(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    for good in (True, False):
        monkeypatch.setattr(checks, "findings", lambda good=good: iter([checks.Finding(good, "So it is.")]))
        answer = said("check")
        assert answer.exit_code == (0 if good else 1)
        assert "So it is." in answer.output
