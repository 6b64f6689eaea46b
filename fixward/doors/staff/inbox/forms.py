"""What is asked once for many requests."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fixward.domain.catalog.models import Service
from fixward.domain.desks.models import Act
from fixward.domain.desks.views import Desk
from fixward.domain.governments.models import Department, Member, Organization, Role
from fixward.domain.service_requests import queries
from fixward.domain.service_requests.models import Priority, Resolution
from fixward.doors.staff.closing import Outcome
from fixward.doors.staff.forms import OrganizationChoice, ServiceChoice, Words


class ManyForm(forms.Form):
    """The key makes it begin once, however often it is sent."""

    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, desk: Desk) -> None:
        super().__init__(data, auto_id="many-%s")
        self.desk = desk
        self.fit(desk)

    def fit(self, desk: Desk) -> None:
        """Fills the choices from the desk."""

    def given(self) -> dict[str, Any]:
        """What is kept for the worker: ids instead of rows."""
        asked = {name: value for name, value in self.cleaned_data.items() if name != "key"}
        return {name: getattr(value, "pk", value) for name, value in asked.items()}


class AssignForm(ManyForm):
    department = forms.ModelChoiceField(
        Department.objects.none(), label=_("Department"), required=False, empty_label=_("As it is")
    )
    member = forms.ModelChoiceField(
        Member.objects.none(), label=_("Member"), required=False, empty_label=_("Nobody yet")
    )

    def fit(self, desk: Desk) -> None:
        working = Member.objects.working().filter(organization=desk.organization, role__gte=Role.WORKER)
        self.fields["department"].queryset = desk.organization.departments.all()  # type: ignore[attr-defined]
        self.fields["member"].queryset = working.select_related("person").order_by("person__name")  # type: ignore[attr-defined]


class CloseForm(ManyForm):
    resolution = Outcome()
    text = Words(label=_("Answer to everybody who reported or follows"), required=False, rows=4, longest=4000)

    def fit(self, desk: Desk) -> None:
        self.fields["resolution"].offer(desk.organization.pk)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "resolution" in cleaned:
            cleaned |= self.fields["resolution"].closed(cleaned["resolution"])  # type: ignore[attr-defined]
        says_why = cleaned.get("resolution") == Resolution.FIXED or cleaned.get("reason")
        if not says_why and not cleaned.get("text") and "text" not in self.errors:
            self.add_error("text", _("Say why no work is done: the reporter will read it."))
        return cleaned


class ServiceForm(ManyForm):
    service = ServiceChoice(Service.objects.none(), label=_("Service"))

    def fit(self, desk: Desk) -> None:
        services = Service.objects.filter(is_active=True).select_related("group")
        self.fields["service"].queryset = services.order_by("group__position", "group", "position", "pk")  # type: ignore[attr-defined]


class TransferForm(ManyForm):
    to = OrganizationChoice(Organization.objects.none(), label=_("To"))
    reason = Words(label=_("Why"), help_text=_("The receiver and the resident will read it."))

    def fit(self, desk: Desk) -> None:
        others = Organization.objects.exclude(pk=desk.organization.pk).order_by("-standing", "handled_by", "name")
        self.fields["to"].queryset = others  # type: ignore[attr-defined]


class DuplicateForm(ManyForm):
    of = forms.CharField(label=_("Number of the request that they repeat"), max_length=100)

    def clean_of(self) -> str:
        found = queries.find(self.cleaned_data["of"], self.desk.member)
        if found is None:
            raise forms.ValidationError(_("There is no request with that number."))
        return found.number


class PriorityForm(ManyForm):
    priority = forms.TypedChoiceField(label=_("Priority"), choices=Priority.choices, coerce=int)


FORMS: dict[Act, type[ManyForm]] = {
    Act.ACKNOWLEDGE: ManyForm,
    Act.ASSIGN: AssignForm,
    Act.CLOSE: CloseForm,
    Act.SERVICE: ServiceForm,
    Act.TRANSFER: TransferForm,
    Act.DUPLICATE: DuplicateForm,
    Act.PRIORITY: PriorityForm,
}
