from datetime import timedelta

import pytest

from fixward.domain.conversations.models import Rating
from fixward.domain.conversations.operations import Refused, rate
from fixward.domain.conversations.story import story
from fixward.domain.service_requests.models import Event, EventKind
from fixward.domain.service_requests.operations import close, reopen, withdraw
from fixward.foundation import clock
from tests.town import Town


def test_the_reporter_rates_what_is_closed_and_changes_it_for_thirty_days(town: Town):
    with pytest.raises(Refused):
        rate(town.pothole, stars=5, by=town.rosa)
    close(town.pothole, resolution="fixed", by=town.ada)
    rate(town.pothole, stars=5, text="Quick", by=town.rosa)
    rate(town.pothole, stars=2, text="It is open again", by=town.rosa)
    rating = Rating.objects.get()
    assert (rating.stars, rating.text) == (2, "It is open again")
    Rating.objects.update(rated_at=clock.now() - timedelta(days=31))
    close_at = clock.now() - timedelta(days=40)
    type(town.pothole).objects.update(closed_at=close_at)
    with pytest.raises(Refused):
        rate(town.pothole, stars=1, by=town.rosa)
    assert [event.data["stars"] for event in Event.objects.filter(kind=EventKind.RATED)] == [5, 2]


def test_nobody_else_rates(town: Town):
    close(town.pothole, resolution="fixed", by=town.ada)
    with pytest.raises(Refused):
        rate(town.pothole, stars=5, by=town.fred)


@pytest.mark.parametrize(("stars", "text"), [(0, ""), (6, ""), (3, "x" * 2001)])
def test_a_rating_off_the_scale_or_without_end_is_refused(town: Town, stars, text):
    close(town.pothole, resolution="fixed", by=town.ada)
    with pytest.raises(Refused):
        rate(town.pothole, stars=stars, text=text, by=town.rosa)
    assert not Rating.objects.exists()


def test_what_the_reporter_took_back_has_no_outcome_to_rate(town: Town):
    withdraw(town.pothole, by=town.rosa)
    with pytest.raises(Refused):
        rate(town.pothole, stars=5, by=town.rosa)


def test_each_closing_can_be_rated_anew(town: Town):
    close(town.pothole, resolution="fixed", by=town.ada)
    rate(town.pothole, stars=1, by=town.rosa)
    Rating.objects.update(rated_at=clock.now() - timedelta(days=31))
    reopen(town.pothole, reason="No", by=town.rosa)
    close(town.pothole, resolution="fixed", by=town.ada)
    assert rate(town.pothole, stars=5, by=town.rosa).stars == 5


def test_the_words_of_a_rating_are_for_the_reporter_and_the_organizations(town: Town):
    close(town.pothole, resolution="fixed", by=town.ada)
    rate(town.pothole, stars=4, text="Thank you", by=town.rosa)
    for viewer in (town.rosa, town.ada):
        assert (story(town.pothole, viewer)[-1].title, story(town.pothole, viewer)[-1].text) == (
            "Rated with 4 of 5",
            "Thank you",
        )
    assert all(entry.kind != EventKind.RATED for entry in story(town.pothole, town.fred))
