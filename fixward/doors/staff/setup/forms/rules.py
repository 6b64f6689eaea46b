"""Forms about who gets what: responsibilities, assignment rules, organizations, who handles whose requests."""

from __future__ import annotations

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fixward.domain.catalog.models import Service, ServiceGroup
from fixward.domain.governments.models import Department, Member, Organization, Role, Standing, Zone
from fixward.domain.places.models import AssetLayer, Kind, Place
from fixward.domain.routing.models import AssignmentRule
from fixward.doors.staff.forms import OrganizationChoice, ServiceChoice, Words
from fixward.doors.staff.setup.forms.form import CODE_HINT, Both, Day, Line, SetupForm


class _ScopeForm(SetupForm):
    service = ServiceChoice(Service.objects.none(), label=_("Service"), required=False, empty_label=_("Any"))
    group = forms.ModelChoiceField(
        ServiceGroup.objects.all(), label=_("Or a service group"), required=False, empty_label=_("Any")
    )
    question = forms.CharField(
        label=_("When this question"),
        max_length=50,
        required=False,
        help_text=_("Its short name; empty where the answer does not matter."),
    )
    answer = Line(label=_("Is answered with"), max_length=255, required=False, help_text=_("The answer's short name."))
    valid_from = Day(label=_("From"), required=False, help_text=_("Empty: since ever."))
    valid_to = Day(label=_("Until"), required=False, help_text=_("The first day on which it does not hold."))

    def fit(self) -> None:
        self.offer("service", Service.objects.select_related("group"))


class ResponsibilityForm(_ScopeForm):
    organization = OrganizationChoice(Organization.objects.all(), label=_("Organization"))
    place = forms.ModelChoiceField(
        Place.objects.none(), label=_("Inside this place"), required=False, empty_label=_("No place, but assets")
    )
    layer = forms.ModelChoiceField(
        AssetLayer.objects.all(), label=_("Or on assets of this layer"), required=False, empty_label=_("None")
    )
    owner = Line(label=_("That belong to"), required=False, help_text=_("The owner as the asset layer names it."))
    reason = Words(label=_("Reason"), rows=2, required=False, help_text=_("Why it is so: an ordinance, an agreement."))
    order = ("organization", "place", "layer", "owner", "service", "group")

    def fit(self) -> None:
        super().fit()
        self.offer("organization", Organization.objects.order_by("-standing", "name"))
        self.offer("place", Place.objects.exclude(kind=Kind.ZONE).order_by("name"))


class RuleForm(_ScopeForm):
    both = {"notice": Both(_("What happens next"), rows=2, longest=1000)}
    department = forms.ModelChoiceField(Department.objects.none(), label=_("Department"))
    member = forms.ModelChoiceField(
        Member.objects.none(), label=_("Member"), required=False, empty_label=_("Nobody in particular")
    )
    zone = forms.ModelChoiceField(Place.objects.none(), label=_("Zone"), required=False, empty_label=_("Everywhere"))
    order = ("service", "group", "zone", "question", "answer", "department", "member", "notice")

    def fit(self) -> None:
        super().fit()
        house = self.house
        self.offer("department", Department.objects.filter(organization=house))
        workers = Member.objects.working().filter(organization=house, role__gte=Role.WORKER)
        self.offer("member", workers.select_related("person").order_by("person__name"))
        own = Q(pk__in=Zone.objects.filter(organization=house).values("place"))
        used = Q(pk__in=AssignmentRule.objects.filter(organization=house).exclude(zone=None).values("zone"))
        self.offer("zone", Place.objects.filter(own | used).order_by("name"))


class OrganizationForm(SetupForm):
    name = Line(label=_("Name"))
    code = forms.SlugField(label=_("Short name for addresses and files"), help_text=CODE_HINT)
    standing = forms.ChoiceField(label=_("On the platform"), choices=Standing.choices)
    email = forms.EmailField(
        label=_("E-mail"), required=False, help_text=_("Who is not on the platform gets its requests there.")
    )


class HandlingForm(SetupForm):
    handled_by = OrganizationChoice(
        Organization.objects.none(),
        label=_("Handled by"),
        required=False,
        empty_label=_("Nobody else: it works its requests itself"),
    )

    def fit(self) -> None:
        partners = Organization.objects.filter(standing=Standing.PARTNER).exclude(pk=self.thing.pk)
        self.offer("handled_by", partners.order_by("name"))
