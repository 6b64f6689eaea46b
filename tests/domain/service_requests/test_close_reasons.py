import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from fixward.domain.conversations.story import story
from fixward.domain.governments.changes import Refused as SetupRefused
from fixward.domain.governments.changes import remove, save, undo
from fixward.domain.governments.models import Change, Member, Role
from fixward.domain.service_requests.models import CloseReason, ServiceRequest
from fixward.domain.service_requests.operations import Refused, close, reopen
from fixward.domain.service_requests.setup import CLOSE_REASON
from fixward.doors.residents.wording import state
from tests.town import Town


@pytest.fixture
def head(town: Town) -> Member:
    return town.member("head", town.alder, Role.ADMINISTRATOR)


@pytest.fixture
def private_road(town: Town, head: Member) -> CloseReason:
    name = {"en": "Private road", "es": "Calle privada"}
    return save(CLOSE_REASON, CloseReason(organization=town.alder), by=head, name=name, resolution="no_work")


def test_an_organizations_own_reason_is_told_in_the_story_and_to_the_resident_in_both_languages(
    town: Town, private_road: CloseReason
):
    closed = close(town.pothole, resolution="no_work", reason=private_road, by=town.ada)
    assert (closed.resolution, closed.close_reason, closed.outcome) == ("no_work", private_road, "Private road")
    assert story(closed, None)[-1].title == "Closed: No work will be done (Private road)"
    assert "No work will be done (Private road)" in state(closed).sentence
    with translation.override("es"):
        assert "Calle privada" in state(closed).sentence


def test_a_reason_of_ones_own_needs_no_more_words_and_goes_with_the_reopening(town: Town, private_road: CloseReason):
    closed = close(town.pothole, resolution="no_work", reason=private_road, by=town.ada)
    again = reopen(closed, reason="It is a city street", by=town.ada)
    assert (again.close_reason, again.resolution) == (None, "")


def test_a_reason_of_another_organization_or_no_longer_offered_or_of_another_outcome_is_refused(
    town: Town, private_road: CloseReason, head: Member
):
    theirs = CloseReason.objects.create(organization=town.county, name={"en": "Not ours"}, resolution="no_work")
    with pytest.raises(Refused, match="not a reason for which City of Alder"):
        close(town.pothole, resolution="no_work", reason=theirs, by=town.ada)
    with pytest.raises(Refused, match="another outcome"):
        close(town.pothole, resolution="fixed", reason=private_road, by=town.ada)
    private_road = save(CLOSE_REASON, private_road, by=head, is_active=False)
    with pytest.raises(Refused, match="not a reason"):
        close(town.pothole, resolution="no_work", reason=private_road, by=town.ada)
    assert ServiceRequest.objects.get().is_open


def test_what_is_used_stays_and_what_is_not_can_be_removed_and_brought_back(
    town: Town, private_road: CloseReason, head: Member
):
    remove(CLOSE_REASON, private_road, by=head)
    undo(Change.objects.latest("pk"), by=head)
    private_road = CloseReason.objects.get()
    close(town.pothole, resolution="no_work", reason=private_road, by=town.ada)
    with pytest.raises(SetupRefused, match="in use"):
        remove(CLOSE_REASON, private_road, by=head)


def test_set_up_refuses_a_reason_without_a_name_twice_the_same_or_without_an_outcome(
    town: Town, private_road: CloseReason, head: Member
):
    new = {"by": head, "name": {"en": "Private road"}, "resolution": "fixed"}
    for wrong in ({"name": {"es": "Solo"}}, {}, {"name": {"en": "X"}, "resolution": "duplicate"}):
        with pytest.raises(SetupRefused):
            save(CLOSE_REASON, CloseReason(organization=town.alder), **(new | wrong))
    with pytest.raises(SetupRefused, match="administrator"):
        save(CLOSE_REASON, private_road, by=town.abel, position=3)
    assert CloseReason.objects.count() == 1


def test_the_database_keeps_reasons_for_what_is_closed(town: Town, private_road: CloseReason):
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceRequest.objects.filter(pk=town.pothole.pk).update(close_reason=private_road)
