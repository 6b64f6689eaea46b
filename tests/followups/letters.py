"""Who gets letters in the tests, and how one reads them."""

from __future__ import annotations

from django.core import mail as outbox

from fixward.domain.service_requests.models import ServiceRequest

ROSA, FRED = "rosa@example.net", "fred@example.net"
STREETS, WORKS = "streets.alder@example.org", "works.county@example.org"


def fresh(service_request: ServiceRequest) -> ServiceRequest:
    return ServiceRequest.objects.get(pk=service_request.pk)


def html(message: outbox.EmailMultiAlternatives) -> str:
    return str(message.alternatives[0][0])
