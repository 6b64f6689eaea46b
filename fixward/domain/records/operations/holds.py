"""Legal holds: placed with a reason, in force at once, released with a reason."""

from __future__ import annotations

from itertools import islice

from django.db import transaction
from django.utils.translation import gettext as _

from fixward.domain.governments.models import Member
from fixward.domain.records import policy
from fixward.domain.records.holding import HOLDS
from fixward.domain.records.models import Held, Hold
from fixward.domain.records.selection import Selection
from fixward.domain.service_requests.operations.common import Refused, wanted
from fixward.foundation import clock
from fixward.foundation.database import turns

_AT_A_TIME = 1000
MOST_HOLDS, MOST_WORDS = 20, 5


@transaction.atomic
def place_hold(selection: Selection, *, reason: str, by: Member) -> Hold:
    """From the moment this answers, nothing of what is selected is destroyed, now or when it comes in later."""
    _must(policy.can_hold(by, by.organization))
    reason = wanted(reason, _("Say for which matter the hold is: it will stand in the log."))
    if selection.is_empty:
        raise Refused(_("Say what is held: requests, a service, a place, days, words or a person."))
    if selection.since and selection.until and selection.until < selection.since:
        raise Refused(_("The last day comes before the first one."))
    if len(selection.text.split()) > MOST_WORDS:
        raise Refused(_("Hold by at most %(most)d words: name the requests instead.") % {"most": MOST_WORDS})
    # What is being destroyed just now ends first; what comes after it sees the hold.
    turns.alone(HOLDS)
    if Hold.objects.filter(organization=by.organization, released_at=None).count() >= MOST_HOLDS:
        raise Refused(_("At most %(most)d holds are in force at a time: release one first.") % {"most": MOST_HOLDS})
    hold = Hold.objects.create(organization=by.organization, reason=reason, selection=selection.written(), by=by)
    found = iter(selection.found(by.organization).values_list("pk", flat=True).iterator(chunk_size=_AT_A_TIME))
    while keys := list(islice(found, _AT_A_TIME)):
        Held.objects.bulk_create(Held(hold=hold, service_request_id=pk) for pk in keys)
    return hold


@transaction.atomic
def release_hold(hold: Hold, *, reason: str, by: Member) -> Hold:
    """Let go of what it covers; what should have been destroyed meanwhile is, the night after."""
    _must(policy.can_hold(by, hold.organization))
    hold = Hold.objects.select_for_update(of=("self",)).select_related("organization").get(pk=hold.pk)
    if hold.released_at is not None:
        raise Refused(_("This hold has been released already."))
    hold.release_reason = wanted(reason, _("Say why the hold ends: it will stand in the log."))
    hold.released_at, hold.released_by = clock.now(), by
    hold.save(update_fields=["release_reason", "released_at", "released_by"])
    return hold


def _must(allowed: bool) -> None:
    if not allowed:
        raise Refused(_("Only an administrator of the organization whose records these are can do that."))
