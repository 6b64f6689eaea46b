"""Whose figures a page shows, and the way to them: the umbrella, an organization, a department, a service, a place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fixward.domain.catalog.models import Service
from fixward.domain.governments.models import Department, Member, Organization
from fixward.domain.places.models import Place
from fixward.followups.insights.counting import cuts
from fixward.followups.insights.counting.cuts import BY_KEYS, Cut, Level
from fixward.followups.insights.models import NONE, Tile
from fixward.followups.insights.telling.seeing import told_apart
from fixward.foundation.text import clean

NOBODY = "none"  # in an address: no department, outside every place
_LONGEST, _LONGEST_NUMBER = 50, 9
_CHANNELS: Mapping[str, str | Promise] = {
    "web": gettext_lazy("Website"),
    "phone": gettext_lazy("Phone"),
    "counter": gettext_lazy("Counter"),
    "demo": gettext_lazy("Made up"),
    "open311": "Open311",
    "api": "API",
}


@dataclass(frozen=True)
class Step:
    """One of the pages above, and its address."""

    name: str
    path: str


@dataclass(frozen=True)
class Scope:
    """`given` are the keys of the cut by which the facts know it, `codes` the same as an address names them."""

    name: str
    path: str
    given: Mapping[str, int | str] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)
    above: tuple[Step, ...] = ()
    thing: Any = None

    @property
    def cut(self) -> Cut:
        return BY_KEYS[frozenset(self.given)]

    @property
    def kind(self) -> str:
        """The last of its keys: department, service ...; of the umbrella `umbrella`."""
        return self.cut.keys[-1] if self.cut.keys else "umbrella"

    @property
    def is_umbrella(self) -> bool:
        return self.cut is cuts.UMBRELLA

    @property
    def steps(self) -> tuple[Step, ...]:
        return (*self.above, Step(self.name, self.path))


def umbrella() -> Scope:
    return Scope(_("All governments"), reverse("figures:umbrella"))


def of_organization(organization: Organization) -> Scope:
    path = reverse("figures:organization", args=[organization.code])
    own, codes = {"organization": organization.pk}, {"organization": organization.code}
    return Scope(organization.name, path, own, codes, umbrella().steps, organization)


def of_department(organization: Organization, department: Department) -> Scope:
    above = of_organization(organization)
    path = reverse("figures:department", args=[organization.code, department.pk])
    given = {**above.given, "department": department.pk}
    return Scope(
        department.name, path, given, {**above.codes, "department": str(department.pk)}, above.steps, department
    )


def of_service(service: Service) -> Scope:
    path = reverse("figures:service", args=[service.code])
    own, codes = {"service": service.pk}, {"service": service.code}
    return Scope(str(service), path, own, codes, umbrella().steps, service)


def of_place(place: Place) -> Scope:
    path = reverse("figures:place", args=[place.pk])
    return Scope(place.name, path, {"place": place.pk}, {"place": str(place.pk)}, umbrella().steps, place)


def read(given: Mapping[str, str], *, public: bool) -> Scope:
    """From the parameters of an address; 404 for what is not there, or is not told apart in public."""
    named = {name: code for name in cuts.KEYS if (code := clean(given.get(name, ""))[:_LONGEST])}
    if frozenset(named) not in BY_KEYS or any(given.get(name) and name not in named for name in cuts.KEYS):
        raise Http404
    scopes = [_read_one(name, code, named, public) for name, code in named.items()]
    if len(scopes) < 2 or (scopes[-1].kind == "department" and len(scopes) == 2):
        return scopes[-1] if scopes else umbrella()
    return _crossed(scopes)


def _read_one(name: str, code: str, named: Mapping[str, str], public: bool) -> Scope:
    match name:
        case "organization":
            return of_organization(get_object_or_404(Organization, code=code))
        case "department":
            return _read_department(named["organization"], code, public)
        case "service":
            return of_service(get_object_or_404(Service, code=code))
        case "place":
            return _outside() if code == NOBODY else of_place(get_object_or_404(Place, pk=_id(code)))
        case _:
            return _read_source(code, public)


def _read_source(code: str, public: bool) -> Scope:
    """An address must not have a page say what nobody said: only what something came in by, or could."""
    if code not in _CHANNELS and not _is_counted(code, public):
        raise Http404
    return Scope(channel(code), "", {"source": code}, {"source": code}, umbrella().steps)


def _is_counted(source: str, public: bool) -> bool:
    """Of the tiles by source there are few, and of those of what is new."""
    tiles = Tile.objects.filter(cut__in=[cuts.SOURCES.number, cuts.FRESH[Level.WHOLE].number], source=source)
    return (tiles.filter(public=True) if public else tiles).exists()


def _read_department(organization_code: str, code: str, public: bool) -> Scope:
    organization = get_object_or_404(Organization, code=organization_code)
    if code == NOBODY:
        if public:
            raise Http404
        return _without(organization)
    return seen_department(organization, _id(code), public=public)


def seen_department(organization: Organization, pk: int, *, public: bool) -> Scope:
    department = get_object_or_404(Department, pk=pk, organization=organization)
    if public and department.pk not in told_apart(organization):
        raise Http404
    return of_department(organization, department)


def _without(organization: Organization) -> Scope:
    """What lies at no department."""
    above = of_organization(organization)
    codes = {**above.codes, "department": NOBODY}
    return Scope(_("No department"), "", {**above.given, "department": NONE}, codes, above.steps)


def _outside() -> Scope:
    return Scope(_("Outside every place"), "", {"place": NONE}, {"place": NOBODY}, umbrella().steps)


def _crossed(scopes: list[Scope]) -> Scope:
    """Two levels at once: the way back leads to the first."""
    given, codes = dict[str, int | str](), dict[str, str]()
    for scope in scopes:
        given |= scope.given
        codes |= scope.codes
    named = [scope for scope in scopes if not (scope.kind == "organization" and "department" in given)]
    above = next((scope for scope in named if scope.path), umbrella())
    return Scope(" × ".join(scope.name for scope in named), "", given, codes, above.steps)


def own(hats: Sequence[Member]) -> list[Step]:
    """The departments in which somebody works, each with its page of last week."""
    if not hats:
        return []
    found = Department.objects.filter(members__in=hats).select_related("organization").order_by("name", "pk")
    return [Step(one.name, reverse("figures:department", args=[one.organization.code, one.pk])) for one in found]


def channel(source: str) -> str:
    """By which way something came in, in words."""
    return str(_CHANNELS.get(source, source))


def _id(code: str) -> int:
    if not code.isascii() or not code.isdecimal() or len(code) > _LONGEST_NUMBER:
        raise Http404
    return int(code)
