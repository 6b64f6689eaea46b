"""A token for what is not processed yet. Here a report has its id at once, which is its own token."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from fixward.domain.service_requests.models import ServiceRequest
from fixward.doors.open311 import jurisdictions
from fixward.doors.open311.errors import not_found
from fixward.doors.open311.method import Answer, method
from fixward.foundation.text import clean


@method("GET")
def token(request: HttpRequest, token: str, organization: str | None = None) -> Answer:
    jurisdiction = jurisdictions.asked(request, organization)
    public = ServiceRequest.objects.visible_to(None).filter(jurisdiction.ever, number=clean(token))
    number = public.values_list("number", flat=True).first()
    if number is None:
        raise not_found(_("There is no token “%(token)s” here.") % {"token": token[:40]})
    return "service_requests", [{"service_request_id": number, "token": number}]
