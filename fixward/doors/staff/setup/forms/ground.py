"""Forms about ground: a place, a layer, a file and how it is read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fixward.domain.places.imports import ENDINGS
from fixward.domain.places.models import AssetLayer, Kind
from fixward.domain.surveying.models import GroundFile
from fixward.doors.staff.setup.forms.form import CODE_HINT, Day, Line, SetupForm

_LONGEST_EXAMPLE = 40
_NAMES = ("name", "namelsad", "label", "title", "municipality", "city")
_CODES = ("code", "geoid", "id", "fips", "objectid")
_OWNERS = ("owner", "ownership", "maintained", "maint", "jurisdiction", "agency")


class PlaceForm(SetupForm):
    name = Line(label=gettext_lazy("Name"), max_length=300)
    valid_to = Day(
        label=gettext_lazy("Until"),
        required=False,
        help_text=gettext_lazy("The first day on which there is no such place any more, such as after a merger."),
    )


class LayerForm(SetupForm):
    name = Line(label=gettext_lazy("Name"))
    distance_m = forms.FloatField(
        label=gettext_lazy("Reaches (meters)"),
        help_text=gettext_lazy("How near a report has to be to mean one of these."),
    )


class BringForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("GeoJSON, GeoPackage, or a Shapefile in a .zip, in any projection that it names."),
        widget=forms.FileInput(attrs={"accept": ",".join((*ENDINGS, ".gz"))}),
    )


class _FieldsForm(forms.Form):
    """Which field of the file says what; the first choice is what such fields are mostly called."""

    def __init__(self, *args: Any, ground_file: GroundFile, **options: Any) -> None:
        super().__init__(*args, **options)
        self.columns = ground_file.columns
        self.initial = self.guessed() | ground_file.chosen
        for name in ("name_field", "code_field", "owner_field"):
            if name in self.fields:
                field = self.fields[name]
                assert isinstance(field, forms.ChoiceField)
                field.choices = self._offered(optional=not field.required)

    def guessed(self) -> dict[str, Any]:
        return {"name_field": self._like(_NAMES), "code_field": self._like(_CODES), "owner_field": self._like(_OWNERS)}

    def chosen(self) -> dict[str, Any]:
        """As the import takes it, in plain JSON."""
        given = dict(self.cleaned_data)
        if day := given.get("valid_from"):
            given["valid_from"] = day.isoformat()
        return given

    def _offered(self, *, optional: bool) -> list[tuple[str, str]]:
        none = [("", _("None"))] if optional else []
        return none + [(column["name"], _shown(column)) for column in self.columns]

    def _like(self, wanted: tuple[str, ...]) -> str:
        by_name = {column["name"].lower(): column["name"] for column in self.columns}
        return next((by_name[name] for name in wanted if name in by_name), "")


class BoundariesForm(_FieldsForm):
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of place"), choices=[one for one in Kind.choices if one[0] != Kind.ZONE]
    )
    name_field = forms.ChoiceField(label=gettext_lazy("Field with the name"))
    code_field = forms.ChoiceField(
        label=gettext_lazy("Field with the code"),
        help_text=gettext_lazy("By its code a place is known again when a newer file comes."),
    )
    valid_from = Day(
        label=gettext_lazy("Valid from"),
        required=False,
        help_text=gettext_lazy("Empty: since ever. A place that is known already needs the day from which it changes."),
    )
    ends_missing = forms.BooleanField(
        label=gettext_lazy("Places of this kind that are not in the file end that day"), required=False
    )

    def guessed(self) -> dict[str, Any]:
        return super().guessed() | {"kind": Kind.MUNICIPALITY}


class AssetsForm(_FieldsForm):
    layer = forms.SlugField(label=gettext_lazy("Short name of the layer"), help_text=CODE_HINT)
    layer_name = Line(label=gettext_lazy("Name of the layer"))
    distance_m = forms.FloatField(
        label=gettext_lazy("Reaches (meters)"),
        min_value=1,
        max_value=1000,
        help_text=gettext_lazy("How near a report has to be to mean one of these."),
    )
    owner_field = forms.ChoiceField(
        label=gettext_lazy("Field with the owner"),
        help_text=gettext_lazy("A responsibility says which organization is meant by it."),
    )
    name_field = forms.ChoiceField(label=gettext_lazy("Field with the name"), required=False)
    code_field = forms.ChoiceField(
        label=gettext_lazy("Field with the code"),
        required=False,
        help_text=gettext_lazy("By its code an asset is known again; without one, by its number in the file."),
    )
    ends_missing = forms.BooleanField(
        label=gettext_lazy("Assets of this layer that are not in the file are taken out"), required=False
    )

    def guessed(self) -> dict[str, Any]:
        return super().guessed() | {"distance_m": 30}

    def clean(self) -> dict[str, Any]:
        """A layer that is there keeps its own name where none is said of it."""
        given = self.cleaned_data
        return given | {name: given.get(name) or None for name in ("name_field", "code_field")}


def layer_codes() -> list[str]:
    return list(AssetLayer.objects.order_by("code").values_list("code", flat=True))


def _shown(column: dict[str, Any]) -> str:
    examples = ", ".join(text[:_LONGEST_EXAMPLE] for text in column["examples"] if text)
    return f"{column['name']} ({examples})" if examples else str(column["name"])
