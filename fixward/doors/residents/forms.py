"""What a resident writes about a request: a comment, an address to follow with, a reason."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from allauth.account.forms import RequestLoginCodeForm
from allauth.core import context
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from fixward.domain.conversations.models import FlagReason, Message
from fixward.domain.people.models import Person
from fixward.domain.service_requests.models import Photo
from fixward.doors.page import limits
from fixward.doors.page.fields import LONGEST_EMAIL, NOT_AN_ADDRESS, Photos, Text


class _Form(forms.Form):
    """Several stand on one page, so each has ids of its own, by its name in the page's context."""

    context_name: ClassVar[str]
    use_required_attribute = False

    def __init__(self, data: QueryDict | None = None, *, initial: dict[str, str] | None = None) -> None:
        super().__init__(data, initial=initial, auto_id=f"{self.context_name}_%s")


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


class RatingForm(_Form):
    context_name = "rating_form"
    stars = forms.TypedChoiceField(
        label=gettext_lazy("How content are you with what came of it?"),
        coerce=int,
        choices=[
            (5, gettext_lazy("5, very")),
            (4, gettext_lazy("4")),
            (3, gettext_lazy("3, so-so")),
            (2, gettext_lazy("2")),
            (1, gettext_lazy("1, not at all")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose from 1 to 5.")},
    )
    text = Text(label=gettext_lazy("Why?"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


# The name of the report itself among what can be flagged.
REPORT = "report"


@dataclass(frozen=True, slots=True)
class Target:
    """What a flag points at; neither a message nor a photo means the request itself."""

    label: str
    message: Message | None = None
    photo: Photo | None = None


class FlagForm(_Form):
    context_name = "flag_form"
    what = forms.ChoiceField(label=gettext_lazy("What is it about?"), widget=forms.RadioSelect)
    reason = forms.ChoiceField(
        label=gettext_lazy("What is wrong with it?"),
        choices=FlagReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what is wrong with it.")},
    )
    text = Text(label=gettext_lazy("What should we know?"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(
        self, targets: Mapping[str, Target], data: QueryDict | None = None, *, initial: dict[str, str] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        self.fields["what"].choices = [(name, target.label) for name, target in targets.items()]  # type: ignore[attr-defined]
        self.fields["what"].required = len(targets) > 1  # where there is only the report, nothing is asked

    def clean_what(self) -> str:
        return self.cleaned_data["what"] or REPORT

    def clean_reason(self) -> FlagReason:
        return FlagReason(self.cleaned_data["reason"])


class WithdrawForm(_Form):
    """Nothing to fill in; it carries what went wrong."""

    context_name = "withdraw_form"


class CodeForm(RequestLoginCodeForm):  # type: ignore[misc]
    """Sends a code to every address: who has only ever reported with it, or never came here, can log in with it too."""

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if len(email) > LONGEST_EMAIL:
            raise ValidationError(NOT_AN_ADDRESS)
        if email and (passed := limits.too_many(context.request, "codes", contact=email)):
            raise ValidationError(passed.sentence)
        if email:
            Person.objects.for_email(email)
        return str(super().clean_email())
