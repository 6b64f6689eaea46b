"""Who looks: somebody logged in, somebody who came by a signed link in a mail, or nobody known."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from fixward.domain.people.models import Person
from fixward.domain.service_requests import policy
from fixward.domain.service_requests.models import ServiceRequest
from fixward.domain.service_requests.queries import find
from fixward.domain.service_requests.querysets import Viewer
from fixward.doors.page.hats import hats
from fixward.doors.page.sign_on.session import came_by
from fixward.foundation.text import clean

_LINKS = "links"  # in the session: {number: id of the person whose mailed link was opened}
_MOST_LINKS = 50


def logged_in(request: HttpRequest) -> Person | None:
    """Nobody where an organization's sign-on let them in: it opens the desk there, and nothing of the person's own."""
    return request.user if isinstance(request.user, Person) and not came_by(request) else None


def remember_link(request: HttpRequest, number: str, person: Person) -> None:
    """The browser has proved this person's address, for this request only."""
    links = dict(request.session.get(_LINKS, {}))
    links.pop(number, None)
    links[number] = person.pk
    request.session[_LINKS] = dict(list(links.items())[-_MOST_LINKS:])


def by_link(request: HttpRequest, number: str) -> Person | None:
    known = request.session.get(_LINKS, {}).get(number)
    return Person.objects.filter(pk=known, is_active=True).first() if known else None


def seen(request: HttpRequest, number: str) -> tuple[ServiceRequest, Person | None]:
    """The request as this browser may see it, and in whose name; 404 otherwise. Its reporter comes first."""
    number = clean(number)[:120]
    people = [person for person in (by_link(request, number), logged_in(request)) if person]
    for person in people:
        service_request = find(number, person)
        if service_request and policy.is_reporter(person, service_request):
            return service_request, person
    service_request = find(number, None)
    if service_request is None:
        raise Http404
    return service_request, people[0] if people else None


def viewers(request: HttpRequest, number: str) -> list[Viewer]:
    """Everybody this browser may look as, the public first."""
    people = (by_link(request, number), logged_in(request))
    return [None, *(one for one in people if one), *hats(request)]
