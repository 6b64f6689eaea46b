"""Reading the catalog."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from fixward.domain.catalog.answers import Answers, shown
from fixward.domain.catalog.models import Offering, Question, Service, ServiceGroup
from fixward.domain.governments.models import Organization


def groups_with_services() -> QuerySet[ServiceGroup]:
    """The groups that have a service to choose, each with `.services.all()` prefetched."""
    active = Service.objects.filter(is_active=True)
    groups = ServiceGroup.objects.filter(services__is_active=True).distinct()
    return groups.prefetch_related(Prefetch("services", active))


def questions_for(service: Service, organization: Organization | int | None) -> QuerySet[Question]:
    """What is asked where this organization provides the service: the shared questions and its own."""
    shared = Q(organization=None)
    return service.questions.filter(shared if organization is None else shared | Q(organization=organization))


def offerings_of(organizations: Iterable[int]) -> dict[tuple[int, int], Offering]:
    """What these organizations say about shared services, by the ids of organization and service."""
    offerings = Offering.objects.filter(organization__in=set(organizations)).select_related("service")
    return {(offering.organization_id, offering.service_id): offering for offering in offerings}


def answered(services: Iterable[str], answers: Answers) -> list[tuple[Question, str]]:
    """The questions of the services with these codes that have an answer, each with it as a person reads it."""
    questions = Question.objects.filter(service__code__in=services, code__in=list(answers))
    return [(question, shown(question, answers[question.code])) for question in questions]


def answered_for_all(
    service: Service, owner: Organization | int, answers: Answers, *, is_whole: bool
) -> list[tuple[str, str]]:
    """Question and answer, without the private ones; not `is_whole`, also without what reaches or names a person."""
    asked = questions_for(service, owner).filter(is_private=False, is_notice=False)
    return [(str(one), shown(one, answers[one.code], public=not is_whole)) for one in asked if one.code in answers]


def offered_by(organization: Organization) -> list[tuple[ServiceGroup, list[Offering]]]:
    """What the organization says it does, by groups; what it hides is left out."""
    shown = Offering.objects.filter(organization=organization, is_hidden=False, service__is_active=True)
    rows = shown.select_related("service__group").order_by("service__group__position", "service__position", "pk")
    return [(group, list(offerings)) for group, offerings in groupby(rows, key=lambda row: row.service.group)]


def listed_services(organization: Organization | None = None) -> QuerySet[Service]:
    """What is told to everybody who asks what can be reported: active, and seen by all.

    Each with `is_asked_about`, whether anything is asked or told with it, and of an organization with `own_name`, its
    name for it.
    """
    asked = Question.objects.filter(Q(organization=None) | Q(organization=organization), service=OuterRef("pk"))
    listed = Service.objects.filter(is_active=True, is_private=False).select_related("group")
    listed = listed.annotate(is_asked_about=Exists(asked))
    if organization is None:
        return listed
    own = Offering.objects.filter(organization=organization, service=OuterRef("pk"))
    kept_back = own.filter(Q(is_hidden=True) | Q(is_private=True))
    return listed.filter(~Exists(kept_back)).annotate(own_name=Subquery(own.values("name")[:1]))


def questions_asked_by(organization: Organization | None) -> QuerySet[Question]:
    """The own questions of an organization, or those that all share, service by service."""
    own = Question.objects.filter(organization=organization).select_related("service")
    return own.order_by("service__code", "position")
