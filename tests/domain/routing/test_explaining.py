import datetime as dt

from fixward.domain.routing import current
from fixward.domain.routing.explaining import explain
from tests.town import IN_ELM, ON_ROAD, Town

NOW = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)


def test_every_step_says_what_was_weighed(town: Town):
    explained = explain(current.current(), "pothole", lon=ON_ROAD[0], lat=ON_ROAD[1], answers={}, at=NOW)
    assert (explained.organization, explained.department) == ("City of Alder", "Streets")
    assert [step.considered for step in explained.steps] == [
        ("SR 3 (roads, State, 0 m): nobody",),
        (),
        (
            "Alder (municipality, 0.00 km²): City of Alder (all services)",
            "Cedar County (county, 0.00 km²): Cedar County (all services)",
        ),
        ("Cedar County",),
    ]


def test_it_says_on_whose_behalf(town: Town):
    explained = explain(current.current(), "pothole", lon=IN_ELM[0], lat=IN_ELM[1], answers={}, at=NOW)
    assert (explained.organization, explained.on_behalf_of) == ("Cedar County", "Village of Elm")
    assert "Cedar County handles the requests of Village of Elm." in explained.reasons
