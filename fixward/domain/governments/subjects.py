"""What several things of a set-up have in common, whichever room they are of."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Field, Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fixward.domain.governments.changes import Refused, Subject
from fixward.domain.governments.models import Organization

Thing = TypeVar("Thing", bound=Model)
CODE = gettext_lazy("Short name for addresses and files")


class OfAll(Subject[Thing]):
    """Shared by all under the umbrella, so the steward's."""

    def organization(self, thing: Thing) -> Organization | None:
        return None


class OfItself(Subject[Organization]):
    """One side of an organization."""

    model = Organization

    def organization(self, thing: Organization) -> Organization | None:
        return thing

    def check_removal(self, thing: Organization) -> None:
        raise Refused(_("An organization stays: what it worked on names it."))


def must_be_alone(thing: Thing, among: QuerySet[Thing], **sentences: str) -> None:
    """Raises Refused with a field's sentence where another one has the same in it."""
    others = among.exclude(pk=thing.pk)
    for lookup, sentence in sentences.items():
        field = thing._meta.get_field(lookup.partition("__")[0])
        assert isinstance(field, Field)
        if others.filter(**{lookup: field.value_from_object(thing)}).exists():
            raise Refused(**{field.name: sentence})
