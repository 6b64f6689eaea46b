"""An organization's canned replies: the list, and one of them with a preview."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fixward.domain.catalog.models import Service
from fixward.domain.conversations import canned
from fixward.domain.conversations import operations as conversations
from fixward.domain.conversations.models import CannedReply
from fixward.domain.service_requests.models import ServiceRequest, Status
from fixward.domain.service_requests.operations import Refused
from fixward.doors.staff.access import StaffRequest, staff_view
from fixward.doors.staff.forms import LONGEST, ServiceChoice, Words


class CannedForm(forms.Form):
    """A name, for what it is, and the words in each language (`text_en` ...)."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=100)
    service = ServiceChoice(
        Service.objects.none(), label=gettext_lazy("For"), required=False, empty_label=gettext_lazy("Every service")
    )
    status = forms.ChoiceField(
        label=gettext_lazy("When the request is"),
        required=False,
        choices=[("", gettext_lazy("In any state")), *Status.choices],
        help_text=gettext_lazy("“Closed” offers it when a request is being closed."),
    )

    def __init__(self, data: Any = None, *, known: CannedReply | None = None) -> None:
        super().__init__(data)
        services = self.fields["service"]
        assert isinstance(services, forms.ModelChoiceField)
        services.queryset = Service.objects.filter(is_active=True).select_related("group")
        for code, language in settings.LANGUAGES:
            self.fields[f"text_{code}"] = Words(label=_(str(language)), rows=6, longest=LONGEST)
        if known:
            words = {f"text_{code}": known.text.get(code, "") for code, _language in settings.LANGUAGES}
            self.initial = {"name": known.name, "service": known.service_id, "status": known.status, **words}

    @property
    def text(self) -> dict[str, str]:
        return {code: self.cleaned_data[f"text_{code}"] for code, _language in settings.LANGUAGES}


@require_safe
@staff_view
def replies(request: StaffRequest) -> HttpResponse:
    _must_manage(request)
    rows = canned.of_organization(request.member.organization)
    return render(request, "staff/replies.html", {"replies": rows})


@staff_view
def reply(request: StaffRequest, pk: int | None = None) -> HttpResponse:
    """A new one, or one of the organization's own."""
    _must_manage(request)
    known = _own(request, pk) if pk else None
    form = CannedForm(request.POST if request.method == "POST" else None, known=known)
    if form.is_valid() and "preview" not in request.POST:
        try:
            _write(request, known, form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("“%(name)s” is kept.") % {"name": form.cleaned_data["name"]})
            return redirect("staff:replies")
    context = {"form": form, "known": known, "placeholders": canned.PLACEHOLDERS, "preview": _preview(request, form)}
    return render(request, "staff/reply.html", context, status=422 if form.errors else 200)


@require_POST
@staff_view
def retire(request: StaffRequest, pk: int) -> HttpResponse:
    _must_manage(request)
    gone = conversations.retire_canned(_own(request, pk), by=request.member)
    messages.success(request, _("“%(name)s” is not offered any more.") % {"name": gone})
    return redirect("staff:replies")


def _must_manage(request: StaffRequest) -> None:
    if not conversations.can_write_canned(request.member):
        raise Http404


def _own(request: StaffRequest, pk: int) -> CannedReply:
    return get_object_or_404(canned.of_organization(request.member.organization), pk=pk)


def _write(request: StaffRequest, known: CannedReply | None, form: CannedForm) -> None:
    data = form.cleaned_data
    conversations.write_canned(
        known, name=data["name"], text=form.text, service=data["service"], status=data["status"], by=request.member
    )


def _preview(request: StaffRequest, form: CannedForm) -> list[tuple[str, str]]:
    """How it would read of the organization's newest request, in each language."""
    if "preview" not in request.POST or not form.is_valid():
        return []
    newest = ServiceRequest.objects.held_by(request.member.organization_id)
    if form.cleaned_data["service"]:
        newest = newest.filter(service=form.cleaned_data["service"])
    example = newest.select_related("service", "organization", "department", "place").order_by("-submitted_at").first()
    if example is None:
        return []
    unsaved = CannedReply(text=_translated(form.text))
    return [(str(name), canned.filled(unsaved, example, language=code)) for code, name in settings.LANGUAGES]


def _translated(text: dict[str, str]) -> Any:
    return CannedReply._meta.get_field("text").to_python(text)
