"""Going stand-alone: the day, the rehearsal, and taking over what is open."""

import datetime as dt

import pytest

from fixward.domain.conversations.story import story
from fixward.domain.governments.changes import Refused as NotSaved
from fixward.domain.governments.changes import save, undo
from fixward.domain.governments.models import Change, Department, Member, Organization, Role
from fixward.domain.routing import current
from fixward.domain.routing.setup import STAND_ALONE
from fixward.domain.service_requests import operations, standing_alone
from fixward.domain.service_requests.models import Event, EventKind, How, ServiceRequest
from fixward.followups.notifications import who
from fixward.foundation import clock
from tests.town import IN_ALDER, IN_ELM, Town

DAY = dt.timedelta(days=1)


@pytest.fixture
def elma(town: Town) -> Member:
    """Elm's administrator; Elm has a front desk."""
    Department.objects.create(organization=town.elm, code="desk", name="Village desk", is_front_desk=True)
    return town.member("elma", town.elm, Role.ADMINISTRATOR)


def _alone(town: Town) -> None:
    """Its day was yesterday."""
    Organization.objects.filter(pk=town.elm.pk).update(stand_alone_from=clock.now().date() - DAY)
    town.elm.refresh_from_db()
    current.refresh()


def test_the_day_is_chosen_called_off_and_new_requests_follow_it(town: Town, elma: Member):
    day = clock.now().date() + 5 * DAY
    save(STAND_ALONE, town.elm, by=elma, stand_alone_from=day)
    current.refresh()
    assert town.report(IN_ELM).organization == town.county
    with clock.at(clock.now() + 7 * DAY):
        assert town.report(IN_ELM).organization == town.elm
    save(STAND_ALONE, town.elm, by=elma, stand_alone_from=None)
    current.refresh()
    with clock.at(clock.now() + 7 * DAY):
        assert town.report(IN_ELM).organization == town.county


def test_the_day_comes_only_when_a_front_desk_and_an_administrator_are_there(town: Town):
    head = town.member("head", town.county, Role.ADMINISTRATOR)
    with pytest.raises(NotSaved, match=r"front desk.*administrator"):
        save(STAND_ALONE, town.elm, by=head, stand_alone_from=clock.now().date() + DAY * 5)


def test_the_day_lies_ahead_and_once_it_has_come_nothing_is_called_off(town: Town, elma: Member):
    with pytest.raises(NotSaved, match="to come"):
        save(STAND_ALONE, town.elm, by=elma, stand_alone_from=clock.now().date() - DAY)
    save(STAND_ALONE, town.elm, by=elma, stand_alone_from=clock.now().date() + 3 * DAY)
    with clock.at(clock.now() + 5 * DAY):
        for call_off in (
            lambda: save(STAND_ALONE, town.elm, by=elma, stand_alone_from=None),
            lambda: undo(Change.objects.get(), by=elma),
        ):
            with pytest.raises(NotSaved, match="stands alone already"):
                call_off()


def test_only_its_own_administrators_and_the_stewards_choose_the_day(town: Town, elma: Member):
    for member in (town.abel, town.cora, town.member("boss", town.birch, Role.ADMINISTRATOR)):
        with pytest.raises(NotSaved, match="administrator"):
            save(STAND_ALONE, town.elm, by=member, stand_alone_from=clock.now().date() + 5 * DAY)


def test_last_year_is_told_by_service_with_what_would_have_come_to_itself(town: Town, elma: Member):
    for _number in range(2):
        town.report(IN_ELM)
    town.report(IN_ELM, service=town.light_service)
    town.report(IN_ALDER)
    with clock.at(clock.now() - 400 * DAY):
        town.report(IN_ELM)
    told = [(tally.service, tally.inside, tally.own) for tally in standing_alone.last_year(town.elm)]
    assert told == [("Pothole", 2, 2), ("Street light out", 1, 1)]


def test_a_rehearsal_says_where_each_would_go_and_changes_nothing(town: Town, elma: Member):
    made = town.report(IN_ELM)
    events = Event.objects.count()
    (row,) = standing_alone.rehearse(town.elm, elma)
    assert (row.service_request, row.organization, row.department, row.changes) == (
        made,
        "Village of Elm",
        "Village desk",
        True,
    )
    made.refresh_from_db()
    assert (made.organization, Event.objects.count()) == (town.county, events)


def test_open_requests_are_taken_over_with_their_history(town: Town, elma: Member):
    made = [town.report(IN_ELM) for _number in range(3)]
    operations.close(made[0], resolution="fixed", text="", by=town.carla)
    elsewhere = town.report(IN_ALDER)
    _alone(town)

    assert operations.adopt(town.elm, by=elma) == 2

    for before in made[1:]:
        after = ServiceRequest.objects.get(pk=before.pk)
        assert (after.organization, after.on_behalf_of, after.number) == (town.elm, None, before.number)
        assert [custody.how for custody in after.custodies.order_by("pk")] == [How.SUBMITTED, How.ADOPTED]
        assert after.department.name == "Village desk"
    assert ServiceRequest.objects.get(pk=made[0].pk).organization == town.county
    assert ServiceRequest.objects.get(pk=elsewhere.pk).organization == town.alder
    told = story(ServiceRequest.objects.get(pk=made[1].pk), None)[-1]
    assert (told.title, told.by) == (
        "Taken over by Village of Elm, which works its requests itself now",
        "Village of Elm",
    )
    assert operations.adopt(town.elm, by=elma) == 0


def test_a_resident_with_several_requests_is_told_once(town: Town, elma: Member):
    for _number in range(3):
        town.report(IN_ELM)
    _alone(town)
    operations.adopt(town.elm, by=elma)
    events = Event.objects.filter(kind=EventKind.ADOPTED).order_by("pk")
    told = [[recipient.person for recipient in who.hears(event) if recipient.person] for event in events]
    assert told == [[town.rosa], [], []]


def test_nobody_takes_over_before_the_day_nor_without_being_a_manager_there(town: Town, elma: Member):
    made = town.report(IN_ELM)
    with pytest.raises(operations.Refused, match="does not stand alone"):
        operations.adopt(town.elm, by=elma)
    _alone(town)
    for member in (town.cora, town.member("willow", town.elm, Role.WORKER)):
        with pytest.raises(operations.Refused, match="manager"):
            operations.adopt(town.elm, by=member)
    made.refresh_from_db()
    assert made.organization == town.county


def test_what_waits_for_the_steward_stays_there(town: Town, elma: Member):
    made = town.report(IN_ELM)
    ServiceRequest.objects.filter(pk=made.pk).update(unsettled_at=clock.now())
    _alone(town)
    assert operations.adopt(town.elm, by=elma) == 0
