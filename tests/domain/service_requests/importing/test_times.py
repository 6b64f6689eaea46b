"""Times are those of strptime and of `working_time`, only faster."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from fixward.domain.governments.working_time import WEEKDAYS_EIGHT_TO_FIVE, Calendar, Target, Unit, due, used
from fixward.domain.service_requests.imports.times import parser
from fixward.domain.service_requests.imports.worked import Worked
from tests.domain.service_requests.importing.old import NEW_YORK

HOLIDAYS = frozenset({dt.date(2015, 7, 3), dt.date(2016, 12, 26)})
CALENDAR = Calendar(NEW_YORK, WEEKDAYS_EIGHT_TO_FIVE, HOLIDAYS)
MOMENTS = st.datetimes(dt.datetime(2012, 12, 30), dt.datetime(2017, 1, 2), timezones=st.just(dt.UTC))


@given(st.lists(st.tuples(MOMENTS, MOMENTS), min_size=1, max_size=5), st.integers(0, 30))
def test_used_and_due_times_are_those_of_working_time(pairs, amount):
    worked = Worked({1: CALENDAR}, now=dt.datetime(2017, 1, 2, tzinfo=dt.UTC))
    for start, end in (sorted(pair) for pair in pairs):
        for unit in Unit:
            target = Target(amount, unit)
            assert worked.used(1, start, end, unit) == used(start, end, unit, CALENDAR)
            assert worked.due(1, target, start) == due(start, target, CALENDAR)


@given(
    st.datetimes(dt.datetime(1900, 1, 1), dt.datetime(2100, 1, 1)).map(lambda moment: moment.replace(microsecond=0)),
    st.sampled_from(["%m/%d/%Y %I:%M:%S %p", "%Y-%m-%dT%H:%M", "%d.%m.%Y", "%d %b %Y %H:%M", "%Y%m%d%H%M%S"]),
)
def test_times_are_read_as_strptime_reads_them(moment, pattern):
    text = moment.strftime(pattern)
    assert parser(pattern)(text) == dt.datetime.strptime(text, pattern)


@given(st.text(alphabet="0123456789/: APMapm", max_size=24))
def test_what_strptime_refuses_is_refused(text):
    pattern = "%m/%d/%Y %I:%M %p"
    try:
        wanted = dt.datetime.strptime(text, pattern)
    except ValueError:
        wanted = None
    try:
        found = parser(pattern)(text)
    except ValueError:
        found = None
    assert found == wanted
