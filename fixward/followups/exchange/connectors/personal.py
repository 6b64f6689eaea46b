"""Words of mails that were refused: left without the name of who reported the request, when they leave."""

from __future__ import annotations

from fixward.domain.people import personal
from fixward.domain.people.models import Person
from fixward.domain.people.personal import Traces
from fixward.domain.service_requests.keeping import kept_requests
from fixward.followups.exchange.connectors.models import Received, Seen


@personal.forgets
def _forget(person: Person, traces: Traces) -> None:
    own = {"service_request__reporter__person": person}
    for row in Received.objects.filter(**own).exclude(text="").exclude(service_request__in=kept_requests()):
        Received.objects.filter(pk=row.pk).update(text=traces.without(row.text))
    for seen in Seen.objects.filter(**own).exclude(notes="").exclude(service_request__in=kept_requests()):
        Seen.objects.filter(pk=seen.pk).update(notes=traces.without(seen.notes))
