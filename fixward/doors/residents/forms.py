"""What a resident writes about a request: a comment, an address to follow with, a reason."""

from __future__ import annotations

import uuid
from typing import ClassVar

from allauth.account.forms import RequestLoginCodeForm
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from fixward.domain.people.models import Person
from fixward.doors.residents.fields import LONGEST_EMAIL, NOT_AN_ADDRESS, Photos, Text


class _Form(forms.Form):
    """Several stand on one page, so each has ids of its own, by its name in the page's context."""

    context_name: ClassVar[str]
    use_required_attribute = False

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, auto_id=f"{self.context_name}_%s")


class CommentForm(_Form):
    context_name = "comment_form"
    text = Text(label=gettext_lazy("Your comment"), widget=forms.Textarea(attrs={"rows": 4}))
    key = Text(widget=forms.HiddenInput, required=False)

    @property
    def fresh_key(self) -> uuid.UUID:
        return uuid.uuid4()

    def clean_key(self) -> uuid.UUID:
        try:
            return uuid.UUID(self.cleaned_data["key"])
        except ValueError:
            return uuid.uuid4()


class FollowForm(_Form):
    context_name = "follow_form"
    email = Text(label=gettext_lazy("Your e-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        try:
            validate_email(email)
        except ValidationError:
            raise ValidationError(NOT_AN_ADDRESS) from None
        if len(email) > LONGEST_EMAIL:
            raise ValidationError(NOT_AN_ADDRESS)
        return email


class ReopenForm(_Form):
    context_name = "reopen_form"
    reason = Text(label=gettext_lazy("What is still wrong?"), widget=forms.Textarea(attrs={"rows": 3}))


class PhotosForm(_Form):
    context_name = "photos_form"
    photos = Photos(label=gettext_lazy("More photos"), help_text=gettext_lazy("Up to 5 at a time."))


class WithdrawForm(_Form):
    """Nothing to fill in; it carries what went wrong."""

    context_name = "withdraw_form"


class CodeForm(RequestLoginCodeForm):  # type: ignore[misc]
    """Sends a code to every address: who has only ever reported with it, or never came here, can log in with it too."""

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if len(email) > LONGEST_EMAIL:
            raise ValidationError(NOT_AN_ADDRESS)
        if email:
            Person.objects.for_email(email)
        return str(super().clean_email())
