"""How organizations off the platform are reached, and which of their services ours are: set up by the steward."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fixward.domain.catalog.models import Question
from fixward.domain.governments.changes import Refused, State, subject
from fixward.domain.governments.models import Standing
from fixward.domain.governments.subjects import OfAll, must_be_alone
from fixward.followups.exchange.connectors.models import Connector, Pairing, Way
from fixward.foundation import outbound, sealing


@dataclass(frozen=True, slots=True)
class NewKey:
    """What was typed, on its way to be sealed; shown nowhere."""

    text: str = field(repr=False)


class _Connector(OfAll[Connector]):
    code = "connector"
    model = Connector
    word = gettext_lazy("Connection to an organization off the platform")
    fields = {
        "organization": gettext_lazy("Organization"),
        "way": gettext_lazy("Way"),
        "email": gettext_lazy("E-mail"),
        "shows_reporter": gettext_lazy("Tell who reported"),
        "endpoint": gettext_lazy("Open311 address"),
        "jurisdiction": gettext_lazy("Jurisdiction"),
        "key": gettext_lazy("Key"),
        "exchanges_updates": gettext_lazy("They exchange updates"),
    }

    def read(self, thing: Connector) -> State:
        own = {name: self._plain(thing, name) for name in self.fields if name != "key"}
        return own | {"key": sealing.dots(thing.sealed_key)}

    def fill(self, thing: Connector, state: State) -> None:
        thing.organization_id, thing.way, thing.email = state["organization"], state["way"], state["email"].strip()
        thing.shows_reporter, thing.exchanges_updates = state["shows_reporter"], state["exchanges_updates"]
        thing.endpoint = state["endpoint"].strip().rstrip("/")
        thing.jurisdiction = state["jurisdiction"].strip()
        if isinstance(state["key"], NewKey):
            thing.sealed_key = sealing.sealed(state["key"].text)

    def check(self, thing: Connector, state: State) -> None:
        if thing.organization.standing != Standing.EXTERNAL:
            raise Refused(organization=_("This organization works on the platform."))
        must_be_alone(
            thing, Connector.objects.all(), organization=_("A connection to this organization is already set up.")
        )
        if not isinstance(state["key"], NewKey) and state["key"] != sealing.dots(thing.sealed_key):
            raise Refused(_("A former key cannot be brought back. Type the key to use."))
        if thing.way == Way.OPEN311:
            _must_be_an_endpoint(thing.endpoint)
        elif not (thing.email or thing.organization.email):
            raise Refused(email=_("It is reached by e-mail, so it needs an address."))

    def check_removal(self, thing: Connector) -> None:
        """From then on it is reached by e-mail at its own address."""

    def names(self, thing: Connector) -> dict[str, str]:
        return {"organization": str(thing.organization)} if thing.organization_id else {}

    def _plain(self, thing: Connector, name: str) -> object:
        return thing.organization_id if name == "organization" else getattr(thing, name)


CONNECTOR = subject(_Connector())


class _Pairing(OfAll[Pairing]):
    code = "pairing"
    model = Pairing
    word = gettext_lazy("Paired service")
    fields = {
        "connector": gettext_lazy("Organization"),
        "service": gettext_lazy("Service"),
        "their_code": gettext_lazy("Their code"),
        "is_realtime": gettext_lazy("They give a number at once"),
        "questions": gettext_lazy("Questions"),
    }

    def check(self, thing: Pairing, state: State) -> None:
        if Pairing.objects.filter(connector=thing.connector, service=thing.service).exclude(pk=thing.pk).exists():
            raise Refused(service=_("This service is paired with one of theirs already."))
        known = set(Question.objects.filter(service=thing.service).values_list("code", flat=True))
        unknown = sorted(set(thing.questions) - known)
        if unknown:
            raise Refused(questions=_("“%(code)s” is no question of this service.") % {"code": unknown[0]})

    def check_removal(self, thing: Pairing) -> None:
        """From then on its requests wait for a person."""


PAIRING = subject(_Pairing())


def key_of(connector: Connector) -> str:
    """Raises sealing.Unreadable."""
    return sealing.opened(connector.sealed_key) if connector.sealed_key else ""


def _must_be_an_endpoint(address: str) -> None:
    parts = outbound.read(address)
    if parts is None or parts.query or parts.fragment:
        raise Refused(
            endpoint=_("Write the address before /services.json, such as https://311.example.gov/open311/v2.")
        )
    if parts.scheme == "http" and not settings.OUTBOUND_NETWORKS:
        raise Refused(endpoint=_("The address has to begin with https://, since a key is sent there."))
