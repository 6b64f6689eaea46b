"""The addresses of pages, as a mail names them."""

from __future__ import annotations

from django.conf import settings

from fixward.domain.people.models import Person
from fixward.domain.service_requests import links
from fixward.domain.service_requests.models import ServiceRequest


def own_page(service_request: ServiceRequest, person: Person) -> str:
    """The request's page as this person may see it; whoever has the address is taken for them."""
    return f"{settings.BASE_URL}{links.signed_path(service_request, person)}"


def stop(service_request: ServiceRequest, person: Person) -> str:
    """Where this person stops hearing of the request."""
    return f"{settings.BASE_URL}{links.unfollow_path(service_request, person)}"


def public_page(service_request: ServiceRequest) -> str:
    return f"{settings.BASE_URL}/requests/{service_request.number}"


def desk(service_request: ServiceRequest) -> str:
    return f"{settings.BASE_URL}/staff/requests/{service_request.number}"
