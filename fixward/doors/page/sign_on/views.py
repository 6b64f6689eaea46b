"""To the provider and back; and the page that lists the sign-ons there are."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.socialaccount.models import SocialAccount, SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fixward.domain.governments.models import SignOn
from fixward.domain.governments.queries import memberships
from fixward.domain.people.models import Person
from fixward.doors.page import limits
from fixward.doors.page.sign_on import linking
from fixward.doors.page.sign_on.adapter import provider_id
from fixward.doors.page.sign_on.protocol import Protocol
from fixward.doors.page.sign_on.session import came_by


@require_safe
def begin(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Anybody can come here, and has us ask a provider: so only as often as the limit says."""
    if passed := limits.too_many(request, "sign_ons"):
        return passed.told(_refused(request, passed.sentence))
    return _way(OAuth2LoginView, request, provider_id)


@require_safe
def answer(request: HttpRequest, provider_id: str) -> HttpResponse:
    return _way(OAuth2CallbackView, request, provider_id)


def sign_ons(request: HttpRequest) -> HttpResponse:
    """For who is not logged in, the ways in; for a member, which of them are linked with the account."""
    if isinstance(request.user, Person):
        return _links(request, request.user)
    rows = SignOn.objects.filter(is_on=True).select_related("organization").order_by("organization__name")
    then = request.GET.get("next", "")
    ways = [(row.organization, _address(row.organization_id, **({"next": then} if then else {}))) for row in rows]
    return render(request, "account/sign_on.html", {"ways": ways})


@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(app="fixward.doors.page.sign_on")  # type: ignore[untyped-decorator]
def link(request: HttpRequest, organization: int) -> HttpResponse:
    """The leave to link one's account with this sign-on; the page that comes then has the way to its provider.

    Not sent on from here: the page's policy forbids a form that ends at another site.
    """
    assert isinstance(request.user, Person)
    if not memberships(request.user).filter(organization=organization, organization__sign_on__is_on=True).exists():
        raise Http404
    if request.method == "POST":
        linking.permit(request, organization)
    return redirect("sign_on")


def _links(request: HttpRequest, person: Person) -> HttpResponse:
    linked = {row.provider: row for row in SocialAccount.objects.filter(user=person)}
    if request.method == "POST":
        chosen = linked.get(request.POST.get("provider", ""))
        if chosen is not None and not came_by(request):
            chosen.delete()
            messages.success(request, _("The link is taken away."))
        return redirect("sign_on")
    permitted = linking.permitted(request)
    with_one = [hat.organization for hat in memberships(person) if getattr(hat.organization, "sign_on", None)]
    rows = [
        {
            "organization": one,
            "provider": provider_id(one.pk),
            "is_linked": provider_id(one.pk) in linked,
            "on": _connecting(one.pk) if one.pk == permitted else "",
        }
        for one in with_one
        if one.sign_on.is_on
    ]
    return render(request, "account/sign_on_links.html", {"rows": rows, "came_by": came_by(request)})


def _refused(request: HttpRequest, sentence: str) -> HttpResponse:
    return render(request, "account/sign_on_refused.html", {"sentence": sentence}, status=403)


def _connecting(organization_id: int) -> str:
    return _address(organization_id, process="connect", next=reverse("sign_on"))


def _address(organization_id: int, **query: str) -> str:
    address = reverse("openid_connect_login", args=[provider_id(organization_id)])
    return f"{address}?{urlencode(query)}" if query else address


def _way(way: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        answer: HttpResponse = way.adapter_view(Protocol(request, provider_id))(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    return answer
