"""Views that members keep: whose they are, who sees them, and what becomes of them."""

import json

import pytest

from fixward.domain.desks import operations, personal, policy
from fixward.domain.desks.models import Opening, SavedView, Sharing
from fixward.domain.desks.operations import change_view, keep_view, open_with, remove_view, share_view
from fixward.domain.desks.queries import opening_of, views_of
from fixward.domain.governments.changes import save
from fixward.domain.governments.models import Member, Role
from fixward.domain.governments.setup import MEMBER
from fixward.domain.people.operations import close_account
from fixward.domain.people.personal import Traces
from fixward.domain.service_requests.operations import Refused
from fixward.foundation import clock
from tests.town import Town

LATE_HOLES = {"view": "overdue", "service": "pothole", "sort": "due", "show": "both", "department": "own"}


def kept(by: Member, name: str = "Late holes", **asked: str) -> SavedView:
    return keep_view(name, asked=asked or LATE_HOLES, words={}, by=by)


def shared(by: Member, name: str = "Late holes") -> SavedView:
    return share_view(kept(by, name), sharing=Sharing.ORGANIZATION, by=by)


def seen(member: Member) -> list[str]:
    return [view.name for view in views_of(member)]


def test_a_view_keeps_what_an_inbox_can_read_and_is_its_owners_alone(town: Town):
    view = kept(town.ada, **LATE_HOLES, page="3", due_since="nonsense")
    assert view.asked == LATE_HOLES
    assert seen(town.ada) == ["Late holes"]
    assert seen(town.abel) == []


def test_a_shared_view_is_seen_under_that_hat_and_no_other(town: Town):
    shared(town.ada)
    assert seen(town.vera) == ["Late holes"]
    assert seen(town.carla) == []


def test_a_view_shared_with_a_department_is_seen_by_who_works_in_it(town: Town):
    for member in (town.ada, town.abel):
        member.departments.add(town.alder_streets)
    share_view(kept(town.ada), sharing=Sharing.DEPARTMENT, department=town.alder_streets, by=town.ada)
    assert seen(town.abel) == ["Late holes"]
    assert seen(town.vera) == []


def test_with_a_department_where_one_does_not_work_nothing_is_shared(town: Town):
    view = kept(town.ada)
    for department in (town.alder_streets, town.county_works):
        with pytest.raises(Refused):
            share_view(view, sharing=Sharing.DEPARTMENT, department=department, by=town.ada)
    assert not SavedView.objects.exclude(sharing=Sharing.NOBODY).exists()


def test_a_viewer_keeps_views_and_shares_none(town: Town):
    with pytest.raises(Refused):
        shared(town.vera)
    assert seen(town.vera) == ["Late holes"]


def test_a_shared_view_is_changed_by_its_owner_or_an_administrator(town: Town):
    head = town.member("head", town.alder, Role.ADMINISTRATOR)
    view = shared(town.ada)
    for act in (lambda by: change_view(view, name="Mine", by=by), lambda by: remove_view(view, by=by)):
        for by in (town.abel, town.carla):
            with pytest.raises(Refused):
                act(by)
    change_view(view, name="Late ones", by=town.ada)
    assert change_view(view, asked={"view": "soon"}, by=head).asked == {"view": "soon"}
    remove_view(view, by=head)
    assert seen(town.ada) == []


def test_an_administrator_does_not_touch_what_is_not_shared(town: Town):
    head = town.member("head", town.alder, Role.ADMINISTRATOR)
    with pytest.raises(Refused):
        remove_view(kept(town.ada), by=head)


def test_names_are_given_once(town: Town):
    kept(town.ada)
    with pytest.raises(Refused, match="of this name"):
        kept(town.ada)
    shared(town.abel)
    with pytest.raises(Refused, match="has this name"):
        share_view(views_of(town.ada)[0], sharing=Sharing.ORGANIZATION, by=town.ada)
    with pytest.raises(Refused, match="name"):
        kept(town.ada, "  ")
    with pytest.raises(Refused, match="60"):
        kept(town.ada, "x" * 61)


def test_the_number_of_views_is_bounded(town: Town, monkeypatch):
    monkeypatch.setattr(operations, "MOST_OWN", 2)
    monkeypatch.setattr(operations, "MOST_SHARED", 1)
    shared(town.ada, "One")
    with pytest.raises(Refused, match="shared there already"):
        shared(town.ada, "Two")
    with pytest.raises(Refused, match="already"):
        kept(town.ada, "Three")


def test_the_inbox_opens_with_any_view_that_one_sees(town: Town):
    view = shared(town.ada)
    open_with(view, by=town.vera)
    assert opening_of(town.vera) == view.pk
    with pytest.raises(Refused):
        open_with(view, by=town.carla)
    open_with(None, by=town.vera)
    assert opening_of(town.vera) is None


def test_who_leaves_takes_the_own_views_along_and_the_shared_stay(town: Town):
    head = town.member("head", town.alder, Role.ADMINISTRATOR)
    kept(town.ada, "Only mine")
    stays = shared(town.ada)
    open_with(stays, by=town.ada)
    save(MEMBER, town.ada, by=head, left_at=clock.now())
    assert seen(town.vera) == ["Late holes"]
    assert not SavedView.objects.filter(name="Only mine").exists()
    assert not Opening.objects.exists()
    stays.refresh_from_db()
    assert stays.owner is None
    assert policy.can_change_view(head, stays)
    with pytest.raises(Refused, match="has left"):
        share_view(stays, sharing=Sharing.NOBODY, by=head)


def test_a_view_of_a_department_that_is_gone_stays_with_its_owner(town: Town):
    gone = town.alder.departments.create(code="gone", name="Gone")
    town.ada.departments.add(gone)
    share_view(kept(town.ada), sharing=Sharing.DEPARTMENT, department=gone, by=town.ada)
    gone.delete()
    assert seen(town.ada) == ["Late holes"]


def test_views_are_told_to_their_owner_and_name_nobody_who_left(town: Town):
    keep_view("Fred again", asked={"q": "fred@example.net"}, words={"assignee": "Fred"}, by=town.ada)
    assert "Fred again" in json.dumps(personal._views(town.ada.person), default=str)
    assert personal._views(town.abel.person) == []
    close_account(town.fred, by=town.fred)
    view = SavedView.objects.get()
    assert (view.name, view.asked, view.words) == ("… again", {"q": "…"}, {"assignee": "…"})
    personal._forget(town.ada.person, Traces(email="ada@example.org", name="Ada", phone=""))
    assert not SavedView.objects.exists()
