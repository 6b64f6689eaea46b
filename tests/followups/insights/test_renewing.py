"""The worker keeps figures up with the feed of events: nothing is left out, and nothing is counted twice."""

import datetime as dt

import pytest
from django.db import connection

from fixward.domain.conversations import operations as conversations
from fixward.domain.open_data.beside import TABLES
from fixward.domain.service_requests import operations
from fixward.domain.service_requests.events import untold
from fixward.followups.insights.asking import reading
from fixward.followups.insights.counting import cuts, points
from fixward.followups.insights.counting.periods import Period
from fixward.followups.insights.making import rebuilding, renewing, settling
from fixward.followups.insights.models import Life, Reading, Span, Tile
from fixward.followups.insights.telling import measures
from fixward.foundation import clock
from tests.followups.conftest import in_own_thread, read_all
from tests.town import IN_BIRCH


@pytest.fixture
def town(real_town):
    return real_town


EVER = Period(dt.date(2000, 1, 1), dt.date(2100, 1, 1), is_ever=True)


def counted(counter: points.Counter, *, public: bool = False) -> int:
    """Of the umbrella all there is, as a page reads it."""
    return measures.Counted(reading.total(cuts.UMBRELLA, EVER, public=public)).all(counter)


def fresh():
    return Tile.objects.filter(cut__in=[cut.number for cut in cuts.FRESH.values()])


def test_what_happened_is_counted_once_however_often_the_worker_comes(town):
    one, other = town.report(), town.report()
    operations.close(one, resolution="fixed", by=town.ada)
    for _ in range(3):
        read_all()
    assert (counted(points.Counter.RECEIVED), counted(points.Counter.CLOSED)) == (2, 1)
    operations.reopen(one, reason="r", by=town.ada)
    operations.transfer(other, to=town.county, reason="r", by=town.ada)
    read_all()
    assert (counted(points.Counter.CLOSED), counted(points.Counter.REOPENED)) == (0, 1)
    assert (counted(points.Counter.ARRIVED), counted(points.Counter.HANDED_ON)) == (1, 1)


def test_a_history_that_is_loaded_without_followups_is_counted_too(town):
    with untold():
        town.report()
    read_all()
    assert counted(points.Counter.RECEIVED) == 1


def test_an_event_that_is_committed_late_is_not_left_out(town, committed):
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        late = town.report()
        in_own_thread(lambda: (town.report(), renewing.renew()))
        cursor.execute("COMMIT")
    read_all()
    assert Life.objects.filter(pk=late.pk).exists()
    assert counted(points.Counter.RECEIVED) == 2


def test_batches_join_where_the_last_one_ended(town, monkeypatch):
    monkeypatch.setattr(renewing, "AT_A_TIME", 1)
    for _ in range(3):
        operations.support(town.report(), by=town.fred)
    read_all()
    assert (counted(points.Counter.RECEIVED), counted(points.Counter.SUPPORTS)) == (3, 3)


def test_a_rebuild_gives_the_same_and_goes_on_from_where_it_read(town):
    life = town.report()
    read_all()
    settling.settle()
    columns = [field.name for field in Tile._meta.concrete_fields if not field.primary_key]
    before = list(Tile.objects.values_list(*columns))
    told = []
    rebuilding.rebuild(lambda *said: told.append(said))
    assert before
    assert sorted(map(str, before)) == sorted(map(str, Tile.objects.values_list(*columns)))
    assert {what for what, _done, _total in told} == {"Reading events", "Adding up"}
    operations.close(life, resolution="fixed", by=town.ada)
    read_all()
    assert (counted(points.Counter.RECEIVED), counted(points.Counter.CLOSED)) == (1, 1)


def test_what_happens_during_a_rebuild_is_not_lost(town, monkeypatch):
    life, fold_all = town.report(), rebuilding._fold_all

    def meanwhile(*arguments):
        found = fold_all(*arguments)
        in_own_thread(lambda: (operations.close(life, resolution="fixed", by=town.ada), renewing.renew()))
        return found

    monkeypatch.setattr(rebuilding, "_fold_all", meanwhile)
    rebuilding.rebuild()
    assert counted(points.Counter.CLOSED) == 1


