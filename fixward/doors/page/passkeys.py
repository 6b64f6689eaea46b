"""The forms by which a passkey is made and renamed, in our words."""

from __future__ import annotations

from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    name = forms.CharField(
        label=gettext_lazy("Name"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("So that you know it again, such as “Phone” or “Key on my ring”."),
    )
    passwordless = forms.BooleanField(
        label=gettext_lazy("Log in with this passkey alone"),
        required=False,
        initial=True,
        help_text=gettext_lazy(
            "Without address and password; the device then asks for your finger, face or PIN. A plain security key "
            "cannot do that: leave it out, and the key is a second step."
        ),
    )


class RenameForm(EditWebAuthnForm):  # type: ignore[misc]
    name = forms.CharField(label=gettext_lazy("Name"), max_length=100)
