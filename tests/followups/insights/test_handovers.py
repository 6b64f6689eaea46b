"""Who hands what to whom, and what came back."""

import datetime as dt

from fixward.domain.service_requests import operations
from fixward.followups.insights.asking import handovers
from fixward.followups.insights.asking.handovers import Flow
from fixward.followups.insights.counting.periods import month
from fixward.followups.insights.making import renewing
from fixward.foundation import clock

JANUARY = month(dt.date(2026, 1, 1))


def on(day):
    return clock.at(dt.datetime(2026, 1, day, 17, tzinfo=dt.UTC))


def test_what_is_handed_on_counts_with_the_time_before_it_and_what_came_back(town):
    with on(5):
        kept, sent = town.report(), town.report()
    with on(6):
        operations.transfer(kept, to=town.county, reason="A county road", by=town.ada)
    with on(7):
        operations.transfer(sent, to=town.county, reason="A county road", by=town.ada)
    with on(9):
        operations.return_to_sender(sent, reason="No, it is a city street", by=town.carla)
    renewing.of_requests([kept.pk, sent.pk], zone="America/New_York")

    alder, county, day = town.alder.pk, town.county.pk, 86_400
    there = Flow(alder, county, times=2, back=1, disputes=0, seconds=3 * day)
    back = Flow(county, alder, times=1, back=0, disputes=0, seconds=2 * day)
    assert handovers.flows(JANUARY, public=True) == [there, back]
    assert handovers.flows(JANUARY, public=True, organization=town.elm.pk) == []
    assert handovers.services(JANUARY, public=True, giver=alder, taker=county) == {kept.service_id: 2}


def test_what_nobody_may_see_is_in_no_public_flow(town):
    with on(5):
        hidden = town.report()
        operations.hide(hidden, reason="A name", by=town.abel)
    with on(6):
        operations.transfer(hidden, to=town.county, reason="A county road", by=town.ada)
    renewing.of_requests([hidden.pk], zone="America/New_York")
    assert handovers.flows(JANUARY, public=True) == []
    assert [flow.times for flow in handovers.flows(JANUARY, public=False)] == [1]
