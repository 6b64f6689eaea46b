"""How a webhook does: it rests while nobody is there, and is turned off after days, with a mail to its keepers."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from fixward.domain.governments import queries
from fixward.domain.governments.models import Member, Organization
from fixward.domain.governments.permissions import SET_UP
from fixward.followups.exchange.webhooks.models import Webhook
from fixward.followups.notifications.channels import Undeliverable, email
from fixward.followups.notifications.letters.letter import Letter, moment
from fixward.foundation import clock, jobs

if TYPE_CHECKING:
    from fixward.followups.exchange.webhooks.posting import Answer

logger = structlog.get_logger(__name__)

TELL_OFF = "fixward.webhook_turned_off"
TOO_LONG = dt.timedelta(days=5)
FIRST_REST = dt.timedelta(seconds=5)
LONGEST_REST = dt.timedelta(minutes=15)
_KEPT = ("failing_since", "failures", "rests_until", "is_on", "turned_off_at")


def note(webhook: Webhook, answer: Answer) -> None:
    """Keep how it went, also on `webhook`; nothing is asked or written as long as all goes well."""
    known = Webhook.objects.filter(pk=webhook.pk)
    if answer.is_taken:
        if webhook.failing_since or webhook.failures:
            known.update(failing_since=None, failures=0, rests_until=None)
            webhook.refresh_from_db(fields=_KEPT)
        return
    now = clock.now()
    rest = max(min(FIRST_REST * 2 ** min(webhook.failures, 10), LONGEST_REST), dt.timedelta(seconds=answer.rest_s))
    known.update(failures=F("failures") + 1, rests_until=now + rest if answer.is_down else webhook.rests_until)
    known.filter(failing_since=None).update(failing_since=now)
    if answer.is_gone or (webhook.failing_since and now - webhook.failing_since >= TOO_LONG):
        turn_off(webhook)
    webhook.refresh_from_db(fields=_KEPT)


def turn_off(webhook: Webhook) -> None:
    """Once, with a mail to each who can turn it on again."""
    now = clock.now()
    if not Webhook.objects.filter(pk=webhook.pk, is_on=True).update(is_on=False, turned_off_at=now):
        return
    logger.warning("webhook_turned_off", webhook=webhook.pk)
    for member in _administrators(webhook.organization):
        jobs.defer(TELL_OFF, webhook_id=webhook.pk, member_id=member.pk)


def tell_off(webhook_id: int, member_id: int) -> None:
    """The mail to one administrator; raises OSError or NotNow, to be done again."""
    webhook = Webhook.objects.select_related("organization").filter(pk=webhook_id).first()
    member = Member.objects.select_related("person").filter(pk=member_id, left_at=None).first()
    if webhook is None or webhook.turned_off_at is None or member is None:
        return
    # The same each time: sent twice after a crash, mail programs know that they have it.
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    message_id = f"<webhook-{webhook.pk}-{int(webhook.turned_off_at.timestamp())}-{member.pk}@{host}>"
    with email.opened() as connection:
        try:
            email.send(connection, letter(webhook, member), to=member.person.email, message_id=message_id)
        except Undeliverable as refusal:
            logger.warning("webhook_letter_given_up", webhook=webhook.pk, why=str(refusal))


def letter(webhook: Webhook, member: Member) -> Letter:
    """Which webhook gets nothing any more, since when it failed, and where it is turned on again."""
    with translation.override(member.person.language):
        names = {"webhook": webhook, "organization": webhook.organization}
        facts = [(_("Receiver"), webhook.host)]
        if webhook.failing_since:
            facts.append((_("Has taken nothing since"), moment(webhook.failing_since)))
        return Letter(
            subject=" ".join((_("%(organization)s: the webhook “%(webhook)s” was turned off") % names).split())[:150],
            lead=_(
                "The webhook “%(webhook)s” of %(organization)s has failed for too long, so it was turned off. Nothing "
                "more is sent to it until somebody turns it on again; what it did not take stays in its log for a "
                "month and can be sent again from there."
            )
            % names,
            facts=facts,
            link=f"{settings.BASE_URL}/staff/setup/for/{webhook.organization.code}/webhooks/{webhook.pk}",
            link_text=_("Look at the webhook"),
            language=member.person.language,
        )


def _administrators(organization: Organization) -> list[Member]:
    """Its own, or the steward's where it has none."""
    own = [member for member in queries.members(organization) if _looks_after(member)]
    if own or organization.is_steward:
        return own
    return [member for member in queries.members(queries.steward()) if _looks_after(member)]


def _looks_after(member: Member) -> bool:
    return member.person.is_active and SET_UP.is_given_to(member.role)
