"""Setting webhooks up: what is right, and a secret that we make and show once."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fixward.domain.governments import policy
from fixward.domain.governments.changes import Refused, State, Subject, must, save, subject
from fixward.domain.governments.models import Member
from fixward.domain.governments.sign_on import NewSecret
from fixward.followups.exchange.webhooks import signing
from fixward.followups.exchange.webhooks.kinds import OFFERED
from fixward.followups.exchange.webhooks.models import Webhook
from fixward.foundation import clock, outbound, sealing

MOST = 10
_LATER = {"failing_since": None, "failures": 0, "rests_until": None, "turned_off_at": None}


class _Webhook(Subject[Webhook]):
    code = "webhook"
    model = Webhook
    word = gettext_lazy("Webhook")
    fields = {
        "name": gettext_lazy("Name"),
        "url": gettext_lazy("Address"),
        "kinds": gettext_lazy("Events"),
        "secret": gettext_lazy("Signing secret"),
        "is_on": gettext_lazy("Turned on"),
    }

    def may(self, by: Member, thing: Webhook) -> bool:
        """Not by a grant: it says where the organization's own knowledge goes."""
        return policy.can_manage_members(by, thing.organization)

    def read(self, thing: Webhook) -> State:
        return {
            "name": thing.name,
            "url": thing.url,
            "kinds": list(thing.kinds),
            "secret": sealing.dots(thing.sealed_secret),
            "is_on": thing.is_on,
        }

    def fill(self, thing: Webhook, state: State) -> None:
        if (state["is_on"] and not thing.is_on) or state["url"] != thing.url:
            for name, value in _LATER.items():
                setattr(thing, name, value)
        thing.name, thing.url, thing.is_on = state["name"], state["url"].strip(), state["is_on"]
        thing.kinds = [kind.value for kind in OFFERED if kind.value in state["kinds"]]
        if isinstance(state["secret"], NewSecret):
            _replace(thing, state["secret"].text)
        elif not thing.sealed_secret:
            thing.sealed_secret, thing.shown_at = sealing.sealed(signing.new_secret()), None

    def check(self, thing: Webhook, state: State) -> None:
        if not thing.kinds:
            raise Refused(kinds=_("Choose at least one kind of event."))
        is_known = thing.pk is not None and Webhook.objects.filter(pk=thing.pk).exists()
        is_new = isinstance(state["secret"], NewSecret)
        if is_known and not is_new and state["secret"] != sealing.dots(thing.sealed_secret):
            raise Refused(_("A former secret cannot be brought back. Renew it instead."))
        if not is_known and Webhook.objects.filter(organization=thing.organization).count() >= MOST:
            raise Refused(_("There can be %(count)d webhooks at most. Remove one first.") % {"count": MOST})
        _must_be_whole(thing.url)

    def check_removal(self, thing: Webhook) -> None:
        """It may go, and its log with it."""

    def names(self, thing: Webhook) -> dict[str, str]:
        return {}


WEBHOOK = subject(_Webhook())


def change(webhook: Webhook, *, by: Member, url: str, **values: Any) -> Webhook:
    """Give it these values, after a look whether its address may be asked at all. Raises Refused.

    That look asks a name server, which may take its time: nothing is locked meanwhile.
    """
    must(WEBHOOK.may(by, webhook))
    _must_be_whole(url)
    _must_be_allowed(url)
    return save(WEBHOOK, webhook, by=by, url=url, **values)


def renew(webhook: Webhook, *, by: Member) -> str:
    """A new secret, told here and never again; the former one signs beside it for a while. Raises Refused."""
    secret = signing.new_secret()
    save(WEBHOOK, webhook, by=by, secret=NewSecret(secret))
    return secret


@transaction.atomic
def reveal(webhook: Webhook, *, by: Member) -> str:
    """The secret that was made with it, told once; raises Refused, also where it was told already."""
    webhook = Webhook.objects.select_for_update().get(pk=webhook.pk)
    must(WEBHOOK.may(by, webhook))
    if webhook.shown_at is not None:
        raise Refused(_("The secret was shown already. If it is lost, renew it."))
    webhook.shown_at = clock.now()
    webhook.save(update_fields=["shown_at"])
    try:
        return sealing.opened(webhook.sealed_secret)
    except sealing.Unreadable:
        raise Refused(_("The secret cannot be read any more. Renew it.")) from None


def _replace(webhook: Webhook, secret: str) -> None:
    webhook.sealed_former_secret, webhook.former_until = webhook.sealed_secret, clock.now() + signing.OVERLAP
    if not webhook.sealed_secret:
        webhook.former_until = None
    webhook.sealed_secret, webhook.shown_at = sealing.sealed(secret), clock.now()


def _must_be_whole(url: str) -> None:
    try:
        parts = urlsplit(url)
        is_whole = bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_whole = False
    schemes = ("https", "http") if settings.OUTBOUND_NETWORKS else ("https",)
    if not is_whole or parts.scheme not in schemes or parts.username or parts.password or parts.fragment:
        raise Refused(url=_("Write the whole address, such as https://desk.example.gov/fixward, without a password."))


def _must_be_allowed(url: str) -> None:
    host = urlsplit(url).hostname
    try:
        outbound.must_be_allowed(url)
    except outbound.NoSuchHost:
        raise Refused(url=_("There is no host of the name %(host)s.") % {"host": host}) from None
    except outbound.Forbidden:
        raise Refused(
            url=_(
                "%(host)s is not asked: the address has to begin with https:// and lie in the public network. Who runs "
                "the platform can allow others (OUTBOUND_NETWORKS)."
            )
            % {"host": host}
        ) from None
