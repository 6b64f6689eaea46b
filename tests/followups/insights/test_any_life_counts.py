"""Random lives of requests: every figure is what a plain recount gives, after each step and after a rebuild."""

import contextlib
import datetime as dt
from collections import Counter

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fixward.domain.conversations import operations as conversations
from fixward.domain.service_requests import operations
from fixward.domain.service_requests.models import Event, ServiceRequest
from fixward.domain.service_requests.operations import Refused
from fixward.followups.insights.asking import handovers, lists, reading
from fixward.followups.insights.asking.handovers import Flow
from fixward.followups.insights.counting import points, vectors
from fixward.followups.insights.counting.cuts import CUTS, ORGANIZATIONS
from fixward.followups.insights.counting.periods import Period
from fixward.followups.insights.counting.spreads import STEPS
from fixward.followups.insights.making import rebuilding, renewing, settling
from fixward.followups.insights.models import Reading, Tile, Turn
from fixward.followups.insights.telling import measures
from fixward.followups.insights.telling.measures import Share
from fixward.foundation import clock
from tests.domain.service_requests.test_any_life import ACTS
from tests.followups.insights.recount import ZONE, recount
from tests.town import IN_ALDER, IN_BIRCH, IN_COUNTY, IN_ELM

NAMES = ("organization", "department", "service", "place", "source")
ALWAYS = Period(dt.date(2010, 1, 1), dt.date(2030, 1, 1))
START = dt.datetime(2025, 12, 20, 15, tzinfo=dt.UTC)
WHERE = {"in alder": IN_ALDER, "in birch": IN_BIRCH, "in elm": IN_ELM, "in the county": IN_COUNTY}
MORE = ACTS | {
    "show": lambda town, it, by: operations.show_again(it, reason="r", by=by),
    "no work": lambda town, it, by: operations.close(it, resolution="no_work", text="r", by=by),
    "withdraw": lambda town, it, by: operations.withdraw(it, by=town.rosa),
    "rate": lambda town, it, by: conversations.rate(it, stars=4, by=town.rosa),
    "support": lambda town, it, by: operations.support(it, by=town.fred),
    "pin": lambda town, it, by: operations.move_pin(it, lon=6, lat=2, by=by),
    "duplicate": lambda town, it, by: operations.mark_duplicate(it, of=_other(it), by=by),
    "separate": lambda town, it, by: operations.separate(it, reason="r", by=by),
    "unanswered": lambda town, it, by: conversations.look_after_questions(),
}
steps = st.lists(
    st.tuples(
        st.sampled_from(sorted(MORE)),
        st.sampled_from(["ada", "abel", "carla", "cora"]),
        st.integers(0, 1),
        st.sampled_from([0, 40, 7_000, 86_400, 900_000]),
    ),
    max_size=14,
)
places = st.lists(st.sampled_from(sorted(WHERE)), min_size=2, max_size=2)


def _other(it):
    return ServiceRequest.objects.exclude(pk=it.pk).order_by("pk").first()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(places, steps, st.randoms(use_true_random=False))
def test_every_figure_is_what_a_plain_recount_gives(town, reported, steps, chance):
    with contextlib.suppress(_Undo), transaction.atomic():
        _live(town, reported, steps, chance)
        raise _Undo


class _Undo(Exception):
    """Ends an example, so that the next one begins with the same town."""


def _live(town, reported, steps, chance):
    lives, now = [], START
    open_from = dt.date(chance.choice([2025, 2026]), 1, 1)
    Reading.objects.create(zone=ZONE.key, made_at=START, open_from=open_from)
    for where in reported:
        with clock.at(now):
            lives.append(town.report(WHERE[where]))
        now += dt.timedelta(seconds=5_000)
    for act, who, which, seconds in steps:
        now += dt.timedelta(seconds=seconds)
        with clock.at(now), contextlib.suppress(Refused), transaction.atomic():
            MORE[act](town, lives[which], getattr(town, who))
        # The worker comes whenever it comes, and for whichever it likes.
        if chance.random() < 0.4:
            renewing.of_requests([chance.choice(lives).pk], zone=ZONE.key)
        if chance.random() < 0.1:
            settling.settle()
    renewing.of_requests([life.pk for life in lives], zone=ZONE.key)
    expected = recount()
    _any_days_are_read_right(expected, chance)
    settling.settle()
    assert _told() == _both(expected)
    renewing.of_requests([life.pk for life in reversed(lives)], zone=ZONE.key)
    assert _told() == _both(expected)
    _any_days_are_read_right(expected, chance)
    _every_figure_leads_to_its_list(chance)
    _every_handover_leads_to_its_list()
    _handovers_of_any_days_are_read_right(chance)
    rebuilding.rebuild()
    assert _told() == _both(expected)
    _handovers_of_any_days_are_read_right(chance)


