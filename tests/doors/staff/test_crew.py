"""The page that a crew takes along."""

from fixward.domain.places.still import still
from fixward.domain.service_requests.operations import Contact
from tests.town import IN_ALDER, ON_ROAD, Town


def test_a_crew_gets_what_it_needs_and_the_reporter_only_where_that_is_asked_for(ada, vera, town: Town):
    hole = town.report(address="1 Main St", contact=Contact(name="Rosa Reporter", phone="727 555 0100"))
    at = f"/staff/requests/{hole.number}/crew"
    page = ada.get(at).content.decode()
    for what in (hole.number, "1 Main St", "A deep hole", "qrline"):
        assert what in page
    assert "Rosa Reporter" not in page
    assert "Rosa Reporter" in ada.get(at, reporter="1").content.decode()
    assert "Rosa Reporter" not in vera.get(at, reporter="1").content.decode()


def test_the_still_has_the_roads_around_and_no_others(town: Town):
    assert still(*ON_ROAD).names == ["SR 3"]
    assert still(*IN_ALDER).lines == []
