"""One act: its address, its body, the key it takes, and the operation that does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from ninja import Path, Router

from fixward.domain.conversations.models import Edit, Message, Note, Rating
from fixward.domain.governments.models import Member
from fixward.domain.people.models import Person
from fixward.domain.programs.scopes import Scope
from fixward.domain.service_requests.models import ServiceRequest
from fixward.doors.api import drawing
from fixward.doors.api.coming_in import KEY, OPEN, OR_NONE, Visit, must_not_be_many, visit
from fixward.doors.api.finding import seen
from fixward.doors.api.shapes import DoneOut, Given, Number

By = Member | Person | None
# Where the body names things that the operation wants: codes, numbers and ids become rows. Raises Problem.
Read = Callable[[Any, ServiceRequest, By], Mapping[str, Any]]


@dataclass(frozen=True)
class Act:
    """`who` finds as whom it is done and refuses other keys; `limit` is counted for whoever is no member.

    `operation` is the name of what does it, as the contract of access has it: room and name.
    """

    name: str
    operation: str
    body: type[Given]
    do: Callable[..., Any]
    who: Callable[[Visit], By]
    read: Read
    summary: str
    is_open: bool = False
    limit: str = ""


def member(scope: Scope) -> Callable[[Visit], By]:
    return lambda come: come.member(scope)


def person(come: Visit) -> By:
    return come.person(Scope.REPORT)


def resident(come: Visit) -> By:
    """A person by their own key; else nobody known, told from others by what the caller sends as `browser`."""
    by = come.anybody(Scope.REPORT)
    return by if isinstance(by, Person) else None


def either(come: Visit) -> By:
    """Whoever reported it by their own key, or the desk."""
    by = come.caller.by if come.caller else None
    return come.member(Scope.WORK) if isinstance(by, Member) else come.person(Scope.REPORT)


def as_given(body: Given, service_request: ServiceRequest, by: By) -> Mapping[str, Any]:
    """What the operation takes by the same names."""
    return {name: getattr(body, name) for name in type(body).model_fields}


def publish(router: Router, acts: Mapping[str, Act]) -> None:
    """An address for each: POST /requests/{number}/<name>."""
    for act in acts.values():
        router.post(
            f"/requests/{{number}}/{act.name}",
            auth=OPEN if act.is_open else KEY,
            response=DoneOut,
            operation_id=act.name.replace("-", "_"),
            url_name=act.name.replace("-", "_"),
            summary=act.summary,
            openapi_extra=OR_NONE if act.is_open else None,
        )(_view(act))


def _view(act: Act) -> Callable[..., DoneOut]:
    def view(request: HttpRequest, number: Any, body: Any) -> DoneOut:
        come = visit(request)
        by = act.who(come)
        if act.limit:
            must_not_be_many(request, act.limit)
        service_request = seen(number, come.viewer)
        made = act.do(service_request, by=by, **act.read(body, service_request, by))
        return drawing.done(_now(service_request), pk=_written(made))

    view.__name__ = act.name.replace("-", "_")
    if not any(field.is_required() for field in act.body.model_fields.values()):
        view.__defaults__ = (act.body(),)  # nothing need be sent
    view.__annotations__ = {"request": HttpRequest, "number": Path[Number], "body": act.body}
    return view


def _now(service_request: ServiceRequest) -> ServiceRequest:
    return ServiceRequest.objects.select_related("organization").get(pk=service_request.pk)


def _written(made: object) -> int | None:
    return made.pk if isinstance(made, Message | Note | Edit | Rating) else None
