"""What somebody wrote: told to them, and left without their name when they leave."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from fixward.domain.conversations.models import Edit, Flag, Message, Rating
from fixward.domain.people import personal
from fixward.domain.people.models import Person
from fixward.domain.people.personal import Traces
from fixward.domain.service_requests.keeping import kept_requests


@personal.tells("comments")
def _comments(person: Person) -> Any:
    rows = Message.objects.filter(person=person)
    return list(rows.values("service_request__number", "text", "written_at", "held_at", "hidden_at"))


@personal.tells("flags")
def _flags(person: Person) -> Any:
    return list(Flag.objects.filter(person=person).values("service_request__number", "reason", "text", "at"))


@personal.tells("ratings")
def _ratings(person: Person) -> Any:
    rows = Rating.objects.filter(service_request__reporter__person=person)
    return list(rows.values("service_request__number", "stars", "text", "rated_at", "changed_at"))


@personal.forgets
def _forget(person: Person, traces: Traces) -> None:
    """The words stay, and so do flags until somebody has looked: a comment's author is then an empty row.

    Comes before the rooms below forget which reports were theirs, for what was rated and edited is found by those.
    """
    own, kept = Q(service_request__reporter__person=person), Q(service_request__in=kept_requests())
    for row in Message.objects.filter(person=person).exclude(kept):
        Message.objects.filter(pk=row.pk).update(text=traces.without(row.text))
    for flag in Flag.objects.filter(person=person).exclude(kept):
        Flag.objects.filter(pk=flag.pk).update(text=traces.without(flag.text))
    for rating in Rating.objects.filter(own).exclude(kept):
        Rating.objects.filter(pk=rating.pk).update(text=traces.without(rating.text))
    for edit in Edit.objects.filter(own & Q(message=None) | Q(message__person=person)).exclude(kept):
        Edit.objects.filter(pk=edit.pk).update(before=traces.without(edit.before))
