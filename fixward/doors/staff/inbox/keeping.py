"""Pages on which members keep their views of the inbox."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from fixward.domain.desks import operations, policy
from fixward.domain.desks.models import SavedView, Sharing
from fixward.domain.desks.queries import opening_of, shared_in, views_of
from fixward.domain.governments import permissions
from fixward.domain.governments.models import Department, Member
from fixward.domain.governments.policy import is_administrator
from fixward.domain.service_requests.operations import Refused
from fixward.doors.staff.access import StaffRequest, staff_view
from fixward.doors.staff.inbox.inbox import Inbox
from fixward.doors.staff.inbox.saved import query_of, words_of


class ViewForm(forms.Form):
    """A name, whom it is shown to, and whether the inbox opens with it."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=operations.LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )
    sharing = forms.ChoiceField(label=gettext_lazy("Who sees it"))
    opens = forms.BooleanField(label=gettext_lazy("Open my inbox with it"), required=False)

    def __init__(self, data: Any = None, *, member: Member, known: SavedView | None = None) -> None:
        super().__init__(data)
        self.known, self.departments = known, _departments(member, known)
        choices = self.fields["sharing"]
        assert isinstance(choices, forms.ChoiceField)
        choices.choices = [
            (Sharing.NOBODY, Sharing.NOBODY.label),
            *((str(row.pk), row.name) for row in self.departments),
            (Sharing.ORGANIZATION, _("Everybody at %(organization)s") % {"organization": member.organization}),
        ]
        if not permissions.SHARE_VIEWS.is_given_to(member.role):
            del self.fields["sharing"]
        if known:
            shown = str(known.department_id) if known.department_id else known.sharing
            self.initial = {"name": known.name, "sharing": shown, "opens": opening_of(member) == known.pk}

    @property
    def sharing_chosen(self) -> tuple[Sharing, Department | None]:
        asked = self.cleaned_data.get("sharing") or Sharing.NOBODY
        department = next((row for row in self.departments if str(row.pk) == asked), None)
        return (Sharing.DEPARTMENT, department) if department else (Sharing(asked), None)


@staff_view
def views(request: StaffRequest) -> HttpResponse:
    """All that this member sees, and with which of them the inbox opens."""
    if request.method == "POST":
        chosen = request.POST.get("opens", "")
        operations.open_with(_seen(request, chosen) if chosen else None, by=request.member)
        return redirect("staff:views")
    shown = {view.pk: view for view in views_of(request.member)}
    if is_administrator(request.member):
        shown |= {view.pk: view for view in shared_in(request.member)}
    rows = [(view, query_of(view), policy.can_change_view(request.member, view)) for view in shown.values()]
    context = {"rows": rows, "opening": opening_of(request.member), "most": operations.MOST_OWN}
    return render(request, "staff/views.html", context)


@staff_view
def new(request: StaffRequest) -> HttpResponse:
    """Keep what the inbox was asked for."""
    given = QueryDict(request.POST.get("query", "")) if request.method == "POST" else request.GET
    drawn = Inbox(request.member, given)
    form = ViewForm(request.POST if request.method == "POST" else None, member=request.member)
    if form.is_valid():
        try:
            return _kept(request, drawn, form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return _asked(request, form, drawn, status=422 if form.errors else 200)


@staff_view
def view(request: StaffRequest, pk: int) -> HttpResponse:
    known = _own(request, pk)
    form = ViewForm(request.POST if request.method == "POST" else None, member=request.member, known=known)
    if form.is_valid():
        try:
            with transaction.atomic():
                operations.change_view(known, name=form.cleaned_data["name"], by=request.member)
                _shared_and_opened(request, known, form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("“%(name)s” is kept.") % {"name": form.cleaned_data["name"]})
            return redirect("staff:views")
    return _asked(request, form, Inbox(request.member, known.asked), status=422 if form.errors else 200)


@require_POST
@staff_view
def renew(request: StaffRequest, pk: int) -> HttpResponse:
    """The view asks from now on for what the inbox shows."""
    drawn = Inbox(request.member, QueryDict(request.POST.get("query", "")))
    try:
        known = operations.change_view(_own(request, pk), asked=drawn.kept, words=words_of(drawn), by=request.member)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("staff:views")
    messages.success(request, _("“%(name)s” is kept.") % {"name": known})
    return redirect(f"{resolve_url('staff:inbox')}?{query_of(known)}")


@require_POST
@staff_view
def remove(request: StaffRequest, pk: int) -> HttpResponse:
    known = _own(request, pk)
    operations.remove_view(known, by=request.member)
    messages.success(request, _("“%(name)s” is deleted.") % {"name": known})
    return redirect("staff:views")


def _kept(request: StaffRequest, drawn: Inbox, form: ViewForm) -> HttpResponse:
    with transaction.atomic():
        made = operations.keep_view(
            form.cleaned_data["name"], asked=drawn.kept, words=words_of(drawn), by=request.member
        )
        _shared_and_opened(request, made, form)
    messages.success(request, _("“%(name)s” is kept.") % {"name": made})
    return redirect(f"{resolve_url('staff:inbox')}?{query_of(made)}")


def _shared_and_opened(request: StaffRequest, known: SavedView, form: ViewForm) -> None:
    sharing, department = form.sharing_chosen
    if "sharing" in form.fields and (sharing, department) != (known.sharing, known.department):
        operations.share_view(known, sharing=sharing, department=department, by=request.member)
    if form.cleaned_data["opens"]:
        operations.open_with(known, by=request.member)
    elif opening_of(request.member) == known.pk:
        operations.open_with(None, by=request.member)


def _asked(request: StaffRequest, form: ViewForm, drawn: Inbox, *, status: int) -> HttpResponse:
    words = [(field.label, field.shown) for field in drawn.fields if field.value]
    context = {"form": form, "known": form.known, "inbox": drawn, "words": words}
    return render(request, "staff/view.html", context, status=status)


def _own(request: StaffRequest, pk: int) -> SavedView:
    """One that this member may change."""
    known = SavedView.objects.filter(pk=pk, organization=request.member.organization_id).first()
    if known is None or not policy.can_change_view(request.member, known):
        raise Http404
    return known


def _seen(request: StaffRequest, pk: str) -> SavedView:
    found = next((view for view in views_of(request.member) if str(view.pk) == pk), None)
    if found is None:
        raise Http404
    return found


def _departments(member: Member, known: SavedView | None) -> list[Department]:
    """With which it can be shared: the own ones, for an administrator all, and the one it is shared with."""
    if is_administrator(member):
        return list(member.organization.departments.all())
    shared = [known.department] if known and known.department else []
    return list({row.pk: row for row in [*member.departments.all(), *shared]}.values())
