"""Keeping views of an inbox: save, change, share, remove, and open the inbox with one."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from fixward.domain.desks import policy
from fixward.domain.desks.filters import Filters
from fixward.domain.desks.models import Opening, SavedView, Sharing
from fixward.domain.governments.models import Department, Member, Organization
from fixward.domain.service_requests.operations.common import Refused, wanted
from fixward.foundation import clock
from fixward.foundation.text import clean

# Each is counted on every page of the inbox.
MOST_OWN, MOST_SHARED = 15, 12
LONGEST_NAME = 60
_WHERE = ("desk", "department", "view", "sort", "show")
_LONGEST = 200


@transaction.atomic
def keep_view(name: str, *, asked: Mapping[str, str], words: Mapping[str, str], by: Member) -> SavedView:
    """Keep what the inbox is asked for under a name, for this member alone."""
    _must(policy.can_keep_views(by))
    Member.objects.select_for_update(no_key=True).get(pk=by.pk)
    if SavedView.objects.filter(owner=by).count() >= MOST_OWN:
        raise Refused(_("You keep %(most)d views already. Delete one first.") % {"most": MOST_OWN})
    view = SavedView(organization=by.organization, owner=by, name=_named(name))
    view.asked, view.words = _kept(asked), _short(words)
    return _stored(view)


@transaction.atomic
def change_view(
    view: SavedView,
    *,
    name: str | None = None,
    asked: Mapping[str, str] | None = None,
    words: Mapping[str, str] | None = None,
    by: Member,
) -> SavedView:
    """Another name, or what is asked for now."""
    view = _locked(view)
    _must(policy.can_change_view(by, view))
    if name is not None:
        view.name = _named(name)
    if asked is not None:
        view.asked, view.words, view.saved_at = _kept(asked), _short(words or {}), clock.now()
    return _stored(view)


@transaction.atomic
def share_view(view: SavedView, *, sharing: Sharing, department: Department | None = None, by: Member) -> SavedView:
    """Show it to a department, to everybody under this hat, or to nobody else any more."""
    view = _locked(view)
    _must(policy.can_share_view(by, view, department))
    if view.owner_id is None and sharing == Sharing.NOBODY:
        raise Refused(_("Who shared this view has left. It stays shared, or you delete it."))
    if view.sharing != sharing or view.department_id != (department and department.pk):
        view.sharing, view.department = sharing, department
        _must_have_room(view)
    return _stored(view)


@transaction.atomic
def remove_view(view: SavedView, *, by: Member) -> None:
    """Twice changes nothing."""
    _must(policy.can_change_view(by, view))
    SavedView.objects.filter(pk=view.pk).delete()


@transaction.atomic
def open_with(view: SavedView | None, *, by: Member) -> None:
    """The inbox begins with this view; with none, as it does by itself."""
    _must(policy.can_keep_views(by) and (view is None or policy.can_see_view(by, view)))
    if view is None:
        Opening.objects.filter(member=by).delete()
    else:
        Opening.objects.update_or_create(member=by, defaults={"view": view})


def _must(allowed: bool) -> None:
    if not allowed:
        raise Refused(_("Only who saved a view, or an administrator where it is shared, changes it."))


def _locked(view: SavedView) -> SavedView:
    fresh = SavedView.objects.select_for_update().filter(pk=view.pk).first()
    if fresh is None:
        raise Refused(_("This view was deleted meanwhile."))
    return fresh


def _named(name: str) -> str:
    return wanted(name, _("Give the view a name."), longest=LONGEST_NAME)


def _kept(asked: Mapping[str, str]) -> dict[str, str]:
    """What an inbox can read; where nothing is asked for, it is left out."""
    where = {key: clean(asked[key])[:_LONGEST] for key in _WHERE if asked.get(key)}
    return {**where, **Filters.read(asked).query()}


def _short(words: Mapping[str, str]) -> dict[str, str]:
    return {name: clean(text)[:_LONGEST] for name, text in words.items()}


def _must_have_room(view: SavedView) -> None:
    if not view.is_shared:
        return
    Organization.objects.select_for_update(no_key=True).get(pk=view.organization_id)
    same = SavedView.objects.filter(organization=view.organization_id, sharing=view.sharing, department=view.department)
    if same.exclude(pk=view.pk).count() >= MOST_SHARED:
        raise Refused(_("%(most)d views are shared there already. Delete one first.") % {"most": MOST_SHARED})


def _stored(view: SavedView) -> SavedView:
    named = SavedView.objects.filter(name=view.name).exclude(pk=view.pk)
    if view.owner_id and named.filter(owner=view.owner_id).exists():
        raise Refused(_("You have a view of this name already."))
    there = named.filter(organization=view.organization_id, department=view.department_id)
    if view.is_shared and there.exclude(sharing=Sharing.NOBODY).exists():
        raise Refused(_("A shared view has this name already."))
    view.save()
    return view
