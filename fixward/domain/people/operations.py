"""What people change of themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext as _

from fixward.domain.people import personal, policy
from fixward.domain.people.models import Person, Topic
from fixward.domain.people.personal import Traces
from fixward.foundation import clock
from fixward.foundation.database import turns


class Refused(Exception):
    """Carries a sentence fit to show to the person; nothing was changed."""


def set_preferences(person: Person, *, language: str, hears: Iterable[str] | Mapping[str, bool], by: Person) -> Person:
    """The language of mails, and the topics that somebody wants to hear of; those not named they do not."""
    _must(policy.can_change(by, person))
    if language not in dict(settings.LANGUAGES):
        raise Refused(_("Choose one of the languages."))
    chosen = set(hears)
    person.language, person.hears = language, {topic.value: topic in chosen for topic in Topic}
    person.save(update_fields=["language", "hears"])
    return person


def set_keys(person: Person, *, single: bool, by: Person) -> Person:
    """Whether single letters are commands on the staff's pages: who dictates to the machine switches them off."""
    _must(policy.can_change(by, person))
    person.single_keys = single
    person.save(update_fields=["single_keys"])
    return person


@transaction.atomic
def close_account(person: Person, *, by: Person) -> Traces:
    """Forget who it was, everywhere; what was done stays, without them. Answers with what was forgotten.

    What must be kept for a legal matter stays as it is until that ends, and is forgotten then.
    The row itself stays, empty: events are never changed, and carry its id. A new password ends every session.
    """
    _must(policy.can_close(by, person))
    turns.together(personal.WHAT_IS_KEPT)
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.closed_at is not None:
        raise Refused(_("This account is closed already."))
    if reason := policy.reason_to_stay(person):
        raise Refused(reason)
    traces = Traces(email=person.email, name=person.name, phone=person.phone)
    personal.forget(person, traces)
    person.email, person.name, person.phone = f"left-{person.pk}@closed.invalid", "", ""
    person.password, person.hears, person.language = make_password(None), {}, settings.LANGUAGE_CODE
    person.is_active, person.last_login, person.closed_at = False, None, clock.now()
    person.save()
    return traces


def _must(allowed: bool) -> None:
    if not allowed:
        raise Refused(_("Only you can change what is yours."))
