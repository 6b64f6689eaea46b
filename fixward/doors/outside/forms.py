"""What somebody at an organization off the platform says about a request."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from fixward.domain.service_requests.models import Resolution
from fixward.domain.service_requests.reasons import CLOSING
from fixward.doors.page.fields import Documents, Photos, Text
from fixward.foundation.files import pictures


class _Form(forms.Form):
    """Two stand on one page, so each has ids of its own."""

    act: ClassVar[str]
    use_required_attribute = False

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, auto_id=f"{self.act}-%s")


class AnswerForm(_Form):
    act = "answer"
    text = Text(label=_("Your answer"), widget=forms.Textarea(attrs={"rows": 4}))
    documents = Documents(label=_("Photos or files"))
    key = Text(widget=forms.HiddenInput, required=False)

    @property
    def fresh_key(self) -> uuid.UUID:
        return uuid.uuid4()

    def clean_key(self) -> uuid.UUID | None:
        try:
            return uuid.UUID(self.cleaned_data["key"])
        except ValueError:
            return None


class CloseForm(_Form):
    act = "close"
    resolution = forms.ChoiceField(
        label=_("What came of it?"),
        choices=[(one.value, one.label) for one in CLOSING],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what came of it.")},
    )
    text = Text(
        label=_("In your words"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The reporter reads it. Where no work was done, say why."),
    )
    photos = Photos(label=_("Photos of the work done"))

    def clean_resolution(self) -> Resolution:
        return Resolution(self.cleaned_data["resolution"])

    def pictures(self, files: list[UploadedFile]) -> list[pictures.Picture]:
        """Those that can be read; what is wrong with another one is said at the field."""
        read = []
        for file in files:
            try:
                read.append(pictures.read(file, name=(file.name or "")[:80]))
            except pictures.PictureRefused as refusal:
                self.add_error("photos", str(refusal))
        return read
