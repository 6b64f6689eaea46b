"""What the commands say; that everything starts and stops is tested with the servers."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
import shapely
from click.testing import CliRunner, Result
from django.db import OperationalError

from fixward.cli import fixward
from fixward.domain.conversations.models import Message
from fixward.domain.routing import current
from fixward.domain.service_requests import operations
from fixward.followups.exchange.connectors.mail import receiving
from fixward.followups.exchange.connectors.mail.addresses import reply_address
from fixward.foundation import checks
from tests.town import IN_BIRCH, Town, place


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


def test_public_requests_are_exported_in_the_columns_of_georeport_bulk(town: Town, tmp_path: Path) -> None:
    mine, theirs = town.report(), town.report(IN_BIRCH)
    lines = said("requests", "export", "-").output.splitlines()
    assert lines[0].startswith("service_request_id,requested_datetime,")
    assert [line.split(",")[0] for line in lines[1:]] == [mine.number, theirs.number]
    file = tmp_path / "birch.csv"
    assert said("requests", "export", str(file), "--organization", "birch").exit_code == 0
    assert [line.split(",")[0] for line in file.read_text().splitlines()[1:]] == [theirs.number]


def test_an_export_of_nobody_is_refused_and_leaves_no_file(town: Town, tmp_path: Path) -> None:
    answer = said("requests", "export", str(tmp_path / "none.csv"), "--organization", "nowhere")
    assert (answer.exit_code, "no organization with the code nowhere" in answer.output) == (1, True)
    assert not list(tmp_path.iterdir())


def test_open_data_is_made_by_hand_too(town: Town) -> None:
    town.report()
    lines = said("open-data").output.splitlines()
    assert [line.split(" requests,")[0] for line in lines] == ["CSV: 1", "GeoJSON: 1", "Parquet: 1"]


def test_figures_are_rebuilt_and_how_much_was_counted_is_said(town: Town) -> None:
    town.report()
    assert said("figures", "rebuild").output.strip() == "Requests counted anew: 1"


def test_that_no_job_has_failed_is_said(db: None) -> None:
    assert "No job has failed." in said("jobs", "list").output
    assert said("jobs", "retry").exit_code == 2


def test_a_check_ends_badly_where_anything_is_bad(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    for good in (True, False):
        monkeypatch.setattr(checks, "findings", lambda good=good: iter([checks.Finding(good, "So it is.")]))
        answer = said("check")
        assert answer.exit_code == (0 if good else 1)
        assert "So it is." in answer.output


def test_a_mail_from_the_mail_server_stands_in_the_thread(town: Town, settings: Any) -> None:
    settings.REPLY_ADDRESS = "reply@fixward.example"
    handed = operations.transfer(town.pothole, to=town.state, reason="A state road", by=town.ada)
    to = reply_address(handed.pk, town.state.pk)
    mail = "From: pat@example.com\nMessage-ID: <1@example.com>\n\nWe come on Monday\n"
    answer = CliRunner().invoke(fixward, ["receive-mail", to], input=mail)
    assert (answer.exit_code, answer.output) == (0, f"Taken over: {handed.number}\n")
    assert Message.objects.get().text == "We come on Monday"
    answer = CliRunner().invoke(fixward, ["receive-mail", "reply+1.1.aaaaaaaaaaaaaaaa@fixward.example"], input="x")
    assert (answer.exit_code, answer.output.splitlines()[-1].partition(":")[0]) == (0, "Refused")


def test_a_mail_that_cannot_be_kept_now_stays_with_the_mail_server(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: object, **_options: object) -> None:
        raise OperationalError("no database")

    monkeypatch.setattr(receiving, "receive", broken)
    assert CliRunner().invoke(fixward, ["receive-mail"], input="To: x").exit_code == os.EX_TEMPFAIL
