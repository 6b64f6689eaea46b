"""Links in mails that begin or end a following. Opening one only asks: mail programs open links by themselves."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from fixward.domain.people.models import Person
from fixward.domain.service_requests import links, operations
from fixward.domain.service_requests.models import ServiceRequest
from fixward.doors.page.privacy import keep_nowhere
from fixward.doors.residents.viewers import remember_link


@require_http_methods(["GET", "HEAD", "POST"])
def confirm_follow(request: HttpRequest, number: str) -> HttpResponse:
    key = request.POST.get("key") or request.GET.get("key", "")
    address = links.email_for(number, key)
    if address is None:
        return _page(request, {"expired": True}, status=404)
    service_request = ServiceRequest.objects.public().select_related("service").filter(number=number).first()
    if service_request is None:
        return _page(request, {"expired": True}, status=404)
    if request.method != "POST":
        return _page(request, {"service_request": service_request, "address": address, "key": key, "begins": True})
    person = Person.objects.for_email(address)
    remember_link(request, number, person)
    try:
        operations.follow(service_request, by=person)
    except operations.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("You follow this request now: we write to you when something happens."))
    return redirect("residents:request", number)


@csrf_exempt  # the key says who it is; mail programs send the click without a cookie (RFC 8058)
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, number: str) -> HttpResponse:
    key = request.GET.get("key") or request.POST.get("key", "")
    person = links.person_for(number, key)
    if person is None:
        return _page(request, {"expired": True}, status=404)
    service_request = get_object_or_404(ServiceRequest.objects.select_related("service"), number=number)
    context = {"service_request": service_request, "address": person.email, "key": key}
    if request.method == "POST":
        operations.unfollow(service_request, by=person)
        return _page(request, context | {"stopped": True})
    return _page(request, context)


def _page(request: HttpRequest, context: dict[str, object], *, status: int = 200) -> HttpResponse:
    response = render(request, "residents/by_mail.html", context, status=status)
    keep_nowhere(response)
    # Not "no-referrer": with that a browser says "null" for where a form comes from, which is then refused.
    response["Referrer-Policy"] = "same-origin"
    return response
