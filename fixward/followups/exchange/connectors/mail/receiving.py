"""Taking a mail in: posted in the thread, passed over, or refused and kept to be seen. Never answered.

Whose it is says only the address that it was sent to, which we gave to one organization for one request.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from email.utils import parseaddr

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fixward.domain.conversations.operations import Refused, reply_from_outside
from fixward.domain.governments.models import Organization
from fixward.domain.service_requests.models import ServiceRequest
from fixward.followups.exchange.connectors.mail import reading
from fixward.followups.exchange.connectors.mail.addresses import Whose, is_own, named_in, whose
from fixward.followups.exchange.connectors.models import Dispatch, Outcome, Received, Way
from fixward.followups.exchange.connectors.troubles import Trouble
from fixward.followups.notifications.who import spoken
from fixward.foundation import clock

logger = structlog.get_logger(__name__)
LONGEST_KEPT, LONGEST_KEY = 20_000, 300
MOST_IN_AN_HOUR = 30
# Anybody can write to our address: what nobody was asked for must not fill the house.
MOST_OF_STRANGERS = 200
_STRANGER = gettext_noop("It was not sent to an address for answers to a request.")


def receive(data: bytes, *, recipients: Sequence[str] = ()) -> Received:
    """Take one mail in, once; gives what became of it. `recipients` are those of the envelope, where they are known.

    What is sent to no address of ours is not even read: its parts may be made to cost much.
    """
    of_envelope = _whose(recipients)
    likely = of_envelope or named_in(reading.head(data))
    if likely is None:
        return _of_a_stranger(reading.key_of(data))
    try:
        mail = reading.read(data)
    except reading.Unreadable as trouble:
        return _unreadable(likely, data, str(trouble))
    named = of_envelope or _whose(mail.recipients)
    if named is None:
        return _of_a_stranger(reading.key_of(data))
    with transaction.atomic():
        row, is_new = _row(named, mail.key)
        if is_new:
            _take(row, mail)
            row.save()
    return row


def _whose(addresses: Sequence[str]) -> Whose | None:
    return next((found for address in addresses if (found := whose(address))), None)


def _row(named: Whose, key: str) -> tuple[Received, bool]:
    organization = Organization.objects.filter(pk=named.organization).first()
    service_request = ServiceRequest.objects.filter(pk=named.service_request).first()
    return Received.objects.get_or_create(
        organization=organization,
        way=Way.MAIL,
        # Their programs number their mails; what has this number about one request says nothing of another.
        key=f"{named.service_request} {key}"[:LONGEST_KEY],
        defaults={"service_request": service_request, "outcome": Outcome.DONE},
    )


def _take(row: Received, mail: reading.Mail) -> None:
    """Decide what it is; fills the row."""
    if row.organization is None or row.service_request is None:
        return _refuse(row, mail, gettext_noop("The request or the organization no longer exists."))
    if mail.bounce is not None:
        return _came_back(row, mail.bounce)
    if (came := _came_lately(row)) > MOST_IN_AN_HOUR:
        return _one_too_many(row, mail, is_first=came == MOST_IN_AN_HOUR + 1)
    if mail.is_automatic or is_own(mail.sender) or mail.sender == parseaddr(settings.DEFAULT_FROM_EMAIL)[1].lower():
        row.outcome, row.reason = Outcome.IGNORED, gettext_noop("It was sent automatically.")
        return None
    with translation.override(spoken(row.organization.language)):
        text = mail.text or (_("Sent without any text.") if mail.files else "")
        if mail.left_out:
            names = ", ".join(mail.left_out[:5])[:200]
            said = _("These files could not be attached: %(names)s") % {"names": names}
            text = f"{text}\n\n{said}".strip()
        try:
            with transaction.atomic():
                reply_from_outside(
                    row.service_request,
                    text=text,
                    documents=mail.files,
                    key=_key(row),
                    by=row.organization,
                )
        except Refused as refusal:
            return _refuse(row, mail, str(refusal))
    return None


def _came_lately(row: Received) -> int:
    """How many mails within an hour, this one among them, by one organization about one request."""
    since = clock.now() - dt.timedelta(hours=1)
    same = {"organization": row.organization, "service_request": row.service_request, "way": Way.MAIL}
    return Received.objects.filter(at__gte=since, **same).count()


def _one_too_many(row: Received, mail: reading.Mail, *, is_first: bool) -> None:
    """Two machines that answer each other would fill the thread; the first that is left out can be seen."""
    why = gettext_noop("So many mails came about this request within an hour that no more are taken over.")
    if is_first:
        return _refuse(row, mail, why)
    row.outcome, row.reason = Outcome.IGNORED, why
    return None


def _key(row: Received) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"mail:{row.organization_id}:{row.service_request_id}:{row.key}")


def _refuse(row: Received, mail: reading.Mail, why: str) -> None:
    row.outcome, row.reason, row.text = Outcome.REFUSED, why[:300], mail.text[:LONGEST_KEPT]


def _came_back(row: Received, bounce: reading.Bounce) -> None:
    """The mail that came back was not delivered after all."""
    row.outcome, row.reason = Outcome.IGNORED, gettext_noop("One of our mails came back.")
    sent = Dispatch.objects.of(row.service_request_id or 0, row.organization_id or 0).exclude(sent_at=None)
    dispatch = sent.filter(message_id=bounce.message_id).first() if bounce.message_id else sent.last()
    if dispatch is not None:
        fields = {"sent_at": None, "held_at": clock.now(), "trouble": Trouble.BOUNCED, "detail": bounce.said[:200]}
        Dispatch.objects.filter(pk=dispatch.pk).update(**fields)


def _unreadable(named: Whose, data: bytes, why: str) -> Received:
    row, is_new = _row(named, reading.key_of(data))
    if is_new:
        row.outcome, row.reason = Outcome.REFUSED, why
        row.save(update_fields=["outcome", "reason"])
    return row


def _of_a_stranger(key: str) -> Received:
    """Sent to no address that we gave to anybody: nothing of it is kept, but that it came."""
    logger.warning("mail_of_a_stranger")
    row, _is_new = Received.objects.get_or_create(
        organization=None,
        way=Way.MAIL,
        key=key,
        defaults={"outcome": Outcome.REFUSED, "reason": _STRANGER},
    )
    of_strangers = Received.objects.filter(organization=None)
    oldest = of_strangers.order_by("-pk").values_list("pk", flat=True)[MOST_OF_STRANGERS:]
    Received.objects.filter(pk__in=list(oldest)).delete()
    return row
