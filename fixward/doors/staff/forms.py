"""The forms of one request's desk: what they ask; what is allowed is the operations' affair."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.db import models
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from fixward.domain.catalog.models import Service
from fixward.domain.governments.models import Department, Member, Organization, Role, Standing
from fixward.domain.service_requests import policy, queries
from fixward.domain.service_requests.models import Priority, ServiceRequest
from fixward.domain.service_requests.operations.changes import open_questions
from fixward.domain.service_requests.operations.common import changed_meanwhile
from fixward.doors.page.fields import Documents
from fixward.doors.page.questions import PREFIX, fields_for
from fixward.doors.staff.closing import Outcome
from fixward.foundation.files import pictures
from fixward.foundation.text import clean

LONGEST = 4000
_LARGEST = 2**31 - 1


class Words(forms.CharField):
    """What somebody writes at some length, cleaned before it is counted."""

    def __init__(self, *, rows: int = 3, longest: int = 2000, **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows, "data-longest": longest})
        super().__init__(max_length=longest, widget=widget, **options)

    def to_python(self, value: Any) -> str:
        return clean(super().to_python(value) or "")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        # Said when it is sent, instead of cutting off what somebody pastes.
        return {}


class _Groups(forms.models.ModelChoiceIterator):
    field: Grouped

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        for label, rows in groupby(self.queryset, self.field.group):
            yield label, [self.choice(row) for row in rows]


class Grouped(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice of rows under headings."""

    iterator = _Groups

    def group(self, row: Any) -> str:
        raise NotImplementedError


class OrganizationChoice(Grouped):
    def group(self, row: Organization) -> str:
        if row.standing == Standing.EXTERNAL:
            return str(_("Not on the platform: reached by e-mail"))
        return str(_("Handled by another organization") if row.handled_by_id else _("On the platform"))


class ServiceChoice(Grouped):
    def group(self, row: Service) -> str:
        return str(row.group)


class DeskForm(forms.Form):
    """A form about one request; its ids begin with its name, since many stand on one page."""

    def __init__(
        self, data: Any = None, files: Any = None, *, name: str, service_request: ServiceRequest, member: Member
    ) -> None:
        super().__init__(data, files, auto_id=f"{name}-%s")
        self.service_request, self.version = service_request, service_request.version
        self.fit(service_request, member)

    def fit(self, service_request: ServiceRequest, member: Member) -> None:
        """Fills choices and first values from the request."""


class Seen(DeskForm):
    """Carries the version that the member saw; the template writes it, so that a refused form gets the new one."""

    seen = forms.IntegerField(
        min_value=0,
        max_value=_LARGEST,
        widget=forms.HiddenInput,
        error_messages={"required": _("This form is incomplete. Send it again.")},
    )

    def clean(self) -> dict[str, Any]:
        """What else is wrong is not worth saying where the choices themselves are out of date."""
        if self.cleaned_data.get("seen", self.version) != self.version:
            self.errors.clear()
            raise forms.ValidationError(changed_meanwhile(self.service_request))
        return self.cleaned_data


class Once(DeskForm):
    """Carries a key: the same form sent twice writes once."""

    key = forms.UUIDField(
        widget=forms.HiddenInput, error_messages={"required": _("This form is incomplete. Send it again.")}
    )

    @property
    def fresh_key(self) -> uuid.UUID:
        return uuid.uuid4()


class AssignForm(Seen):
    department = forms.ModelChoiceField(
        Department.objects.none(), label=_("Department"), required=False, empty_label=_("No department")
    )
    member = forms.ModelChoiceField(
        Member.objects.none(), label=_("Member"), required=False, empty_label=_("Nobody in particular")
    )

    def fit(self, service_request: ServiceRequest, member: Member) -> None:
        if not policy.can_work(member, service_request):
            return  # it is drawn again where it is refused, and who works at a desk is that desk's own business
        holder = service_request.organization_id
        workers = Member.objects.filter(organization=holder, left_at=None, person__is_active=True)
        workers = workers.filter(role__gte=Role.WORKER).select_related("person").order_by("person__name", "pk")
        _offer(self.fields["department"], Department.objects.filter(organization=holder))
        _offer(self.fields["member"], workers)
        self.initial = {"department": service_request.department_id, "member": service_request.assignee_id}


class TransferForm(Seen):
    to = OrganizationChoice(Organization.objects.none(), label=_("To"), empty_label=_("Choose an organization"))
    reason = Words(label=_("Reason"), help_text=_("The receiver and the public read it."))

    def fit(self, service_request: ServiceRequest, member: Member) -> None:
        _offer(self.fields["to"], _organizations().exclude(pk=service_request.organization_id))
        if by_rule := _owner_by_rule(service_request):
            self.initial = {"to": by_rule}


class ReturnForm(Seen):
    reason = Words(label=_("Reason"), help_text=_("The sender and the public read it."))


class SettleForm(Seen):
    to = OrganizationChoice(Organization.objects.none(), label=_("It belongs to"), empty_label=_("Choose"))
    reason = Words(label=_("Reason"), help_text=_("Everybody involved and the public read it."))
    as_rule = forms.BooleanField(
        label=_("Make it the rule"),
        required=False,
        help_text=_("From now on, this service in this place goes there by itself."),
    )

    def fit(self, service_request: ServiceRequest, member: Member) -> None:
        _offer(self.fields["to"], _organizations())


