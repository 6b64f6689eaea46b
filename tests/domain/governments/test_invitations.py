"""An invitation runs out, works once, and only for who proves its address."""

import datetime as dt

import pytest

from fixward.domain.governments import invitations
from fixward.domain.governments.changes import Refused
from fixward.domain.governments.models import Change, Invitation, Member, Role
from fixward.domain.people import personal
from fixward.domain.people.models import Person
from fixward.domain.people.operations import close_account
from fixward.foundation import clock
from tests.town import Town


@pytest.fixture
def chief(town: Town) -> Member:
    return town.member("chief", town.alder, Role.ADMINISTRATOR)


def _invited(town: Town, by: Member, email: str = "New@example.org") -> Invitation:
    return invitations.invite(
        town.alder, email=email, role=Role.MANAGER, departments=[town.alder_streets], language="es", by=by
    )


def test_who_accepts_becomes_a_member_with_role_and_departments(town: Town, chief: Member):
    invitation = _invited(town, chief)
    member = invitations.accept(invitation, person=Person.objects.for_email("new@example.org"))
    assert (member.organization, member.role, list(member.departments.all())) == (
        town.alder,
        Role.MANAGER,
        [town.alder_streets],
    )
    assert Change.objects.first().after["person"] == member.person_id


def test_it_works_once(town: Town, chief: Member):
    invitation, person = _invited(town, chief), Person.objects.for_email("new@example.org")
    invitations.accept(invitation, person=person)
    with pytest.raises(Refused, match="accepted already"):
        invitations.accept(invitation, person=person)


def test_another_address_does_not_accept_it(town: Town, chief: Member):
    with pytest.raises(Refused, match="another address"):
        invitations.accept(_invited(town, chief), person=town.fred)
    assert not Member.objects.filter(person=town.fred).exists()


def test_it_runs_out(town: Town, chief: Member):
    invitation = _invited(town, chief)
    with clock.at(clock.now() + dt.timedelta(days=8)), pytest.raises(Refused, match="run out"):
        invitations.accept(invitation, person=Person.objects.for_email("new@example.org"))


def test_it_does_not_work_withdrawn_or_when_who_sent_it_is_no_administrator_any_more(town: Town, chief: Member):
    invitation = _invited(town, chief)
    invitations.withdraw(invitation, by=chief)
    assert "withdrawn" in invitations.reason_against(Invitation.objects.get())
    again = _invited(town, chief)
    Member.objects.filter(pk=chief.pk).update(role=Role.WORKER)
    assert "does not manage" in invitations.reason_against(Invitation.objects.get(pk=again.pk))


def test_a_second_invitation_takes_the_place_of_the_first(town: Town, chief: Member):
    first = _invited(town, chief)
    second = _invited(town, chief)
    assert invitations.open_of(town.alder) == [second]
    assert "withdrawn" in invitations.reason_against(Invitation.objects.get(pk=first.pk))


def test_members_and_nonsense_are_not_invited_nor_does_a_manager_invite(town: Town, chief: Member):
    for email, by, why in (
        ("ada@example.org", chief, "member already"),
        ("nonsense", chief, "no e-mail"),
        ("new@example.org", town.abel, "administrator"),
    ):
        with pytest.raises(Refused, match=why):
            _invited(town, by, email)
    assert not Invitation.objects.exists()


def test_a_token_that_was_changed_leads_nowhere(town: Town, chief: Member):
    token = invitations.token(_invited(town, chief))
    assert invitations.by_token(token) is not None
    assert invitations.by_token(token + "x") is None


def test_an_open_invitation_is_told_to_whose_address_it_has_and_ends_when_they_leave(town: Town, chief: Member):
    invitation = _invited(town, chief, "fred@example.net")
    assert [row["organization__name"] for row in personal.everything(town.fred)["invitations"]] == ["City of Alder"]
    assert personal.everything(town.rosa)["invitations"] == []

    close_account(town.fred, by=town.fred)

    invitation.refresh_from_db()
    assert "fred" not in invitation.email
    assert "withdrawn" in invitations.reason_against(invitation)
