"""Between allauth and our organizations: whose provider it is, and whom it may bring in."""

from __future__ import annotations

import hmac
from typing import Any, NoReturn

import requests
import structlog
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthProcess
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fixward.domain.governments import sign_on
from fixward.domain.governments.changes import Refused
from fixward.domain.governments.models import SignOn
from fixward.domain.people.models import Person
from fixward.doors.page.sign_on import linking
from fixward.doors.page.sign_on.session import CameBy, came_by
from fixward.foundation import sealing
from fixward.foundation.outbound import Outbound

PROVIDER = "openid_connect"
_PREFIX = "organization-"
_log = structlog.get_logger(__name__)


def provider_id(organization_id: int) -> str:
    """By the id, since a short name can be given to another organization one day."""
    return f"{_PREFIX}{organization_id}"


class SignOns(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """What allauth asks of the site about providers."""

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """Only of our organizations; those whose sealed secret cannot be read are none."""
        rows = SignOn.objects.filter(is_on=True).select_related("organization")
        if provider and provider != PROVIDER:
            of = provider.removeprefix(_PREFIX)
            rows = rows.filter(organization=int(of)) if provider == f"{_PREFIX}{of}" and of.isdecimal() else rows.none()
        apps = [app for row in rows if (app := _app(row))]
        return [app for app in apps if client_id in (None, app.client_id)]

    def get_requests_session(self) -> requests.Session:
        return Outbound()

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: SocialAccount) -> str:
        return reverse("sign_on")

    def on_authentication_error(self, request: HttpRequest, provider: Any, **given: Any) -> None:
        """Logged by its kind alone: what a provider answers can hold secrets and persons."""
        _log.warning("sign_on_failed", provider=provider.sub_id, error=type(given.get("exception")).__name__)

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Whoever comes on from here is a member of the provider's own organization, and linked with the identity."""
        if not _brings_back_the_nonce(sociallogin):
            _refuse(request, _("This answer does not belong to the log-in that was begun here. Please begin anew."))
        row = _of(sociallogin)
        identity = _identity(sociallogin)
        try:
            if sociallogin.state.get("process") == AuthProcess.CONNECT:
                return _check_link(request, row, identity)
            person = sign_on.whom(row, identity)
        except Refused as refusal:
            _refuse(request, str(refusal))
        sign_on.note_that_it_works(row)
        if identity.linked is None:
            sociallogin.connect(request, person)
        return None


def mark(sociallogin: SocialLogin) -> CameBy:
    """What a session keeps of having come this way."""
    means = sociallogin.claims.get("amr")
    return CameBy(_organization_id(sociallogin), isinstance(means, list) and "mfa" in means)


def _app(row: SignOn) -> SocialApp | None:
    try:
        secret = sign_on.secret_of(row)
    except sealing.Unreadable:
        return None
    return SocialApp(
        provider=PROVIDER,
        provider_id=provider_id(row.organization_id),
        name=row.organization.name,
        client_id=row.client_id,
        secret=secret,
        settings={"server_url": row.issuer},
    )


def must_be_permitted(request: HttpRequest, provider_id: str) -> None:
    """Ends in a page where nobody has asked on our own one for a link with this sign-on."""
    if linking.permitted(request) != _number(provider_id):
        _refuse(request, _not_asked_for())


def _not_asked_for() -> str:
    return _("Nobody has asked here for this link just now. Choose “Sign-on” in your account, and link it there.")


def _number(provider_id: str) -> int:
    return int(provider_id.removeprefix(_PREFIX))


def _organization_id(sociallogin: SocialLogin) -> int:
    return _number(sociallogin.provider.app.provider_id)


def _of(sociallogin: SocialLogin) -> SignOn:
    return SignOn.objects.select_related("organization").get(organization=_organization_id(sociallogin))


def _identity(sociallogin: SocialLogin) -> sign_on.Identity:
    claims = sociallogin.claims
    linked = sociallogin.user if sociallogin.is_existing else None
    return sign_on.Identity(
        email=str(claims.get("email") or "").strip().lower(),
        is_verified=claims.get("email_verified") in (True, "true"),
        linked=linked,
    )


def _brings_back_the_nonce(sociallogin: SocialLogin) -> bool:
    sent, returned = sociallogin.state.get("nonce"), sociallogin.claims.get("nonce")
    return bool(sent) and isinstance(returned, str) and hmac.compare_digest(sent.encode(), returned.encode())


def _check_link(request: HttpRequest, row: SignOn, identity: sign_on.Identity) -> None:
    """Raises Refused. Only who came in otherwise links: a provider cannot prove more than itself."""
    if not isinstance(request.user, Person) or came_by(request):
        raise Refused(_("Log in with a mailed code or your password first, then link the sign-on."))
    if not linking.use_up(request, row.organization_id):
        raise Refused(_not_asked_for())
    sign_on.must_be_linkable(row, identity, by=request.user)


def _refuse(request: HttpRequest, sentence: str) -> NoReturn:
    raise ImmediateHttpResponse(render(request, "account/sign_on_refused.html", {"sentence": sentence}, status=403))
