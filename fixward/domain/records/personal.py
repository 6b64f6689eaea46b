"""Who leaves while a legal hold covers something of theirs: told so, remembered until it ends, then forgotten."""

from __future__ import annotations

import structlog
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import ngettext

from fixward.domain.conversations.models import Message
from fixward.domain.people import personal
from fixward.domain.people.models import Person
from fixward.domain.people.personal import Traces
from fixward.domain.records.holding import HOLDS
from fixward.domain.records.models import Hold, Remembered
from fixward.domain.records.selection import Selection
from fixward.domain.service_requests import keeping
from fixward.domain.service_requests.models import ServiceRequest
from fixward.foundation.database import turns

logger = structlog.get_logger(__name__)


@personal.holds_back
def _held(person: Person) -> list[str]:
    """Who holds it, since when, and how much of theirs; the matter itself is the organization's affair."""
    said = []
    for hold in Hold.objects.filter(released_at=None).select_related("organization").order_by("pk"):
        fits = Q(pk__in=hold.held.values("service_request"))
        fits |= Selection.read(hold.selection).condition(hold.organization)
        count = _theirs(person).filter(fits).count()
        if count:
            said.append(
                ngettext(
                    "%(organization)s has to keep %(count)d request with your words, name and address: it is under a"
                    " legal hold since %(day)s. It is forgotten when the hold ends.",
                    "%(organization)s has to keep %(count)d requests with your words, name and address: they are under"
                    " a legal hold since %(day)s. They are forgotten when the hold ends.",
                    count,
                )
                % {
                    "organization": hold.organization,
                    "count": count,
                    "day": date_format(localtime(hold.since), "DATE_FORMAT"),
                }
            )
    return said


@personal.forgets
def _remember(person: Person, traces: Traces) -> None:
    """So that it can be found and forgotten later in what is kept now."""
    if _theirs(person).filter(keeping.kept()).exists():
        known = {"email": traces.email, "name": traces.name, "phone": traces.phone}
        Remembered.objects.get_or_create(person=person, defaults=known)
    else:
        Remembered.objects.filter(person=person).delete()


def forget_what_is_free() -> None:
    """Whoever left, and has less under a hold than before, is forgotten in the rest."""
    for pk in Remembered.objects.order_by("pk").values_list("pk", flat=True):
        try:
            _forget(pk)
        except Exception:
            logger.exception("not_forgotten", remembered=pk)


@transaction.atomic
def _forget(pk: int) -> None:
    turns.together(HOLDS)
    remembered = Remembered.objects.select_for_update(of=("self",)).select_related("person").filter(pk=pk).first()
    if remembered is not None:
        traces = Traces(email=remembered.email, name=remembered.name, phone=remembered.phone)
        personal.forget(remembered.person, traces)


def _theirs(person: Person) -> QuerySet[ServiceRequest]:
    """What they reported, and what they wrote on."""
    wrote = Message.objects.filter(person=person).values("service_request")
    return ServiceRequest.objects.filter(Q(reporter__person=person) | Q(pk__in=wrote)).order_by()
