"""The sign-on of an organization: its set-up, and whom it may bring in. Why so stands in docs/adr/0017."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fixward.domain.governments import policy
from fixward.domain.governments.changes import Refused, State, Subject, subject
from fixward.domain.governments.models import MailDomain, Member, Organization, SignOn
from fixward.domain.governments.queries import memberships
from fixward.domain.governments.subjects import OfAll
from fixward.domain.people.models import Person
from fixward.foundation import clock, sealing

_DOMAIN = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]*[a-z0-9])")
# Everybody can have an address there, so none of them is an organization's own.
_OF_EVERYBODY = {
    *("aol.com", "gmail.com", "googlemail.com", "gmx.com", "gmx.net", "hotmail.com", "icloud.com", "live.com"),
    *("mail.com", "me.com", "msn.com", "outlook.com", "proton.me", "protonmail.com", "yahoo.com", "yahoo.es"),
}


@dataclass(frozen=True, slots=True)
class NewSecret:
    """What was typed, on its way to be sealed; shown nowhere."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom a provider says that it has before it, and who of us is linked with that already."""

    email: str
    is_verified: bool
    linked: Person | None = None


class _SignOn(Subject[SignOn]):
    code = "sign_on"
    model = SignOn
    word = gettext_lazy("Sign-on")
    fields = {
        "issuer": gettext_lazy("Issuer"),
        "client_id": gettext_lazy("Client id"),
        "secret": gettext_lazy("Client secret"),
        "domains": gettext_lazy("Mail domains"),
        "is_on": gettext_lazy("Turned on"),
        "is_required": gettext_lazy("Members have to come this way"),
    }

    def may(self, by: Member, thing: SignOn) -> bool:
        """Not by a grant: who says how people come in says who they are."""
        return policy.can_manage_members(by, thing.organization)

    def title(self, thing: SignOn) -> str:
        return ""

    def read(self, thing: SignOn) -> State:
        return {
            "issuer": thing.issuer,
            "client_id": thing.client_id,
            "secret": sealing.dots(thing.sealed_secret),
            "domains": list(thing.domains),
            "is_on": thing.is_on,
            "is_required": thing.is_required,
        }

    def fill(self, thing: SignOn, state: State) -> None:
        if (thing.issuer, thing.client_id) != (state["issuer"], state["client_id"]):
            thing.proved_at = None
        thing.issuer, thing.client_id = state["issuer"], state["client_id"]
        thing.domains = list(dict.fromkeys(name.strip().lower().lstrip("@") for name in state["domains"]))
        thing.is_on, thing.is_required = state["is_on"], state["is_required"]
        if isinstance(state["secret"], NewSecret):
            thing.sealed_secret = sealing.sealed(state["secret"].text)

    def check(self, thing: SignOn, state: State) -> None:
        _must_be_an_issuer(thing.issuer)
        for name in thing.domains:
            _must_be_own_domain(name, thing.organization)
        if not isinstance(state["secret"], NewSecret) and state["secret"] != sealing.dots(thing.sealed_secret):
            raise Refused(_("A secret is not kept once another takes its place. Type the one that is to hold."))
        if thing.is_on and not thing.sealed_secret:
            raise Refused(secret=_("Type the client secret that the provider gave you."))
        if thing.is_required and not (thing.is_on and thing.proved_at):
            raise Refused(
                is_required=_(
                    "Turn it on first, and log in through it once: so nobody is locked out by a wrong letter."
                )
            )

    def check_removal(self, thing: SignOn) -> None:
        """It may go: then nobody comes in by it."""

    def names(self, thing: SignOn) -> dict[str, str]:
        return {}


SIGN_ON = subject(_SignOn())


class _MailDomain(OfAll[MailDomain]):
    """Confirmed by the steward, for whoever is believed about the addresses of a domain is believed about people."""

    code = "mail_domain"
    model = MailDomain
    word = gettext_lazy("Mail domain")
    fields = {"name": gettext_lazy("Mail domain"), "organization": gettext_lazy("Organization")}

    def fill(self, thing: MailDomain, state: State) -> None:
        super().fill(thing, state | {"name": state["name"].strip().lower().lstrip("@")})

    def check(self, thing: MailDomain, state: State) -> None:
        _must_be_a_domain(thing.name, "name")
        other = MailDomain.objects.filter(name=thing.name).exclude(pk=thing.pk).select_related("organization").first()
        if other is not None:
            raise Refused(
                name=_("It is confirmed for %(organization)s already.") % {"organization": other.organization}
            )

    def check_removal(self, thing: MailDomain) -> None:
        """From then on nobody comes in with such an address."""


MAIL_DOMAIN = subject(_MailDomain())


def sign_on_of(organization: Organization) -> SignOn:
    """What it has, or one to be filled."""
    return SignOn.objects.filter(organization=organization).first() or SignOn(organization=organization)


def confirmed_domains(sign_on: SignOn) -> list[str]:
    """Those that the organization names and the steward has confirmed."""
    known = MailDomain.objects.filter(organization=sign_on.organization_id, name__in=sign_on.domains)
    return list(known.values_list("name", flat=True))


