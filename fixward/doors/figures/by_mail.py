"""The monthly report by mail: wanted and ended on the page, and ended by the link in each of them."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from fixward.domain.governments.models import Department, Organization
from fixward.domain.people.models import Person
from fixward.doors.figures import scopes
from fixward.doors.figures.asked import Asked
from fixward.doors.figures.scopes import Scope
from fixward.doors.page.privacy import keep_nowhere
from fixward.followups.reports import subscribing


@dataclass(frozen=True)
class Offer:
    """What who looks at the page can do: get these figures, or no longer; log in first, where `person` is none."""

    person: Person | None
    is_subscribed: bool
    codes: dict[str, str]


def offer(request: HttpRequest, scope: Scope) -> Offer | None:
    """Of a service or a place there is no report."""
    if scope.kind not in ("umbrella", "organization", "department"):
        return None
    person = request.user if isinstance(request.user, Person) else None
    has = subscribing.subscribed(person, *_of(scope)) if person else False
    return Offer(person, has, dict(scope.codes))


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Begin or end it, for who is logged in; of a department only who may see its figures."""
    if not isinstance(request.user, Person):
        return redirect_to_login(scopes.umbrella().path)  # this address takes nothing but what is sent
    asked = Asked.read(request)
    given = {name: request.POST[name] for name in ("organization", "department") if request.POST.get(name)}
    ends = request.POST.get("act") == "stop"
    scope = scopes.read(given, public=asked.public)
    if scope.thing is None and not scope.is_umbrella:
        raise Http404  # what lies at no department has no page of its own
    if ends:
        subscribing.unsubscribe(request.user, *_of(scope))
        messages.success(request, _("These figures are no longer mailed to you."))
    else:
        subscribing.subscribe(request.user, *_of(scope))
        messages.success(request, _("You get these figures by mail on the first of each month."))
    return redirect(scope.path or scopes.umbrella().path)


@csrf_exempt  # the key says who it is; mail programs send the click without a cookie (RFC 8058)
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest) -> HttpResponse:
    key = request.GET.get("key") or request.POST.get("key", "")
    subscription = subscribing.by_key(key)
    context: dict[str, object] = {"subscription": subscription, "key": key}
    if subscription is not None and request.method == "POST":
        subscription.delete()
        context["stopped"] = True
    response = render(request, "figures/stop.html", context, status=200 if subscription else 404)
    keep_nowhere(response)
    response["Referrer-Policy"] = "same-origin"
    return response


def _of(scope: Scope) -> tuple[Organization | None, Department | None]:
    if scope.kind == "department" and isinstance(scope.thing, Department):
        return scope.thing.organization, scope.thing
    return (scope.thing, None) if isinstance(scope.thing, Organization) else (None, None)