def test_indexes_keep_their_names_through_a_rebuild(town):
    before = _indexes()
    rebuilding.rebuild()
    rebuilding.rebuild()
    assert _indexes() == before


def test_two_rebuilds_at_once_are_one_too_many(town):
    def other() -> str:
        with pytest.raises(rebuilding.Running):
            rebuilding.rebuild()
        return "refused"

    with rebuilding._alone():
        assert in_own_thread(other) == "refused"


def test_the_figures_say_up_to_when_they_are_whole(town):
    town.report()
    start = dt.datetime.now(dt.UTC)
    read_all()
    assert start <= Reading.objects.get().made_at <= dt.datetime.now(dt.UTC)


def test_before_anything_is_set_up_there_is_nothing_to_count(db):
    read_all()
    assert not Reading.objects.exists()


def test_what_began_before_events_told_so_much_is_left_out_and_holds_up_nothing(town):
    old, new = town.report(), town.report()
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE service_requests_event SET data = '{}' WHERE service_request_id = %s", [old.pk])
        cursor.execute("RESET session_replication_role")
    read_all()
    assert list(Life.objects.values_list("pk", flat=True)) == [new.pk]


def _indexes():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE tablename LIKE 'insights_%' ORDER BY 1, 2"
        )
        return cursor.fetchall()


def test_a_few_events_wait_a_quarter_of_an_hour_and_many_do_not(town, monkeypatch):
    begun = dt.datetime(2026, 1, 5, 17, tzinfo=dt.UTC)
    with clock.at(begun):
        read_all()
        town.report()
        read_all()
    with clock.at(begun + dt.timedelta(minutes=14)):
        town.report()
        renewing.renew_when_worth_it()
        assert counted(points.Counter.RECEIVED) == 1
        monkeypatch.setattr(renewing, "WORTH_IT", 0)
        renewing.renew_when_worth_it()
        assert counted(points.Counter.RECEIVED) == 2
        monkeypatch.undo()
        town.report()
    with clock.at(begun + dt.timedelta(minutes=29)):
        renewing.renew_when_worth_it()
    assert counted(points.Counter.RECEIVED) == 3


def test_what_is_hidden_does_not_wait(town):
    life = town.report()
    read_all()
    assert counted(points.Counter.RECEIVED, public=True) == 1
    operations.hide(life, reason="r", by=town.abel)
    renewing.renew_when_worth_it()
    assert counted(points.Counter.RECEIVED, public=True) == 0
    assert counted(points.Counter.RECEIVED) == 1


def test_what_is_new_is_seen_at_once_and_settled_once(town):
    for _ in range(3):
        town.report()
    read_all()
    assert counted(points.Counter.RECEIVED) == 3
    for _ in range(2):
        settling.settle()
        assert not fresh().exists()
        assert counted(points.Counter.RECEIVED) == 3


def test_a_year_that_is_over_gets_its_tiles(town):
    with clock.at(dt.datetime(2026, 12, 30, 12, tzinfo=dt.UTC)):
        life = town.report()
        read_all()
        settling.settle()
    assert not Tile.objects.filter(span__in=[Span.YEAR, Span.EVER]).exists()
    with clock.at(dt.datetime(2027, 1, 2, 12, tzinfo=dt.UTC)):
        settling.settle()
        assert Reading.objects.get().open_from == dt.date(2027, 1, 1)
        year = Period(dt.date(2026, 1, 1), dt.date(2027, 1, 1))
        for period in (year, EVER):
            told = measures.Counted(reading.total(cuts.UMBRELLA, period, public=False))
            assert told.all(points.Counter.RECEIVED) == 1
        operations.support(life, by=town.fred)  # counts in the year in which it was received
        read_all()
        settling.settle()
        for period in (year, EVER):
            told = measures.Counted(reading.total(cuts.UMBRELLA, period, public=False))
            assert told.all(points.Counter.SUPPORTS) == 1


def test_a_history_that_is_read_in_batches_is_settled_on_the_way(town, monkeypatch):
    monkeypatch.setattr(renewing, "AT_A_TIME", 1)
    monkeypatch.setattr(settling, "MANY", 1)
    for _ in range(3):
        town.report()
    read_all()
    assert not fresh().exists()
    assert counted(points.Counter.RECEIVED) == 3


