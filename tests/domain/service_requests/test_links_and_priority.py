import pytest
from django.db import IntegrityError, transaction

from fixward.domain.conversations.story import story
from fixward.domain.service_requests import queries
from fixward.domain.service_requests.models import Event, Priority, Relation, ServiceRequest
from fixward.domain.service_requests.operations import Refused, close, relate, set_priority, transfer, unrelate
from tests.town import IN_BIRCH, Town


def hidden(service_request: ServiceRequest) -> ServiceRequest:
    ServiceRequest.objects.filter(pk=service_request.pk).update(is_private=True)
    return ServiceRequest.objects.get(pk=service_request.pk)


def test_two_requests_of_two_governments_are_linked_and_both_say_so(town: Town):
    theirs = town.report(IN_BIRCH)
    relate(town.pothole, to=theirs, by=town.ada)
    assert [row.number for row in queries.related(town.pothole, town.ada)] == [theirs.number]
    assert [row.number for row in queries.related(theirs, town.ada)] == [town.pothole.number]
    told = Event.objects.filter(kind="related")
    assert {(event.service_request, event.audience, event.organization) for event in told} == {
        (town.pothole, "involved", town.alder),
        (theirs, "involved", town.alder),
    }
    assert ServiceRequest.objects.get(pk=theirs.pk).version == theirs.version
    assert "Linked" not in " ".join(entry.title for entry in story(town.pothole, None))


def test_a_link_is_made_once_from_either_side_and_ended_from_either_side(town: Town):
    other = town.report()
    relate(town.pothole, to=other, by=town.ada)
    with pytest.raises(Refused, match="linked already"):
        relate(other, to=town.pothole, by=town.abel)
    unrelate(other, to=town.pothole, by=town.abel)
    assert not Relation.objects.exists()
    with pytest.raises(Refused, match="not linked"):
        unrelate(other, to=town.pothole, by=town.abel)
    with pytest.raises(Refused, match="with itself"):
        relate(other, to=other, by=town.ada)


def test_nobody_links_what_they_do_not_see_nor_reads_of_it(town: Town):
    secret = hidden(town.report(IN_BIRCH))
    with pytest.raises(Refused, match="no request with that number"):
        relate(town.pothole, to=secret, by=town.ada)
    mine = hidden(town.report())
    relate(mine, to=town.pothole, by=town.ada)
    assert not queries.related(town.pothole, town.carla)
    assert not queries.related(town.pothole, None)
    county = transfer(town.pothole, to=town.county, reason="Yours", by=town.ada)
    titles = [entry.title for entry in story(county, town.carla)]
    assert "Linked with another request" in titles
    assert mine.number not in " ".join(titles)


def test_only_the_holder_links_and_an_old_form_is_refused(town: Town):
    other = town.report(IN_BIRCH)
    with pytest.raises(Refused, match="which holds this request"):
        relate(other, to=town.pothole, by=town.ada)
    set_priority(town.pothole, priority=Priority.HIGH, by=town.abel)
    with pytest.raises(Refused, match="Abel changed this request"):
        relate(town.pothole, to=other, by=town.ada, seen=town.pothole.version)
    assert not Relation.objects.exists()


def test_the_database_knows_a_link_once(town: Town):
    first, second = town.pothole, town.report()
    with pytest.raises(IntegrityError), transaction.atomic():
        Relation.objects.create(first=second, second=first, member=town.ada)


def test_a_priority_is_set_by_the_desk_and_told_to_the_desks_alone(town: Town):
    assert town.pothole.priority == Priority.NORMAL
    urgent = set_priority(town.pothole, priority=Priority.URGENT, by=town.ada)
    assert urgent.priority == Priority.URGENT
    event = Event.objects.get(kind="priority_set")
    assert (event.audience, event.data) == ("involved", {"before": 20, "priority": 40})
    assert "Priority: Urgent" in [entry.title for entry in story(urgent, town.ada)]
    assert "Priority: Urgent" not in [entry.title for entry in story(urgent, town.rosa)]


def test_a_priority_is_not_set_twice_nor_by_others_nor_on_what_is_closed(town: Town):
    with pytest.raises(Refused, match="already"):
        set_priority(town.pothole, priority=Priority.NORMAL, by=town.ada)
    for stranger in (town.carla, town.vera):
        with pytest.raises(Refused, match="which holds this request"):
            set_priority(town.pothole, priority=Priority.HIGH, by=stranger)
    with pytest.raises(Refused, match="closed"):
        set_priority(close(town.pothole, resolution="fixed", by=town.ada), priority=Priority.HIGH, by=town.ada)
