"""The kinds of events that a webhook can ask for."""

from __future__ import annotations

from fixward.domain.service_requests.models import EventKind

# Who follows is nobody's business, and an import is no news.
_NEVER = {
    EventKind.FOLLOWED,
    EventKind.UNFOLLOWED,
    EventKind.SUPPORTED,
    EventKind.IMPORTED,
    EventKind.REMINDED,
    EventKind.FLAGGED,
    EventKind.KEPT,
}
OFFERED = tuple(kind for kind in EventKind if kind not in _NEVER)
