"""What can go wrong on the way out, in words for the person who has to see to it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fixward.foundation.text import clean


class Trouble(models.TextChoices):
    NO_ADDRESS = "no_address", _("No e-mail address is kept for this organization.")
    REFUSED = "refused", _("They refuse it, and will not take it later either.")
    UNREACHABLE = "unreachable", _("They could not be reached for three days.")
    BOUNCED = "bounced", _("Their mail server took it and then sent it back.")
    NO_SERVICE = "no_service", _("In the set-up, none of their services is paired with this one.")
    NO_KEY = "no_key", _("Their key is missing or cannot be read any more. Type it in the set-up.")
    PRIVATE = "private", _("The request is not public, and the other side would publish it. Hand it over another way.")
    UNKNOWN = (
        "unknown",
        _("It is not known whether they have it: no answer came. Look there before sending again."),
    )
    DUPLICATE = "duplicate", _("They answered with a number that they gave to another request of ours.")
    NO_NUMBER = "no_number", _("They took it a week ago and have given it no number. Ask them what became of it.")
    WAITING = "waiting", _("They cannot take it at the moment. It will be tried again.")


class NotNow(Exception):
    """The other side does not take it now; it is tried again. Carries why."""


class Held(Exception):
    """A person has to see to it."""

    def __init__(self, trouble: Trouble, detail: str = "") -> None:
        super().__init__(detail or trouble.label)
        self.trouble, self.detail = trouble, clean(detail)[:200]
