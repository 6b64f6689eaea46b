import contextlib
import subprocess
import sys
import uuid

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from fixward.domain.desks import many
from fixward.domain.desks.models import Act, Batch, Item, Outcome
from fixward.domain.service_requests import operations
from fixward.domain.service_requests.models import Event, EventKind, ServiceRequest, Status
from fixward.domain.service_requests.operations import Refused
from fixward.foundation import jobs
from tests.servers import environment
from tests.town import IN_BIRCH, Town, build

# A real worker that holds still at the third request: it is changed, but its outcome is not written yet.
HELD = """
import django, time
django.setup()
from fixward.domain.desks import many
from fixward.domain.service_requests import operations
from fixward.foundation import jobs
many._TOGETHER = 2
acknowledge, seen = operations.acknowledge, []
def held(service_request, **more):
    done = acknowledge(service_request, **more)
    seen.append(done)
    if len(seen) == 3:
        print("third", flush=True)
        time.sleep(120)
    return done
operations.acknowledge = held
jobs.run_worker()
"""


def begin(town: Town, act: Act, chosen, **given) -> Batch:
    return many.begin(act, [row.pk for row in chosen], given=given, by=town.abel, key=uuid.uuid4())


def outcomes(batch: Batch) -> list[str]:
    return list(Item.objects.filter(batch=batch).values_list("outcome", flat=True))


def test_each_is_done_and_what_is_refused_stops_nothing(town: Town):
    first, refused, last = town.report(), town.report(), town.report()
    operations.acknowledge(refused, by=town.ada)
    batch = begin(town, Act.ACKNOWLEDGE, [first, refused, last])
    many.go_on(batch.pk)
    assert outcomes(batch) == [Outcome.DONE, Outcome.REFUSED, Outcome.DONE]
    assert "acknowledged already" in Item.objects.get(service_request=refused).said
    assert ServiceRequest.objects.filter(status=Status.ACKNOWLEDGED).count() == 3
    batch.refresh_from_db()
    assert batch.ended_at


@pytest.mark.parametrize(
    ("act", "given", "field", "value"),
    [
        (Act.CLOSE, {"resolution": "fixed", "text": "Done"}, "status", "closed"),
        (Act.ASSIGN, {"department": "alder_desk", "member": None}, "department.code", "desk"),
        (Act.SERVICE, {"service": "light_service"}, "service.code", "light"),
        (Act.TRANSFER, {"to": "county", "reason": "Yours"}, "organization.code", "county"),
    ],
)
def test_every_act_does_what_the_desk_does(town: Town, act, given, field, value):
    chosen = [town.report(), town.report()]
    named = {name: getattr(getattr(town, str(word), None), "pk", word) for name, word in given.items()}
    batch = begin(town, act, chosen, **named)
    many.go_on(batch.pk)
    assert outcomes(batch) == [Outcome.DONE] * 2
    for row in ServiceRequest.objects.all():
        for part in field.split("."):
            row = getattr(row, part)
        assert row == value


def test_repeated_ones_are_marked_and_the_original_is_refused(town: Town):
    original, again = town.report(), town.report()
    batch = begin(town, Act.DUPLICATE, [original, again], of=original.number)
    many.go_on(batch.pk)
    assert outcomes(batch) == [Outcome.REFUSED, Outcome.DONE]
    again.refresh_from_db()
    assert again.duplicate_of == original


def test_stopped_in_the_middle_it_goes_on_and_does_nothing_twice(town: Town, monkeypatch):
    chosen = [town.report() for _number in range(4)]
    batch = begin(town, Act.ACKNOWLEDGE, chosen)
    acknowledge, count = operations.acknowledge, iter(range(10))

    def killed_at_the_third(service_request, **more):
        done = acknowledge(service_request, **more)
        if next(count) == 2:
            raise KeyboardInterrupt  # after the change, before its outcome is written
        return done

    monkeypatch.setattr(many, "_TOGETHER", 2)
    monkeypatch.setattr(operations, "acknowledge", killed_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        many.go_on(batch.pk)
    assert outcomes(batch) == [Outcome.DONE, Outcome.DONE, Outcome.WAITING, Outcome.WAITING]
    many.go_on(batch.pk)
    many.go_on(batch.pk)
    assert outcomes(batch) == [Outcome.DONE] * 4
    assert Event.objects.filter(kind=EventKind.ACKNOWLEDGED).count() == 4


def test_trouble_with_one_is_told_and_stops_nothing(town: Town, monkeypatch):
    batch = begin(town, Act.ACKNOWLEDGE, [town.report()])
    monkeypatch.setattr(operations, "acknowledge", lambda service_request, by: 1 / 0)
    many.go_on(batch.pk)
    assert outcomes(batch) == [Outcome.REFUSED]


def test_the_same_form_begins_one_batch(town: Town):
    key, hole = uuid.uuid4(), town.report()
    begun = [many.begin(Act.ACKNOWLEDGE, [hole.pk], given={}, by=town.abel, key=key) for _time in range(2)]
    assert begun[0] == begun[1]


def test_what_is_not_seen_is_not_taken_and_what_may_not_be_done_is_refused(town: Town):
    private, foreign = town.report(IN_BIRCH), town.report(IN_BIRCH)
    ServiceRequest.objects.filter(pk=private.pk).update(is_private=True)
    batch = begin(town, Act.ACKNOWLEDGE, [private, foreign])
    assert [item.service_request for item in batch.items.all()] == [foreign]
    many.go_on(batch.pk)
    assert outcomes(batch) == [Outcome.REFUSED]


def test_none_and_too_many_are_refused(town: Town, monkeypatch):
    monkeypatch.setattr(many, "MOST", 1)
    for chosen in ([], [town.report(), town.report()]):
        with pytest.raises(Refused):
            begin(town, Act.ACKNOWLEDGE, chosen)
    assert not Batch.objects.exists()


def test_the_worker_does_it(committed):
    real_town = build()
    batch = begin(real_town, Act.ACKNOWLEDGE, [real_town.report()])
    jobs.run_jobs()
    assert outcomes(batch) == [Outcome.DONE]


@pytest.mark.slow
def test_a_worker_that_is_killed_in_the_middle_leaves_each_request_one_result_and_another_ends_it(committed, tmp_path):
    real_town = build()
    chosen = [real_town.report() for _number in range(5)]
    batch = begin(real_town, Act.ACKNOWLEDGE, chosen)
    worker = subprocess.Popen(
        [sys.executable, "-c", HELD],
        env=environment(tmp_path, DATABASE_URL=committed),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert worker.stdout.readline() == "third\n"
    worker.kill()
    worker.wait()
    assert outcomes(batch) == [Outcome.DONE] * 2 + [Outcome.WAITING] * 3
    with connection.cursor() as cursor:  # as if the silence had lasted long enough
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'")
    with contextlib.suppress(AlreadyEnqueued):  # by the worker that was killed
        app.configure_task("jobs.rescue").defer(timestamp=0)
    jobs.run_jobs()
    jobs.run_jobs()
    batch.refresh_from_db()
    assert (outcomes(batch), batch.ended_at is not None) == ([Outcome.DONE] * 5, True)
    done = Event.objects.filter(kind=EventKind.ACKNOWLEDGED).values_list("service_request", flat=True)
    assert sorted(done) == sorted(row.pk for row in chosen)
