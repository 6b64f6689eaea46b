"""Random lives of a request: whatever is tried in whatever order, what must always be true stays true."""

import datetime as dt
from itertools import pairwise

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fixward.domain.conversations import operations as conversations
from fixward.domain.service_requests import custody, operations
from fixward.domain.service_requests.models import Event, How, ServiceRequest
from fixward.domain.service_requests.operations import Refused
from fixward.domain.service_requests.waits import Wait
from tests.town import Town

ACTS = {
    "acknowledge": lambda town, it, by: operations.acknowledge(it, by=by),
    "assign": lambda town, it, by: operations.assign(it, department=town.alder_desk, by=by),
    "to county": lambda town, it, by: operations.transfer(it, to=town.county, reason="r", by=by),
    "to birch": lambda town, it, by: operations.transfer(it, to=town.birch, reason="r", by=by),
    "to alder": lambda town, it, by: operations.transfer(it, to=town.alder, reason="r", by=by),
    "return": lambda town, it, by: operations.return_to_sender(it, reason="r", by=by),
    "settle": lambda town, it, by: operations.settle(it, to=town.alder, reason="r", by=by),
    "reply": lambda town, it, by: conversations.reply(it, text="r", by=by),
    "ask": lambda town, it, by: conversations.ask(it, text="r", by=by),
    "answer": lambda town, it, by: conversations.comment(it, text="r", by=town.rosa),
    "target": lambda town, it, by: operations.set_target(it, day=dt.date(2100, 1, 1), reason="r", by=by),
    "resume": lambda town, it, by: operations.resume(it, by=by),
    "note": lambda town, it, by: conversations.note(it, text="r", by=by),
    "service": lambda town, it, by: operations.change_service(it, service=town.light_service, by=by),
    "close": lambda town, it, by: operations.close(it, resolution="fixed", by=by),
    "reopen": lambda town, it, by: operations.reopen(it, reason="r", by=by),
    "hide": lambda town, it, by: operations.hide(it, reason="r", by=by),
}
steps = st.lists(
    st.tuples(st.sampled_from(sorted(ACTS)), st.sampled_from(["ada", "abel", "carla", "cora"])), max_size=12
)


class _Undo(Exception):
    """Ends an example, so that the next one begins with the same town."""


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_any_life_keeps_the_chain_whole_and_refusals_leave_no_trace(town: Town, steps):
    example = transaction.savepoint()  # undone at the end, so that the next example begins with the same town
    life = town.report()
    for act, who in steps:
        before = _everything(life)
        try:
            with transaction.atomic():
                ACTS[act](town, life, getattr(town, who))
        except Refused:
            assert _everything(life) == before
        _must_be_whole(life)
    transaction.savepoint_rollback(example)


def _everything(life):
    events = Event.objects.filter(service_request=life).count()
    return ServiceRequest.objects.filter(pk=life.pk).values().get(), events, life.custodies.count()


def _must_be_whole(life):
    life = ServiceRequest.objects.get(pk=life.pk)
    chain = list(life.custodies.order_by("pk"))
    assert [row.ended_at is None for row in chain] == [False] * (len(chain) - 1) + [life.is_open]
    for before, after in pairwise(chain):
        assert before.ended_at <= after.started_at
        assert before.ended_at == after.started_at or after.how == How.REOPENED
    assert life.due_at == (chain[-1].due_at if life.is_open and not life.waiting_since else None)
    assert (chain[-1].organization_id, chain[-1].department_id) == (life.organization_id, life.department_id)
    assert all(row.used is not None and row.used.total_seconds() >= 0 for row in chain if row.ended_at)
    gave = [row.organization_id for row, after in pairwise(chain) if after.how == How.TRANSFERRED]
    assert life.settled_at or len(gave) == len(set(gave)) or _went_between_by_return(chain)
    assert custody.gave_away(life) is not None
    open_waits = list(Wait.objects.filter(service_request=life, ended_at=None))
    assert [wait.started_at for wait in open_waits] == ([life.waiting_since] if life.waiting_since else [])
    assert life.is_open or not life.waiting_since


def _went_between_by_return(chain):
    """An organization transfers the same request again only after it was returned to it."""
    returned = {row.organization_id for row in chain if row.how == How.RETURNED}
    gave = [row.organization_id for row, after in pairwise(chain) if after.how == How.TRANSFERRED]
    return all(
        gave.count(organization) <= 2 and organization in returned
        for organization in gave
        if gave.count(organization) > 1
    )
