"""What somebody logged in has reported, and what they follow."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fixward.domain.people.models import Person
from fixward.domain.service_requests.models import Follow, Reporter, ServiceRequest
from fixward.domain.service_requests.queries import listed
from fixward.domain.service_requests.querysets import ServiceRequestQuerySet
from fixward.doors.page.marks import tone
from fixward.doors.residents.views.home import PER_PAGE
from fixward.doors.residents.views.my.coming_in import for_residents


@require_safe
@for_residents
def my(request: HttpRequest, person: Person) -> HttpResponse:
    page = Paginator(_theirs(person), PER_PAGE).get_page(request.GET.get("page"))
    rows = [{"service_request": row, "tone": tone(row), "is_mine": getattr(row, "is_mine", False)} for row in page]
    return render(request, "residents/my.html", {"rows": rows, "page": page, "person": person})


def _theirs(person: Person) -> ServiceRequestQuerySet[ServiceRequest]:
    """Reported or followed; asked for by EXISTS, so that a request stands here once."""
    mine = Exists(Reporter.objects.filter(service_request=OuterRef("pk"), person=person))
    followed = Exists(Follow.objects.filter(service_request=OuterRef("pk"), person=person))
    rows = listed(ServiceRequest.objects.visible_to(person)).annotate(is_mine=mine)
    return rows.filter(Q(is_mine=True) | followed).order_by("-updated_at", "-pk")  # type: ignore[return-value]
