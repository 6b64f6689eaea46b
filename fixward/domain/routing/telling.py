"""An explained route as lines for people and as codes for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from fixward.domain.governments.models import Department, Organization
from fixward.domain.routing.explaining import Explanation


def for_people(found: Explanation, *, because: bool) -> Iterator[str]:
    """Who gets it; with `because` also why, and what was weighed."""
    yield ", ".join(filter(None, (found.organization, found.department)))
    if because:
        yield from (f"  {sentence}" for sentence in found.reasons)
        yield _("Weighed:")
        for step in found.steps:
            yield f"  {step.name}"
            yield from (f"     {claim}" for claim in step.considered or (_("nothing"),))


def for_programs(found: Explanation, *, because: bool) -> dict[str, Any]:
    """The codes of who gets it and for whom; with `because` also why, and what was weighed."""
    route = found.route
    codes = dict(Organization.objects.values_list("pk", "code"))
    department = Department.objects.filter(pk__in=[route.department]).first()
    said = {
        "organization": codes[route.organization],
        "department": department.code if department else None,
        "on_behalf_of": codes[route.on_behalf_of] if route.on_behalf_of else None,
    }
    if not because:
        return said
    return said | {"because": found.reasons, "weighed": {step.name: step.considered for step in found.steps}}
