"""Who sends: a program with a good key, that may do it, here, not too often, and not in the clear."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from fixward.domain.governments.models import Member
from fixward.domain.programs import queries
from fixward.domain.programs.queries import Caller
from fixward.domain.programs.scopes import Scope
from fixward.doors.open311.errors import Wrong, forbidden
from fixward.doors.open311.jurisdictions import Jurisdiction
from fixward.doors.page import limits
from fixward.doors.page.programs import key_in


def caller(request: HttpRequest, jurisdiction: Jurisdiction, *scopes: Scope) -> Caller:
    """One that was given any of these. Raises Wrong: 403, or 429 with how long to wait."""
    if settings.BEHIND_TLS and not request.is_secure():
        raise forbidden(_("Send this over https: a key that goes over the open network is nobody's own any more."))
    key = _key(request)
    if not key:
        raise forbidden(_("The api_key is missing. Whom to ask for one stands in the discovery as key_service."))
    found = queries.caller(key)
    if found is None:
        raise forbidden(_("This api_key is not known, has run out, or was revoked."))
    if passed := limits.too_many_calls(found):
        raise Wrong(429, [passed.sentence], {"Retry-After": str(passed.seconds)})
    if not any(found.may(scope) for scope in scopes):
        label = scopes[0].label
        raise forbidden(_("This api_key was not given the right to do that (“%(scope)s”).") % {"scope": label})
    _must_be_at_its_endpoint(found, jurisdiction)
    return found


def must_not_be_many(request: HttpRequest, sender: Caller, what: str, *, contact: str = "") -> None:
    """A person's own key sends no more than that person may send in pages, nor a program in a contact's name."""
    if isinstance(sender.by, Member):
        passed = limits.too_many_named(what, contact, caller=sender)
    else:
        passed = limits.too_many(request, what, contact=sender.by.email)
    if passed:
        raise Wrong(429, [passed.sentence], {"Retry-After": str(passed.seconds)})


def _key(request: HttpRequest) -> str:
    """By the standard a parameter; taken from a header too, since addresses stand in many a log."""
    return (request.POST.get("api_key") or request.GET.get("api_key") or key_in(request)).strip()


def _must_be_at_its_endpoint(found: Caller, jurisdiction: Jurisdiction) -> None:
    """The steward's keys and people's own are good everywhere, others at the umbrella's endpoint and their own."""
    here, own = jurisdiction.organization, found.organization
    if here is None or own is None or own.is_steward or own == here:
        return
    raise forbidden(_("This api_key is for %(own)s. Use it at its endpoint, or at the one for all.") % {"own": own})
