"""Who comes in: those who keep the records of the organization whose hat they wear; 404 for all else."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpResponseBase

from fixward.domain.records import policy
from fixward.doors.staff.access import StaffRequest, staff_view

P = ParamSpec("P")


def records_view(
    view: Callable[Concatenate[StaffRequest, P], HttpResponseBase],
) -> Callable[Concatenate[StaffRequest, P], HttpResponseBase]:
    def door(request: StaffRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not policy.can_read_records(request.member):
            raise Http404
        return view(request, *args, **kwargs)

    update_wrapper(door, view)
    return staff_view(door)
