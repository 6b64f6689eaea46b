"""Words in all that is known of a request: its number, text and address, what was said, and who reported it.

Each part is found by an index of its own, and the ids are joined: a question inside an alternative reads every row.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVectorExact, SearchVectorField
from django.db.models import Func, Q, QuerySet
from django.db.models.functions import Coalesce

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
Ids = QuerySet[Any, tuple[int]]
_IS_COVERED = Q(covered_description__isnull=False) | Q(covered_address__isnull=False)
_COVERED = (Coalesce("covered_description", "description"), Coalesce("covered_address", "address"))
# A resident's words without a digit or a sign of an e-mail address hold nothing that is covered.
_MAY_BE_COVERED = Q(organization=None, text__regex=r"[[:digit:]@(\[]")


def mentions(text: str, *, member: Member, organization: int) -> Q:
    """What the text is found in, on this organization's desk: as far as the member reads what is written there, and
    may know who reported it.
    """
    cleaned = clean(text)[:LONGEST]
    return _joined(cleaned, _elsewhere(cleaned, member, organization), member, organization)


def mentions_ahead(text: str, *, member: Member, organization: int) -> Q:
    """The same by some statements: what is found beside the request's own words is mostly little, and then the rest is
    one look into the words, without fetching every request that they name a second time.
    """
    cleaned = clean(text)[:LONGEST]
    elsewhere = _elsewhere(cleaned, member, organization, ahead=True)
    first, *others = elsewhere
    ids = [pk for (pk,) in first.union(*others, all=True)[: _MOST_ELSEWHERE + 1]]
    if len(ids) > _MOST_ELSEWHERE:
        return _joined(cleaned, elsewhere, member, organization)
    return (_reads_whole(member, organization) & _says(cleaned)) | Q(pk__in=ids)


def _joined(text: str, elsewhere: list[Ids], member: Member, organization: int) -> Q:
    own = _held(organization).filter(_reads_whole(member, organization), _says(text)).values_list("pk")
    return Q(pk__in=own.union(*elsewhere))


def _held(organization: int) -> Requests:
    return ServiceRequest.objects.filter(organization=organization).order_by()


def _says(text: str) -> Q:
    """The request's own words."""
    return Q(SearchVectorExact(_Words("description", "address"), _asked(text)))


def _reads_whole(member: Member, organization: int) -> Q:
    """Where the member is shown all that was written: what is covered for them must not be found by trying words."""
    return Q() if _works_on_all(member, organization) else granted(member, least=Role.WORKER) | ~_IS_COVERED


def _works_on_all(member: Member, organization: int) -> bool:
    return member.is_active and member.organization_id == organization and member.role >= Role.WORKER


def _elsewhere(text: str, member: Member, organization: int, *, ahead: bool = False) -> list[Ids]:
    """What is found by its number, and by what others said or who they are."""
    held = _held(organization)
    worked = held.filter(granted(member, least=Role.WORKER))
    said = Message.objects.alias(words=_Words("text")).filter(words=_asked(text)).order_by()
    works_on_all = _works_on_all(member, organization)
    return [
        *([said.values_list("service_request")] if works_on_all else _partly_covered(text, said, held, worked, ahead)),
        held.filter(number=numbers.read(text) or text).values_list("pk"),
        ServiceRequest.objects.exclude(source_id="").filter(source_id=text).order_by().values_list("pk"),
        *_reported_by(text, worked),
    ]


def _partly_covered(text: str, said: QuerySet[Message], held: Requests, worked: Requests, ahead: bool) -> list[Ids]:
    """What is found by who reads some of the words covered, and some perhaps whole."""
    may_hide = said.filter(_MAY_BE_COVERED).values_list("service_request", flat=True)
    # Mostly few, and then it is they that are looked at, and not every request of the desk.
    few = list(may_hide[: _MOST_ELSEWHERE + 1]) if ahead else []
    is_few = ahead and len(few) <= _MOST_ELSEWHERE
    covered = held.filter(_IS_COVERED).filter(SearchVectorExact(_Words(*_COVERED), _asked(text)))
    return [
        said.exclude(_MAY_BE_COVERED).values_list("service_request"),
        worked.filter(pk__in=few if is_few else may_hide).values_list("pk"),
        covered.values_list("pk"),
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
