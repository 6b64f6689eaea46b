"""Roles and permissions as a table, drawn from what the policies ask."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fixward.domain.governments.models import Role
from fixward.domain.governments.permissions import PERMISSIONS
from fixward.doors.staff.access import StaffRequest, staff_view


@require_safe
@staff_view
def roles(request: StaffRequest) -> HttpResponse:
    """For every member: who may do what is no secret among those who work together."""
    rows = [(permission, [permission.is_given_to(role) for role in Role]) for permission in PERMISSIONS]
    context = {"roles": Role, "rows": rows, "second_factor": settings.REQUIRE_SECOND_FACTOR}
    return render(request, "staff/roles.html", context)
