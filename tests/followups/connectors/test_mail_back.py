"""A mail of ours that comes back: what it was about was not delivered, and waits for a person."""

from __future__ import annotations

from fixward.domain.conversations.models import Message
from fixward.followups.exchange.connectors import queries
from fixward.followups.exchange.connectors.mail.receiving import receive
from fixward.followups.exchange.connectors.troubles import Trouble

BOUNCE = """From: MAILER-DAEMON@example.com
To: {to}
Message-ID: <2@example.com>
Auto-Submitted: auto-replied
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

It could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; example.com

Final-Recipient: rfc822; roads@example.com
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1
 No such user

--b
Content-Type: message/rfc822

Message-ID: {message_id}
Subject: Request

The request
--b--
"""


def bounced(to: str, message_id: str, action: str = "failed") -> bytes:
    """As RFC 3464 has it."""
    return BOUNCE.format(to=to, message_id=message_id, action=action).encode()


def test_a_mail_that_comes_back_was_not_delivered(town, handed, out, dispatch):
    (mail,) = out(handed)
    receive(bounced(mail.reply_to[0], mail.extra_headers["Message-ID"]))
    held = dispatch()
    assert (held.sent_at, held.trouble) == (None, Trouble.BOUNCED)
    assert "No such user" in held.detail
    assert queries.undelivered(town.cora).count() == 1
    assert not Message.objects.exists()


def test_that_a_mail_is_late_changes_nothing(town, handed, out, dispatch):
    (mail,) = out(handed)
    receive(bounced(mail.reply_to[0], mail.extra_headers["Message-ID"], action="delayed"))
    assert dispatch().sent_at is not None
    assert not Message.objects.exists()
