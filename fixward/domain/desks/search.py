"""Words in all that is known of a request: its number, text and address, what was said, and who reported it.

Each part is found by an index of its own, and the ids are joined: a question inside an alternative reads every row.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVectorExact, SearchVectorField
from django.db.models import Func, Q, QuerySet

from fixward.domain.conversations.models import Message
from fixward.domain.governments.models import Member, Role
from fixward.domain.people.models import Person
from fixward.domain.service_requests import numbers
from fixward.domain.service_requests.models import Reporter, ServiceRequest
from fixward.domain.service_requests.reach import granted
from fixward.foundation.text import clean

LONGEST = 200
# The index of names knows runs of three letters: less would have every row read.
_SHORTEST_NAME = 3
_MOST_ELSEWHERE = 2000
Requests = QuerySet[ServiceRequest]


def mentions(text: str, *, member: Member, organization: int) -> Q:
    """What the text is found in, on this organization's desk; reporters are searched as far as the member reaches."""
    text, held = clean(text)[:LONGEST], _held(organization)
    found = held.filter(_says(text)).values_list("pk").union(*_elsewhere(text, member, held))
    return Q(pk__in=found)


def mentions_ahead(text: str, *, member: Member, organization: int) -> Q:
    """The same by two statements: what is found beside the request's own words is mostly little, and then the rest is
    one look into the words, without fetching every request that they name a second time.
    """
    cleaned = clean(text)[:LONGEST]
    first, *others = _elsewhere(cleaned, member, _held(organization))
    ids = [pk for (pk,) in first.union(*others, all=True)[: _MOST_ELSEWHERE + 1]]
    if len(ids) > _MOST_ELSEWHERE:
        return mentions(text, member=member, organization=organization)
    return _says(cleaned) | Q(pk__in=ids)


def _held(organization: int) -> Requests:
    return ServiceRequest.objects.filter(organization=organization).order_by()


def _says(text: str) -> Q:
    """The request's own words."""
    return Q(SearchVectorExact(_Words("description", "address"), _asked(text)))


def _elsewhere(text: str, member: Member, held: Requests) -> list[QuerySet[Any, tuple[int]]]:
    """What is found by its number, and by what others said or who they are."""
    said = Message.objects.alias(words=_Words("text")).filter(words=_asked(text)).order_by()
    return [
        said.values_list("service_request"),
        held.filter(number=numbers.read(text) or text).values_list("pk"),
        ServiceRequest.objects.exclude(source_id="").filter(source_id=text).order_by().values_list("pk"),
        *_reported_by(text, held.filter(granted(member, least=Role.WORKER))),
    ]


def _reported_by(text: str, worked: QuerySet[ServiceRequest]) -> list[QuerySet[ServiceRequest, tuple[int]]]:
    reporters = []
    if "@" in text:
        reporters.append(Reporter.objects.filter(person__in=Person.objects.filter(email__iexact=text).values("pk")))
    elif len(text) >= _SHORTEST_NAME:
        reporters.append(Reporter.objects.filter(Q(name__icontains=text) | Q(phone__icontains=text)))
    return [worked.filter(pk__in=rows.order_by().values("service_request")).values_list("pk") for rows in reporters]


def _asked(text: str) -> SearchQuery:
    """As somebody types it, in either language: words, "phrases", -without, or."""
    english, spanish = (SearchQuery(text, config=name, search_type="websearch") for name in ("english", "spanish"))
    return english | spanish


class _Words(Func):
    """The words of these columns, written as the indexes have them."""

    function = "words_of"
    arg_joiner = " || ' ' || "
    output_field = SearchVectorField()
