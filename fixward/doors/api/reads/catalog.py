"""What can be reported, and what is asked with it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema

from fixward.domain.catalog.models import Datatype, Question, Service, ServiceGroup
from fixward.domain.catalog.queries import listed_services, questions_for
from fixward.domain.governments.working_time import Target as Within
from fixward.doors.api.coming_in import OPEN, OR_NONE
from fixward.doors.api.finding import organization_by
from fixward.doors.api.problems import not_found
from fixward.doors.api.shapes import Code, CodeOrNone, Named, Target
from fixward.foundation.text import Translated, clean

router = Router(tags=["Catalog"], auth=OPEN)


class ServiceOut(Schema):
    code: str
    name: str
    description: str
    keywords: list[str]
    group: Named
    close_within: Target | None
    identity_required: bool


class ValueOut(Schema):
    key: str
    name: str


class QuestionOut(Schema):
    """Something asked with a service; a notice is shown, not asked."""

    code: str
    datatype: str
    text: str
    help: str
    is_required: bool
    is_notice: bool
    is_private: bool
    values: list[ValueOut]


class DefinedOut(ServiceOut):
    questions: list[QuestionOut]


@router.get("/groups", response=list[Named], openapi_extra=OR_NONE)
def groups(request: HttpRequest) -> list[Named]:
    """Groups of services, in the order of the pages."""
    found = ServiceGroup.objects.filter(services__in=listed_services().order_by().values("pk")).distinct()
    return [Named(code=group.code, name=str(group.name)) for group in found]


@router.get("/services", response=list[ServiceOut], openapi_extra=OR_NONE)
def services(request: HttpRequest, organization: CodeOrNone = "", group: CodeOrNone = "") -> list[ServiceOut]:
    """What anybody may report; with `organization` (a code) what that one offers, by its own names."""
    found = listed_services(organization_by(organization) if organization else None)
    return [_service(row) for row in (found.filter(group__code=clean(group)) if group else found)]


@router.get("/services/{code}", response=DefinedOut, openapi_extra=OR_NONE)
def service(request: HttpRequest, code: Code, organization: CodeOrNone = "") -> DefinedOut:
    """One service with its questions: those that all ask, and those of the organization where one is named."""
    provider = organization_by(organization) if organization else None
    row = listed_services(provider).filter(code=clean(code)).first()
    if row is None:
        raise not_found(_("There is no such service here."))
    questions = [question_out(question) for question in questions_for(row, provider)]
    return DefinedOut(**_service(row).dict(), questions=questions)


def question_out(question: Question) -> QuestionOut:
    is_list = question.datatype in (Datatype.SINGLE, Datatype.MULTIPLE) and not question.is_notice
    values = question.values if is_list else []
    return QuestionOut(
        code=question.code,
        datatype=question.datatype,
        text=str(question.text),
        help=str(question.help),
        is_required=question.is_required,
        is_notice=question.is_notice,
        is_private=question.is_private,
        values=[ValueOut(key=value["key"], name=str(Translated(value["name"]))) for value in values],
    )


def target(within: Within | None) -> Target | None:
    return Target(amount=within.amount, unit=within.unit.value) if within else None


def _service(row: Service) -> ServiceOut:
    own: Any = getattr(row, "own_name", None)
    return ServiceOut(
        code=row.code,
        name=str(own or row.name),
        description=str(row.description),
        keywords=[word.strip() for word in str(row.keywords).split(",") if word.strip()],
        group=Named(code=row.group.code, name=str(row.group.name)),
        close_within=target(row.close_within),
        identity_required=row.identity_required,
    )
