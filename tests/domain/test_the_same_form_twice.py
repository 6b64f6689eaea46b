"""A form that comes twice at once, as by a double click, makes one thing and gives it to both."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from fixward.domain.desks import many
from fixward.domain.desks.models import Batch
from fixward.domain.governments.models import Role
from fixward.domain.records import operations as records
from fixward.domain.records.models import Export
from fixward.domain.records.selection import Selection
from tests import town as towns
from tests.domain.service_requests.test_at_the_same_time import at_the_same_time


@pytest.fixture
def real_town(committed: str) -> towns.Town:
    return towns.build()


def test_an_export_is_begun_once(real_town: towns.Town):
    head, key = real_town.member("head", real_town.alder, Role.ADMINISTRATOR), uuid.uuid4()
    days = Selection(since=dt.date(2026, 1, 1), until=dt.date(2026, 12, 31))
    made = at_the_same_time(*[lambda: records.prepare(days, title="Reference 12", key=key, by=head)] * 4)
    assert {export.pk for export in made} == {Export.objects.get().pk}


def test_a_batch_is_begun_once(real_town: towns.Town):
    chosen, key = [real_town.report().pk, real_town.report().pk], uuid.uuid4()

    def begin() -> Batch:
        return many.begin(many.Act.ACKNOWLEDGE, chosen, given={}, by=real_town.ada, key=key)

    made = at_the_same_time(*[begin] * 4)
    assert {batch.pk for batch in made} == {Batch.objects.get().pk}
    assert Batch.objects.get().items.count() == 2
