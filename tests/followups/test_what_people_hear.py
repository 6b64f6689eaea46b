"""Everybody hears what they chose, and no more."""

from __future__ import annotations

from fixward.domain.conversations import operations as conversations
from fixward.domain.people.models import Topic
from fixward.domain.people.operations import set_preferences
from fixward.domain.service_requests import operations
from fixward.domain.service_requests.models import Event
from fixward.followups.notifications import who
from fixward.followups.notifications.letters import letter
from tests.town import Town


def last(service_request) -> Event:
    return Event.objects.select_related("service_request").filter(service_request=service_request).latest("pk")


def hears(event: Event, person) -> bool:
    return person in [recipient.person for recipient in who.hears(event)]


def test_who_has_chosen_nothing_hears_the_government_and_not_the_neighbours(town: Town):
    conversations.reply(town.pothole, text="We are coming", by=town.ada)
    assert hears(last(town.pothole), town.rosa)
    conversations.comment(town.pothole, text="Me too", by=town.fred)
    assert not hears(last(town.pothole), town.rosa)


def test_each_topic_is_heard_by_itself(town: Town):
    acts = {
        Topic.REPLIES: lambda: conversations.reply(town.pothole, text="Soon", by=town.ada),
        Topic.COMMENTS: lambda: conversations.comment(town.pothole, text="Me too", by=town.fred),
        Topic.HANDS: lambda: operations.transfer(town.pothole, to=town.county, reason="A county road", by=town.ada),
        Topic.PROGRESS: lambda: operations.close(town.pothole, resolution="fixed", text="Filled", by=town.carla),
    }
    for happens, act in acts.items():
        act()
        event = last(town.pothole)
        for chosen in Topic:
            set_preferences(town.rosa, language="en", hears=[chosen], by=town.rosa)
            assert hears(event, town.rosa) == (chosen == happens), (happens, chosen)
            assert who.still_hears(event, town.rosa) == (chosen == happens)


def test_that_a_report_came_in_is_confirmed_to_who_wants_to_hear_nothing(town: Town):
    set_preferences(town.rosa, language="en", hears=[], by=town.rosa)
    assert hears(last(town.pothole), town.rosa)


def test_a_neighbours_comment_is_told_without_what_reaches_a_person(town: Town):
    set_preferences(town.rosa, language="en", hears=[Topic.COMMENTS], by=town.rosa)
    conversations.comment(town.pothole, text="Write to fred@example.net", by=town.fred)
    told = letter(last(town.pothole), town.rosa)
    assert "[e-mail address]" in told.quote
    assert "fred" not in told.quote
    assert told.subject.endswith("a comment by a resident")
