"""What the desk of an organization holds, for its members and those to whom it has given a grant."""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from fixward.domain.desks.filters import Filters
from fixward.domain.desks.views import Desk, View
from fixward.domain.governments.models import Department, Member, Organization
from fixward.domain.programs.scopes import Scope
from fixward.domain.service_requests.models import Priority
from fixward.domain.service_requests.reach import role_on
from fixward.doors.api.coming_in import KEY, visit
from fixward.doors.api.problems import not_found, wrong
from fixward.doors.api.reads.requests import Paged, answer
from fixward.doors.api.shapes import Day, Given, RequestPage
from fixward.foundation.text import clean

router = Router(tags=["Desk"], auth=KEY)
_MOST_COUNTED = 1000
_NO_DEPARTMENT = "none"
_Views = Literal[
    "new", "mine", "mentioned", "department", "unassigned", "arriving", "returned",
    "unsettled", "soon", "overdue", "waiting", "active", "closed", "all",
]  # fmt: skip


class WhichDesk(Given):
    desk: str = Field("", max_length=50, description="Code of the organization; the key's own where left out.")
    department: str = Field("", max_length=50, description="Code of a department, or none.")


class DeskAsked(WhichDesk, Paged):
    """The views and filters of the inbox."""

    view: _Views = "all"
    q: str = Field("", max_length=200, description="Words, a number, or a reporter.")
    state: Literal["", "open", "submitted", "acknowledged", "closed"] = ""
    service: str = Field("", max_length=100)
    group: str = Field("", max_length=100)
    assignee: str = Field(
        "", max_length=20, description="The id of a member, me, or none.", pattern=r"^([0-9]{1,9}|me|none)?$"
    )
    place: str = Field("", max_length=100)
    behalf: str = Field("", max_length=100, description="Code of the organization it is worked for.")
    submitted_since: Day | None = None
    submitted_until: Day | None = None
    due_since: Day | None = None
    due_until: Day | None = None
    closed_since: Day | None = None
    closed_until: Day | None = None
    target: Literal["", "late", "soon", "in_time", "none"] = ""
    resolution: Literal["", "fixed", "nothing_found", "no_work", "duplicate", "withdrawn", "no_answer"] = ""
    reason: str = Field("", max_length=20, description="The id of a close reason.", pattern=r"^([0-9]{1,9})?$")
    priority: Literal["", "low", "normal", "high", "urgent"] = ""
    source: str = Field("", max_length=50)
    private: Literal["", "yes", "no"] = ""
    supporters: str = Field("", max_length=9, description="At least so many.", pattern=r"^([1-9][0-9]{0,8})?$")

    def filters(self) -> Filters:
        given = {name: str(value) for name, value in self.dict().items() if value is not None}
        return Filters.read(given | {"priority": str(int(Priority[self.priority.upper()])) if self.priority else ""})


class CountOut(Schema):
    view: str
    name: str
    count: int = Field(description=f"None is counted further than {_MOST_COUNTED + 1}.")


@router.get("/desk/requests", response=RequestPage)
def desk_requests(request: HttpRequest, response: HttpResponse, asked: Query[DeskAsked]) -> RequestPage:
    """What the desk holds, the newest first."""
    member = visit(request).member(Scope.READ)
    desk = _desk(member, asked)
    view = View(asked.view)
    if view not in desk.views():
        raise wrong(view=_("This desk has no such view."))
    return answer(request, response, asked.filters().choose(desk.rows(view), desk), asked, member)


@router.get("/desk/views", response=list[CountOut])
def desk_views(request: HttpRequest, asked: Query[WhichDesk]) -> list[CountOut]:
    """The views of the inbox, and how many requests are in each."""
    desk = _desk(visit(request).member(Scope.READ), asked)
    counts = desk.count(desk.views(), most=_MOST_COUNTED)
    return [CountOut(view=view.value, name=str(view.label), count=count) for view, count in counts.items()]


def _desk(member: Member, asked: WhichDesk) -> Desk:
    organization = member.organization
    if asked.desk:
        found = Organization.objects.filter(code=clean(asked.desk)).first()
        if found is None or not role_on(member, found):
            raise not_found(_("There is no such desk that you may see."))
        organization = found
    own = {row.pk for row in member.departments.all() if row.organization_id == organization.pk}
    if not asked.department:
        return Desk(member, organization, own)
    return Desk(member, organization, own, _departments(organization, asked.department), is_narrowed=True)


def _departments(organization: Organization, code: str) -> list[int] | None:
    if code == _NO_DEPARTMENT:
        return None
    found = Department.objects.filter(organization=organization, code=clean(code)).first()
    if found is None:
        raise wrong(department=_("There is no such department."))
    return [found.pk]
