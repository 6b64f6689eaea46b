"""Secrets and signatures, as Standard Webhooks has them: https://www.standardwebhooks.com."""

from __future__ import annotations

import base64
import datetime as dt
import secrets

from standardwebhooks import Webhook as Signer

from fixward.followups.exchange.webhooks.models import Delivery, Webhook
from fixward.foundation import clock, sealing

_BYTES = 32
# For so long the former secret signs too, beside the new one, so that a receiver can change over in its own time.
OVERLAP = dt.timedelta(days=2)


def new_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def headers(delivery: Delivery, *, at: dt.datetime) -> dict[str, str]:
    """Raises sealing.Unreadable. The id stays the same however often it is sent; the time is that of this try."""
    signatures = [Signer(secret).sign(delivery.message_id, at, delivery.body) for secret in _secrets(delivery.webhook)]
    return {
        "webhook-id": delivery.message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def _secrets(webhook: Webhook) -> list[str]:
    sealed = [webhook.sealed_secret]
    if webhook.former_until and webhook.former_until > clock.now():
        sealed.append(webhook.sealed_former_secret)
    return [sealing.opened(one) for one in sealed]
