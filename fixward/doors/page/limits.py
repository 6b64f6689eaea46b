"""How often something may be done: in an hour from one network address and by one contact, in a minute by one key.

Counted in PostgreSQL, since all processes and machines share it: the libraries for this want Redis or Memcached.
"""

from __future__ import annotations

import datetime as dt
import hmac
import math
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from fixward.domain.governments.models import Organization
from fixward.domain.programs.queries import Caller
from fixward.doors.page import network
from fixward.doors.page.context import is_member
from fixward.doors.page.models import Counted
from fixward.foundation import clock
from fixward.foundation.database.backend.base import DatabaseWrapper

_WINDOW = dt.timedelta(hours=1)
_MINUTE = dt.timedelta(minutes=1)
# All keys of a call are counted by one statement. Whose window is over begins a new one.
_COUNT = """
INSERT INTO page_counted AS known (key, until, count) SELECT key, $2, 1 FROM unnest($1::uuid[]) AS key
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN known.until <= $3 THEN 1 ELSE known.count + 1 END,
    until = CASE WHEN known.until <= $3 THEN excluded.until ELSE known.until END
RETURNING key, count, until
"""
_SWEPT_EVERY_S = 3600
_swept = {"at": time.monotonic()}

Answer = TypeVar("Answer", bound=HttpResponseBase)


@dataclass(frozen=True, slots=True)
class TooMany:
    """Why not now, as a sentence for the person; and until when."""

    until: dt.datetime
    per_minute: int = 0
    """Set where a program called too often."""

    @property
    def sentence(self) -> str:
        """With the phone of the steward, for what cannot wait."""
        if self.per_minute:
            said = _("This key may call %(count)d times in a minute. Please wait %(seconds)d seconds.")
            return said % {"count": self.per_minute, "seconds": self.seconds}
        clock_time = date_format(timezone.localtime(self.until + dt.timedelta(minutes=1)), "TIME_FORMAT")
        words = _("To keep robots out, we take only so many in an hour. Please try again after %(time)s.") % {
            "time": clock_time
        }
        phone = Organization.objects.filter(is_steward=True).values_list("phone", flat=True).first()
        urgent = _("If it cannot wait, call %(phone)s.") % {"phone": phone}
        return f"{words} {urgent}" if phone else words

    @property
    def seconds(self) -> int:
        """How long to wait, as Retry-After has it."""
        return max(math.ceil((self.until - clock.now()).total_seconds()), 1)

    def told(self, response: Answer) -> Answer:
        """The answer, as one that programs understand too."""
        response.status_code = 429
        response.headers["Retry-After"] = str(self.seconds)
        return response


def too_many(request: HttpRequest, what: str, *, contact: str = "") -> TooMany | None:
    """Count one more of this (`settings.LIMITS`), and say whether it is one too many; members do as much as they like.

    One query, and one more where a limit is passed.
    """
    by_address, by_contact = settings.LIMITS[what]
    most = {_key(what, "address", network.client(request)): by_address} if by_address else {}
    if contact and by_contact:
        most[_key(what, "contact", contact.strip().lower())] = by_contact
    if not most:
        return None
    passed = [until for key, count, until in _counted(list(most)) if count > most[key]]
    return TooMany(max(passed)) if passed and not _is_exempt(request) else None


def too_many_named(what: str, contact: str, *, caller: Caller) -> TooMany | None:
    """Count one more of this in the name of a contact that a program of an organization gives, as if they did it.

    Not where that is the program's own, or its organization's: both answer for it themselves.
    """
    most, contact = settings.LIMITS[what][1], contact.strip().lower()
    own = {caller.program.contact.lower(), caller.organization.email.lower() if caller.organization else ""}
    if not (most and contact) or contact in own:
        return None
    (_counted_key, count, until), *_rest = _counted([_key(what, "contact", contact)])
    return TooMany(until) if count > most else None


def too_many_calls(caller: Caller) -> TooMany | None:
    """Count one more call by this key, and say whether it is one too many. One query, which waits for no disk."""
    most = caller.program.per_minute
    (_counted_key, count, until), *_rest = _counted([_key("calls", "key", str(caller.key))], window=_MINUTE)
    return TooMany(until, per_minute=most) if count > most else None


def _is_exempt(request: HttpRequest) -> bool:
    return request.user.is_authenticated and is_member(request)


def _key(what: str, kind: str, who: str) -> uuid.UUID:
    """No address is kept, only what tells it from others; without the secret key nobody can try them out."""
    text = f"limits:{what}:{kind}:{who}".encode()
    return uuid.UUID(bytes=hmac.digest(settings.SECRET_KEY.encode(), text, "sha256")[:16])


def _counted(keys: Sequence[uuid.UUID], *, window: dt.timedelta = _WINDOW) -> list[tuple[Any, ...]]:
    _sweep()
    now = clock.now()
    database = cast(DatabaseWrapper, connections[DEFAULT_DB_ALIAS])
    with database.prepared_cursor() as cursor:
        # In one order everywhere, so that two who count the same keys never wait for each other.
        cursor.execute(_COUNT, [sorted(keys), now + window, now])
        return list(cursor.fetchall())


def _sweep() -> None:
    """Once in an hour each process clears away what is over."""
    if time.monotonic() - _swept["at"] > _SWEPT_EVERY_S:
        _swept["at"] = time.monotonic()
        Counted.objects.filter(until__lt=clock.now()).delete()