class ReplyForm(Once):
    text = Words(label=_("Your answer"), rows=4, longest=LONGEST, help_text=_("Everybody reads it."))
    documents = Documents(label=_("Files"), help_text=_("Whoever reads the answer can have them. Up to 5."))


class AskForm(Once):
    text = Words(
        label=_("Your question"),
        rows=4,
        longest=LONGEST,
        help_text=_("The reporter gets it by mail. Everybody reads it."),
    )


class NoteForm(Once):
    text = Words(
        label=_("Your note"),
        rows=4,
        longest=LONGEST,
        help_text=_("The public never reads it. With @ and a name you call somebody."),
    )
    documents = Documents(label=_("Files"), help_text=_("Whoever reads the note can have them. Up to 5."))
    shared = forms.BooleanField(
        label=_("Share with the organizations involved"),
        required=False,
        help_text=_("Everybody who has held this request reads it then, not only your organization."),
    )


class ServiceForm(Seen):
    service = ServiceChoice(Service.objects.none(), label=_("It really is"), empty_label=_("Choose a service"))

    def fit(self, service_request: ServiceRequest, member: Member) -> None:
        services = Service.objects.filter(is_active=True).select_related("group")
        _offer(self.fields["service"], services.exclude(pk=service_request.service_id))
        typed = str(self.data.get("service", ""))
        chosen = services.filter(pk=typed).first() if typed.isdecimal() and len(typed) < 10 else None
        asked = fields_for(open_questions(service_request, chosen)) if chosen else {}
        self.asked = list(asked)
        self.fields |= asked

    def clean(self) -> dict[str, Any]:
        """What the service asks and is not answered yet goes on as it was typed: the operation says what is missing."""
        data = {name: value for name, value in super().clean().items() if name not in self.asked}
        typed = self.data if isinstance(self.data, QueryDict) else QueryDict()
        answers = {name.removeprefix(PREFIX): typed.getlist(name) for name in self.asked}
        return data | ({"answers": answers} if answers else {})


class TargetForm(Seen):
    day = forms.DateField(
        label=_("Due on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("What the reporter was told to expect stays as it was."),
    )
    reason = Words(label=_("Reason"), rows=2, help_text=_("The organizations involved read it."))


class PriorityForm(Seen):
    priority = forms.TypedChoiceField(
        label=_("Priority"),
        choices=Priority.choices,
        coerce=lambda value: Priority(int(value)),
        widget=forms.RadioSelect,
    )

    def fit(self, service_request: ServiceRequest, member: Member) -> None:
        self.initial = {"priority": service_request.priority}


class DuplicateForm(Seen):
    of = forms.CharField(
        label=_("Number of the other request"),
        max_length=100,
        help_text=_("This one is closed; its followers and its history go over to that one."),
        widget=forms.TextInput(attrs={"list": "duplicate-near", "autocomplete": "off"}),
    )

    def fit(self, service_request: ServiceRequest, member: Member) -> None:
        self.member = member

    def clean_of(self) -> ServiceRequest:
        return numbered(self.cleaned_data["of"], self.member)


class CloseForm(Seen):
    resolution = Outcome(widget=forms.RadioSelect)
    text = Words(
        label=_("What was done"),
        longest=LONGEST,
        required=False,
        help_text=_("Everybody reads it. Needed where nothing was fixed and no reason of your own says why."),
    )

    photo = forms.FileField(
        label=_("Photo of the work done"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
        help_text=_("Everybody sees it."),
    )

    def fit(self, service_request: ServiceRequest, member: Member) -> None:
        self.outcome.offer(service_request.organization_id)

    @property
    def outcome(self) -> Outcome:
        field = self.fields["resolution"]
        assert isinstance(field, Outcome)
        return field

    def clean_photo(self) -> list[pictures.Picture]:
        file = self.cleaned_data["photo"]
        try:
            return [pictures.read(file, name=file.name[:80])] if file else []
        except pictures.PictureRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def clean(self) -> dict[str, Any]:
        data = {("pictures" if name == "photo" else name): value for name, value in super().clean().items()}
        return data | (self.outcome.closed(data["resolution"]) if "resolution" in data else {})


class ReasonForm(DeskForm):
    reason = Words(label=_("Reason"), rows=2)


class SeenReasonForm(Seen):
    reason = Words(label=_("What is still wrong"), rows=2, help_text=_("Everybody reads it."))


def numbered(typed: str, member: Member) -> ServiceRequest:
    """The request that this member means by a number."""
    found = queries.find(clean(typed), member)
    if found is None:
        raise forms.ValidationError(_("There is no request with that number."))
    return found


def _offer(field: forms.Field, rows: QuerySet[Any]) -> None:
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows


def _organizations() -> QuerySet[Organization]:
    """Those who work here first, then those handled by another, then those reached from here."""
    is_handled = models.ExpressionWrapper(models.Q(handled_by__isnull=False), models.BooleanField())
    return Organization.objects.annotate(is_handled=is_handled).order_by("-standing", "is_handled", "name")


def _owner_by_rule(service_request: ServiceRequest) -> int | None:
    """Whom the rules would give it now, where that is somebody else."""
    route = queries.route_now(service_request)
    return route.organization if route.organization != service_request.organization_id else None
