"""The mails of leaving. Sent at once and not by a job: a job would keep the address that is to be forgotten."""

from __future__ import annotations

import smtplib

import structlog
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from fixward.domain.people.models import Person
from fixward.followups.notifications.channels import NotNow, Undeliverable, email
from fixward.followups.notifications.letters import Letter

logger = structlog.get_logger(__name__)


def send_code(person: Person, code: str) -> None:
    _send(
        person.email,
        Letter(
            subject=_("%(code)s is your code to close your account") % {"code": code},
            lead=_("With the code %(code)s you close your account at %(umbrella)s.")
            % {"code": code, "umbrella": settings.UMBRELLA_NAME},
            hints=[_("It is good for 15 minutes. If it was not you, do nothing; nothing happens then.")],
            language=translation.get_language(),
        ),
    )


def say_goodbye(address: str) -> None:
    _send(
        address,
        Letter(
            subject=_("Your account is closed"),
            lead=_("We have closed your account at %(umbrella)s and forgotten your address, name and number.")
            % {"umbrella": settings.UMBRELLA_NAME},
            hints=[_("What you reported stays, without you. This is the last mail; you can report again at any time.")],
            language=translation.get_language(),
        ),
    )


def _send(address: str, letter: Letter) -> None:
    """Where mail cannot leave just now, what was done stays done."""
    try:
        with email.opened() as connection:
            email.send(connection, letter, to=address, message_id=email.new_message_id())
    except (OSError, smtplib.SMTPException, NotNow, Undeliverable) as failure:
        logger.warning("mail_of_leaving_not_sent", why=type(failure).__name__)
