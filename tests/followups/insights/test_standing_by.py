"""Read once for several tables, what stands open is what each table would have read for itself."""

from __future__ import annotations

import datetime as dt

import pytest

from fixward.domain.service_requests import operations
from fixward.domain.service_requests.models import ServiceRequest
from fixward.followups.insights import cuts, standing
from fixward.followups.insights.standing_by import standing_by
from fixward.foundation import clock
from tests.town import IN_BIRCH, IN_ELM

CUTS = {
    "organization": cuts.ORGANIZATIONS,
    "service": cuts.SERVICES,
    "place": cuts.PLACES,
}


@pytest.mark.parametrize("public", [True, False])
@pytest.mark.parametrize("given", [{}, {"organization": "alder"}, {"service": "light"}])
def test_it_is_the_same_as_read_one_by_one(town, public, given):
    now = clock.now()
    for days, place in ((1, IN_BIRCH), (20, IN_ELM), (50, (0.5, 0.5)), (400, (0.5, 0.5))):
        with clock.at(now - dt.timedelta(days=days)):
            for service in (town.pothole_service, town.light_service):
                made = town.report(place, service=service)
    operations.acknowledge(made, by=town.ada)
    ServiceRequest.objects.filter(pk=made.pk).update(is_private=True)
    things = {"organization": town.alder.pk, "service": town.light_service.pk}
    named = {key: things[key] for key in given}
    keys = [key for key in CUTS if key not in named]
    with clock.at(now):
        found = standing_by(keys, public=public, given=named)
        for key in keys:
            cut = cuts.BY_KEYS[frozenset({key, *named})]
            at = cut.keys.index(key)
            alone = {cell[at]: one for cell, one in standing.now(cut, public=public, **named).items()}
            assert found[key] == alone


def test_nothing_is_asked_for_no_table(db):
    assert standing_by([], public=True, given={}) == {}