def domains_to_see() -> list[MailDomain]:
    """The confirmed ones, and those that wait for it as ones to be; the waiting first."""
    known = list(MailDomain.objects.select_related("organization"))
    names = {row.name for row in known}
    named = SignOn.objects.select_related("organization").order_by("organization__name")
    waiting = [
        MailDomain(organization=sign_on.organization, name=name)
        for sign_on in named
        for name in sign_on.domains
        if name not in names
    ]
    return [*waiting, *known]


def secret_of(sign_on: SignOn) -> str:
    """Raises sealing.Unreadable."""
    return sealing.opened(sign_on.sealed_secret)


def whom(sign_on: SignOn, identity: Identity) -> Person:
    """Who comes in as this identity: always a member of this very organization. Raises Refused."""
    _must_be_believed(sign_on, identity)
    person = identity.linked or Person.objects.filter(email=identity.email).first()
    own = None if person is None else memberships(person).filter(organization=sign_on.organization_id).first()
    if person is None or own is None:
        raise Refused(
            _(
                "%(organization)s knows you as %(email)s, but nobody has made that address a member here yet. Ask an "
                "administrator of %(organization)s for an invitation."
            )
            % {"organization": sign_on.organization, "email": identity.email}
        )
    if identity.linked is None and is_more_than_a_member(person, sign_on.organization_id):
        raise Refused(
            _(
                "You do not work for %(organization)s alone here, so its sign-on has to be linked with your account "
                "first: log in with a mailed code or your password, and choose “Sign-on” in your account."
            )
            % {"organization": sign_on.organization}
        )
    return person


def must_be_linkable(sign_on: SignOn, identity: Identity, *, by: Person) -> None:
    """Whether this person, who is logged in otherwise, may be linked with the identity; raises Refused."""
    _must_be_believed(sign_on, identity)
    if identity.linked is not None and identity.linked != by:
        raise Refused(_("This log-in is linked with another account already."))
    if not memberships(by).filter(organization=sign_on.organization_id).exists():
        raise Refused(_("You do not work for %(organization)s here.") % {"organization": sign_on.organization})
    if identity.email != by.email.lower():
        raise Refused(
            _(
                "%(organization)s knows you as %(email)s, and your account here is %(own)s. Only a log-in of the same "
                "address is linked with it."
            )
            % {"organization": sign_on.organization, "email": identity.email, "own": by.email}
        )


def note_that_it_works(sign_on: SignOn) -> None:
    """A member has come in by it, so it may be demanded of all."""
    SignOn.objects.filter(pk=sign_on.pk, proved_at=None).update(proved_at=clock.now())


def is_more_than_a_member(person: Person, organization_id: int) -> bool:
    """Whether more stands open to this person than one organization's own desk."""
    return person.is_operator or memberships(person).exclude(organization=organization_id).exists()


def demands_sign_on(member: Member) -> bool:
    """Whether this hat is only worn by who came in through the organization's own sign-on.

    Who runs the platform is let in otherwise too, and so is everybody of an organization in SIGN_ON_EMERGENCY.
    """
    sign_on = getattr(member.organization, "sign_on", None)
    if sign_on is None or not sign_on.is_required or member.person.is_operator:
        return False
    return member.organization.code not in settings.SIGN_ON_EMERGENCY


def _must_be_believed(sign_on: SignOn, identity: Identity) -> None:
    named: dict[str, Any] = {"organization": sign_on.organization, "email": identity.email}
    if not sign_on.is_on:
        raise Refused(
            _("The sign-on of %(organization)s is turned off. Log in with a mailed code or your password.") % named
        )
    if not identity.email or not identity.is_verified:
        raise Refused(
            _(
                "The sign-on of %(organization)s does not say that your e-mail address is verified, so it cannot be "
                "believed. Tell whoever looks after the log-in there."
            )
            % named
        )
    if identity.email.rpartition("@")[2] not in confirmed_domains(sign_on):
        raise Refused(
            _(
                "The sign-on of %(organization)s says that you are %(email)s. Addresses of that mail domain are not "
                "confirmed as its own, so nobody comes in with them. An administrator there can ask the steward to "
                "confirm it."
            )
            % named
        )


def _must_be_an_issuer(issuer: str) -> None:
    try:
        parts = urlsplit(issuer)
        is_whole = bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_whole = False
    plain = is_whole and not (parts.query or parts.fragment or parts.username or parts.password)
    if (
        not plain
        or parts.scheme not in ("https", "http")
        or (parts.scheme == "http" and not settings.OUTBOUND_NETWORKS)
    ):
        raise Refused(
            issuer=_("Write the issuer's address, such as https://login.example.gov, with nothing behind a ?")
        )


def _must_be_a_domain(name: str, at: str) -> None:
    if not _DOMAIN.fullmatch(name):
        raise Refused(**{at: _("“%(name)s” is no mail domain. One is example.gov.") % {"name": name[:100]}})
    if name in _OF_EVERYBODY:
        raise Refused(**{at: _("Everybody can have an address at %(name)s, so it is nobody's own.") % {"name": name}})


def _must_be_own_domain(name: str, organization: Organization) -> None:
    _must_be_a_domain(name, "domains")
    if MailDomain.objects.filter(name=name).exclude(organization=organization).exists():
        raise Refused(domains=_("%(name)s is confirmed for another organization.") % {"name": name})
