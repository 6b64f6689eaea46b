from fixward.domain.service_requests.arrival import arrival
from fixward.domain.service_requests.operations import assign, close, reopen, return_to_sender, settle, transfer
from fixward.domain.service_requests.queries import holds
from tests.town import Town


def came(town: Town):
    return arrival(holds(town.pothole))


def test_what_the_rules_sent_here_has_no_sender(town: Town):
    assert came(town).sender is None
    assert came(town).sentence == ""


def test_a_transfer_is_remembered_through_assigning_closing_and_reopening(town: Town):
    transfer(town.pothole, to=town.county, reason="A county road", by=town.ada)
    first = came(town)
    assign(town.pothole, department=town.county_desk, by=town.carla)
    close(town.pothole, resolution="fixed", by=town.carla)
    reopen(town.pothole, reason="Still there", by=town.rosa)
    assert came(town) == first
    assert (first.sender, first.reason) == (town.alder, "A county road")


def test_a_return_names_who_gave_it_back(town: Town):
    transfer(town.pothole, to=town.county, reason="Yours", by=town.ada)
    return_to_sender(town.pothole, reason="Inside the city", by=town.carla)
    assert came(town).sentence == "Cedar County gave it back: “Inside the city”"


def test_a_settlement_is_the_last_word_also_where_it_stays_with_the_steward(town: Town):
    transfer(town.pothole, to=town.county, reason="Yours", by=town.ada)
    since = came(town).since
    transfer(town.pothole, to=town.alder, reason="No, yours", by=town.carla)
    assert came(town).sentence == "Cedar County handed it over: “No, yours”"
    settle(town.pothole, to=town.county, reason="The county paved it", by=town.cora)
    assert came(town).sentence == "The steward decided so: “The county paved it”"
    assert came(town).since == since
