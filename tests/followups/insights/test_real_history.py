"""The 5,000 real requests of Miami-Dade, counted once more from the file as it was published."""

import csv
import datetime as dt

import pytest

from fixward.domain.service_requests.models import Event
from fixward.followups.insights.asking import reading
from fixward.followups.insights.counting.cuts import UMBRELLA
from fixward.followups.insights.counting.periods import Period
from fixward.followups.insights.making import renewing
from fixward.followups.insights.telling import measures
from tests.domain.service_requests.importing.test_real_history import REAL, _moment, import_miami, miami  # noqa: F401

ALWAYS = Period(dt.date(2010, 1, 1), dt.date(2030, 1, 1))


@pytest.mark.slow
def test_the_share_past_goal_days_is_what_the_file_says(miami, tmp_path):  # noqa: F811
    import_miami(tmp_path)
    requests = list(Event.objects.order_by().values_list("service_request", flat=True).distinct())
    renewing.of_requests(requests, zone="America/New_York")

    told = measures.values(reading.total(UMBRELLA, ALWAYS, public=False))
    with REAL.open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["Latitude"]]
    decided = [row for row in rows if row["Ticket Status"] in ("CLOSED", "LIEN")]
    assert told["received"].number == len(rows)
    assert told["duplicates"].part == sum(row["Ticket Status"] == "DUP" for row in rows)
    assert told["within_target"].whole == len(decided)
    assert told["within_target"].whole - told["within_target"].part == sum(map(_is_late, decided))
    assert told["first_touch"].part == told["first_touch"].whole == len(decided)


def _is_late(row):
    created, closed = (_moment(row[f"Ticket {name} Date / Time"]) for name in ("Created", "Closed"))
    return closed > created + dt.timedelta(days=int(row["Goal Days"]))
