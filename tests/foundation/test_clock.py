import datetime as dt

from fixward.foundation import clock


def test_the_clock_can_be_set_for_a_while():
    moment = dt.datetime(2013, 1, 2, tzinfo=dt.UTC)
    with clock.at(moment):
        assert clock.now() == moment
    assert abs(clock.now() - dt.datetime.now(dt.UTC)) < dt.timedelta(seconds=5)