def _any_days_are_read_right(expected, chance):
    """Whole months from their tiles, days at the edges from theirs or from facts, for members and for everybody."""
    first = START.date() + dt.timedelta(days=chance.randint(-400, 60))
    period = Period(first, first + dt.timedelta(days=chance.randint(1, 900)))
    if chance.random() < 0.3:
        period = Period(dt.date(2000, 1, 1), dt.date(2100, 1, 1), is_ever=True)
    public = chance.random() < 0.5
    # Of all counters, or of a few for each cut.
    wanted = {cut: chance.choice([(), chance.sample(list(points.Counter), 3)]) for cut in chance.sample(CUTS, 4)}
    for cut, cells in reading.several(wanted, period, public=public).items():
        found = {
            (cell, code // STEPS, code % STEPS): amount
            for cell, vector in cells.items()
            for code, amount in zip(vector.codes.tolist(), vector.amounts.tolist(), strict=True)
        }
        expected_here = _within(expected, cut.keys, period, public=public)
        assert found == {at: amount for at, amount in expected_here.items() if not wanted[cut] or at[1] in wanted[cut]}


def _every_figure_leads_to_its_list(chance):
    period = Period(START.date() - dt.timedelta(days=3), START.date() + dt.timedelta(days=chance.randint(1, 400)))
    for cut in chance.sample(CUTS, 2):
        cells = reading.cells(cut, period, public=False)
        cell = chance.choice(list(cells))
        given = dict(zip(cut.keys, cell, strict=True))
        for key, value in measures.values(cells[cell]).items():
            alone = reading.total(cut, period, public=False, given=given, counters=measures.counters([key]))
            assert measures.BY_KEY[key].value(measures.Counted(alone)) == value, (key, cut.keys)
            if key not in ("supporters", "held_minutes", "lost_minutes"):  # of which one request brings many
                rows = lists.behind(key, cut, period, public=False, given=given, most=99)
                assert len(rows) == _counted(value), (key, cut.keys)
            if isinstance(value, Share):
                part = lists.behind(key, cut, period, public=False, given=given, part=True, most=99)
                assert len(part) == value.part, (key, cut.keys)


def _every_handover_leads_to_its_list():
    for flow in handovers.flows(ALWAYS, public=False):
        given, back = {"organization": flow.giver}, lists.Narrowed(giver=flow.taker)
        on = lists.Narrowed(taker=flow.taker)
        told = [
            lists.count(key, ORGANIZATIONS, ALWAYS, public=False, given=given, narrowed=narrowed)
            for key, narrowed in (("handed_on", on), ("returns", back), ("disputes", on))
        ]
        assert told == [flow.times, flow.back, flow.disputes]


def _handovers_of_any_days_are_read_right(chance):
    """Whole months from their sums, days at the edges from facts, against facts read one by one."""
    first = START.date() + dt.timedelta(days=chance.randint(-400, 60))
    for period in (ALWAYS, Period(first, first + dt.timedelta(days=chance.randint(1, 900)))):
        for public in (True, False):
            times, returns, disputes, seconds = Counter(), Counter(), Counter(), Counter()
            handed = Turn.objects.filter(leaves=True, ended_on__gte=period.first, ended_on__lt=period.until)
            for turn in handed.exclude(went_to=None):
                if turn.public or not public:
                    pair = turn.organization, turn.went_to
                    times[pair] += 1
                    returns[pair] += turn.went_how == "returned"
                    disputes[pair] += turn.went_how == "unsettled"
                    seconds[pair] += turn.visit_held
            assert {(flow.giver, flow.taker): flow for flow in handovers.flows(period, public=public)} == {
                (a, b): Flow(a, b, times[a, b], returns[b, a], disputes[a, b], seconds[a, b]) for a, b in times
            }


def _counted(value):
    match value:
        case Share():
            return value.whole
        case _:
            return value.number


def _within(expected, keys, period, *, public):
    found = Counter()
    for (cut, day, is_public, cell, counter, step), amount in expected.items():
        if cut == keys and period.first <= day < period.until and (is_public or not public):
            found[cell, counter, step] += amount
    return found


def _told():
    """What the tiles say, as the recount says it."""
    found = Counter()
    cuts = {cut.number: cut for cut in CUTS}
    for tile in Tile.objects.all():
        cut = cuts[tile.cut]
        keys = tuple(getattr(tile, name) for name in cut.keys)
        vector = vectors.Vector.read(getattr(tile, part) for part in points.PARTS)
        for code, amount in zip(vector.codes.tolist(), vector.amounts.tolist(), strict=True):
            told = (cut.keys, tile.span, tile.starts_on, tile.public, keys, code // STEPS, code % STEPS)
            found[told] += amount
    return found


def _both(expected):
    """By months, and by days where days are kept; of years that are over by years and for ever."""
    open_from = Reading.objects.get().open_from
    daily = {cut.keys for cut in CUTS if cut.by_day}
    found = Counter()
    for (cut, day, *rest), amount in expected.items():
        found[cut, "m", day.replace(day=1), *rest] += amount
        if day < open_from:
            found[cut, "e", dt.date(2000, 1, 1), *rest] += amount
            found[cut, "y", day.replace(month=1, day=1), *rest] += amount
        if cut in daily:
            found[cut, "d", day, *rest] += amount
    return found


def test_nothing_but_events_is_read(town):
    """What a request is made of besides its events may be anything."""
    with clock.at(START):
        life = town.report()
        operations.transfer(life, to=town.county, reason="r", by=town.ada)
    Reading.objects.create(zone=ZONE.key, made_at=START, open_from=dt.date(2026, 1, 1))
    renewing.of_requests([life.pk], zone=ZONE.key)
    settling.settle()
    before = _told()
    life.custodies.update(reason="other", organization=town.birch, department=None)
    ServiceRequest.objects.filter(pk=life.pk).update(source="other", place=None, organization=town.birch)
    rebuilding.rebuild()
    assert before == _told() != Counter()
    assert Event.objects.filter(service_request=life).exists()