def test_a_year_in_which_a_request_was_only_opened_again_is_rebuilt(town):
    with clock.at(dt.datetime(2025, 12, 30, 12, tzinfo=dt.UTC)):
        life = town.report()
        operations.close(life, resolution="fixed", by=town.ada)
    with clock.at(dt.datetime(2026, 1, 2, 12, tzinfo=dt.UTC)):
        operations.reopen(life, reason="r", by=town.ada)
    rebuilding.rebuild()
    assert counted(points.Counter.REOPENED) == 1


def test_many_fresh_tiles_are_settled_at_once_and_few_by_night(town, monkeypatch):
    town.report()
    read_all()
    settling.settle_when_many()
    assert fresh().exists()
    monkeypatch.setattr(settling, "MANY", 1)
    settling.settle_when_many()
    assert not fresh().exists()


def test_open_data_of_facts_is_not_empty_before_the_first_renewal(town, tmp_path):
    town.report()
    assert not Reading.objects.exists()
    assert TABLES["lives"].write(tmp_path / "lives.csv") == 1
    assert TABLES["turns"].write(tmp_path / "turns.csv") == 1


def test_a_stretch_of_more_years_than_a_number_holds_ends_no_counting(town):
    with clock.at(dt.datetime(1900, 3, 2, 12, tzinfo=dt.UTC)):
        ancient = town.report()
    with clock.at(dt.datetime(2015, 3, 2, 12, tzinfo=dt.UTC)):
        operations.close(ancient, resolution="fixed", by=town.ada)
        town.report()
    for make in (read_all, settling.settle, rebuilding.rebuild):
        make()
        assert (counted(points.Counter.RECEIVED), counted(points.Counter.CLOSED)) == (2, 1)
        assert Life.objects.get(pk=ancient.pk).held == 2**31 - 1


def test_what_happened_before_2000_stays_when_it_is_settled(town):
    with clock.at(dt.datetime(1999, 5, 5, 12, tzinfo=dt.UTC)):
        town.report()
    town.report()
    for make in (read_all, settling.settle, rebuilding.rebuild):
        make()
        assert counted(points.Counter.RECEIVED) == 2


def test_what_waits_behind_an_open_transaction_is_not_said_to_be_counted(town, committed):
    """Else it would wait for a quarter of an hour more, and a report of the month would not know that it is missing."""
    town.report()
    read_all()
    before = Reading.objects.get().made_at
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        town.report()
        in_own_thread(lambda: (town.report(), renewing.renew()))
        cursor.execute("COMMIT")
    assert Reading.objects.get().made_at == before
    read_all()
    assert Reading.objects.get().made_at > before
    assert counted(points.Counter.RECEIVED) == 3


def test_a_rating_is_of_the_closing_that_it_followed(town):
    one = town.report()
    operations.close(one, resolution="fixed", by=town.ada)
    conversations.rate(one, stars=1, by=town.rosa)
    read_all()
    assert counted(points.Counter.STARS) == 1
    operations.reopen(one, reason="r", by=town.rosa)
    operations.transfer(one, to=town.county, reason="r", by=town.ada)
    operations.close(one, resolution="fixed", by=town.carla)
    read_all()
    assert counted(points.Counter.STARS) == 0
    conversations.rate(one, stars=5, by=town.rosa)
    read_all()
    assert counted(points.Counter.STARS) == 1


def test_what_has_come_to_nothing_is_in_no_table(town):
    hidden, _other = town.report(), town.report(IN_BIRCH)
    read_all()
    settling.settle()
    operations.hide(hidden, reason="A name", by=town.abel)
    read_all()
    places = reading.cells(cuts.PLACES, EVER, public=True)
    assert set(places) == {(town.places["birch"].pk,)}
    settling.settle()
    assert reading.cells(cuts.PLACES, EVER, public=True).keys() == places.keys()


def test_a_source_of_two_lines_is_one_source(town):
    for source in ("old\nsystem", "phone", "phone"):
        town.report(source=source)
    read_all()
    found = reading.cells(cuts.SOURCES, EVER, public=True)
    assert {key: measures.Counted(vector).all(points.Counter.RECEIVED) for (key,), vector in found.items()} == {
        "old\nsystem": 1,
        "phone": 2,
    }
