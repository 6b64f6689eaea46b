"""The forms of how people come in."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fixward.domain.governments.changes import State
from fixward.domain.governments.models import Organization, SignOn, Standing
from fixward.domain.governments.sign_on import NewSecret, confirmed_domains
from fixward.doors.page.sign_on.adapter import provider_id
from fixward.doors.staff.forms import Words
from fixward.doors.staff.setup.forms.form import Line, SetupForm


class SignOnForm(SetupForm):
    beside = "staff/setup/_sign_on.html"
    issuer = Line(
        label=gettext_lazy("Issuer"),
        max_length=300,
        help_text=gettext_lazy(
            "The provider's address, such as https://login.example.gov, exactly as it calls itself."
        ),
        widget=forms.URLInput(attrs={"spellcheck": "false", "autocomplete": "off"}),
    )
    client_id = Line(
        label=gettext_lazy("Client id"), widget=forms.TextInput(attrs={"spellcheck": "false", "autocomplete": "off"})
    )
    secret = forms.CharField(
        label=gettext_lazy("Client secret"),
        required=False,
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    domains = Words(
        label=gettext_lazy("Mail domains"),
        help_text=gettext_lazy(
            "What stands behind the @ of your own addresses, such as example.gov; one in a line. Each holds once the "
            "steward has confirmed it."
        ),
    )
    is_on = forms.BooleanField(label=gettext_lazy("Turned on"), required=False)
    is_required = forms.BooleanField(
        label=gettext_lazy("Members have to come this way"),
        required=False,
        help_text=gettext_lazy("Passwords, mailed codes and passkeys do not open your desk any more then."),
    )

    def fit(self) -> None:
        kept = bool(self.own.sealed_secret)
        self.fields["secret"].help_text = _("One is kept, and never shown. Type only to replace it.") if kept else ""

    @property
    def own(self) -> SignOn:
        assert isinstance(self.thing, SignOn)
        return self.thing

    def first(self, state: State) -> State:
        return super().first(state) | {"domains": "\n".join(state["domains"]), "secret": ""}

    def values(self) -> State:
        given = super().values() | {"domains": self.cleaned_data["domains"].replace(",", " ").split()}
        secret = given.pop("secret")
        return given | {"secret": NewSecret(secret)} if secret else given

    @property
    def callback(self) -> str:
        """What the provider has to know as the place to come back to."""
        assert self.house is not None
        return str(settings.BASE_URL) + reverse("openid_connect_callback", args=[provider_id(self.house.pk)])

    @property
    def try_address(self) -> str:
        assert self.house is not None
        return reverse("staff:setup_try", args=[self.house.code])

    @property
    def log_in_address(self) -> str:
        return reverse("sign_on")

    @property
    def domain_states(self) -> list[tuple[str, bool]]:
        confirmed = set(confirmed_domains(self.own)) if self.own.pk else set()
        return [(name, name in confirmed) for name in self.own.domains]


class MailDomainForm(SetupForm):
    name = Line(
        label=gettext_lazy("Mail domain"),
        max_length=253,
        help_text=gettext_lazy(
            "Confirm it only when you know that the organization itself gives out these addresses: its sign-on is then "
            "believed about everybody who has one."
        ),
    )
    organization = forms.ModelChoiceField(Organization.objects.none(), label=gettext_lazy("Organization"))

    def fit(self) -> None:
        self.offer("organization", Organization.objects.filter(standing=Standing.PARTNER))
