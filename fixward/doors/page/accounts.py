"""How people come in: nobody signs up with a password, and after the log-in everybody stands where their work is."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from fixward.domain.governments.models import Member, Role
from fixward.domain.people.models import Person
from fixward.doors.page import hats, network
from fixward.doors.page.context import MY, STAFF, is_member
from fixward.doors.page.sign_on.adapter import mark
from fixward.doors.page.sign_on.session import remember


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]
    """What allauth asks of the site."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        # Residents need no account and log in by a mailed code; members are added by their organization.
        return False

    def pre_login(self, request: HttpRequest, user: Person, **given: Any) -> HttpResponse | None:
        """Every way to log in passes here, and the session keeps whether it was a sign-on.

        Where an organization demands its own, others are let in all the same: to what is theirs, not to its desk.
        """
        stopped: HttpResponse | None = super().pre_login(request, user, **given)
        sociallogin = (given.get("signal_kwargs") or {}).get("sociallogin")
        remember(request, mark(sociallogin) if sociallogin else None)
        return stopped

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where to after a log-in that was on the way to nowhere."""
        return STAFF.address if is_member(request) else MY.address

    def get_client_ip(self, request: HttpRequest) -> str:
        """Who allauth counts the attempts of: behind a proxy that is not the proxy."""
        return network.client(request)

    def format_email_subject(self, subject: str) -> str:
        """With the name that stands over the door, not with the machine's address."""
        return f"{settings.UMBRELLA_NAME}: {subject}"


def lacks_second_factor(request: HttpRequest, member: Member) -> bool:
    """Whether an administrator has to set up a second step of the log-in before anything else at the desk.

    The sign-on of the organization that the hat is of can vouch for one.
    """
    if not settings.REQUIRE_SECOND_FACTOR or member.role < Role.ADMINISTRATOR:
        return False
    if hats.vouches_for_second_step(request, member):
        return False
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return not is_mfa_enabled(member.person, kinds)
