"""The monthly report is written and sent: to each once, on the first of the month or as soon as the worker runs."""

from __future__ import annotations

from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import translation

from fixward.followups.insights.counting import periods
from fixward.followups.insights.making.renewing import current, renew
from fixward.followups.notifications.channels import Undeliverable, email
from fixward.followups.reports.letters import letter
from fixward.followups.reports.models import Subscription
from fixward.followups.reports.subscribing import last_month
from fixward.foundation import jobs

logger = structlog.get_logger(__name__)

SEND = "fixward.send_figures"


def ask_for_reports() -> None:
    """One job for each that has not heard of the last month; asked every hour, done once."""
    month = last_month().first
    for pk in Subscription.objects.filter(told__lt=month, person__is_active=True).values_list("pk", flat=True):
        jobs.defer_once(SEND, lock=f"{SEND}:{pk}", subscription=pk)


def send_report(subscription: int) -> None:
    """As long as not all of the month is counted, it waits for the next hour. Raises OSError or NotNow where the mail
    server is the matter, to be done again.
    """
    month = last_month()
    renew()
    if periods.day_of(current().made_at) < month.until:
        return
    with transaction.atomic():
        wanted = Subscription.objects.select_for_update(of=("self",)).filter(pk=subscription, told__lt=month.first)
        one = wanted.select_related("person", "organization", "department").first()
        if one is None or not one.person.is_active:
            return
        one.told = month.first
        one.save(update_fields=["told"])
        language = one.person.language if one.person.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            written = letter(one, month, language)
        if written is None:
            return
        # The same however often it is tried: a mail program shows what came twice once.
        host = urlsplit(settings.BASE_URL).hostname or "localhost"
        message_id = f"<figures-{one.pk}-{month.first:%Y%m}@{host}>"
        with email.opened() as connection:
            try:
                email.send(connection, written, to=one.person.email, message_id=message_id)
            except Undeliverable as refusal:
                logger.warning("figures_given_up", subscription=one.pk, why=str(refusal))
