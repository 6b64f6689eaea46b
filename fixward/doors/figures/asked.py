"""What an address of the figures asks for: which days, and as who."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlencode

from django.http import HttpRequest

from fixward.domain.governments.models import Member
from fixward.domain.service_requests.models import ServiceRequest
from fixward.domain.service_requests.querysets import ServiceRequestQuerySet
from fixward.doors.page.accounts import lacks_second_factor
from fixward.doors.page.hats import hats
from fixward.followups.insights.counting import periods
from fixward.followups.insights.counting.periods import Period
from fixward.followups.insights.telling import choosing
from fixward.followups.insights.telling.choosing import Chosen
from fixward.followups.insights.telling.seeing import sees_whole

_AS, _PUBLIC = "as", "public"
FORMAT = "format"
_PERIOD = ("period", "from", "to", choosing.SHOWN)


@dataclass(frozen=True)
class Asked:
    """`hats` are those in which somebody looks: none for the public. `usual` is the period where none is named."""

    given: Mapping[str, str]
    hats: list[Member] = field(default_factory=list)
    usual: str = choosing.LAST_MONTH

    @classmethod
    def read(cls, request: HttpRequest, *, usual: str = choosing.LAST_MONTH) -> Asked:
        """An administrator who still has to set up a second step of the log-in sees what the public sees."""
        fitting = [hat for hat in hats(request) if not lacks_second_factor(request, hat)]
        return cls({name: str(value) for name, value in request.GET.items()}, fitting, usual)

    @property
    def is_member(self) -> bool:
        return sees_whole(self.hats)

    @property
    def public(self) -> bool:
        """Whether only what is public counts: also for a member who wants to see what the public sees."""
        return not self.is_member or self.given.get(_AS) == _PUBLIC

    @cached_property
    def chosen(self) -> Chosen:
        return choosing.choose(self.given, today=periods.today(), usual=self.usual, public=self.public)

    @property
    def period(self) -> Period:
        return self.chosen.period

    @property
    def query(self) -> dict[str, str]:
        """What goes along from page to page."""
        return self.chosen.query | self.seen_as

    @property
    def seen_as(self) -> dict[str, str]:
        return {_AS: _PUBLIC} if self.is_member and self.public else {}

    def link(self, path: str, **more: str) -> str:
        """A page of figures with the same period, seen by the same eyes."""
        return f"{path}?{self.written}{_more(more)}"

    @cached_property
    def written(self) -> str:
        """A page has a thousand links: what they share is written once."""
        return urlencode(self.query)

    def link_in(self, path: str, period: Period, **more: str) -> str:
        """The same in other days."""
        if period == self.period:
            return self.link(path, **more)
        if period not in self._written_in:
            days = {"period": choosing.DAYS} | choosing.in_days(period)
            self._written_in[period] = urlencode(days | self.seen_as)
        return f"{path}?{self._written_in[period]}{_more(more)}"

    @cached_property
    def _written_in(self) -> dict[Period, str]:
        return {}

    def changed(self, path: str, **changes: str | None) -> str:
        """This very address with something else in it; None takes it away."""
        kept = {name: value for name, value in self.given.items() if name not in ("page", *_PERIOD)}
        days = self.chosen.query if any(name in self.given for name in _PERIOD) else {}
        now: dict[str, str | None] = {**days, **kept, **changes}
        return f"{path}?{urlencode({name: value for name, value in now.items() if value})}"

    def visible(self) -> ServiceRequestQuerySet[ServiceRequest]:
        """The requests that they may look at, one by one."""
        if self.public:
            return ServiceRequest.objects.public()
        found = ServiceRequest.objects.none()
        for hat in self.hats:
            found |= ServiceRequest.objects.visible_to(hat)
        return found


def _more(parameters: Mapping[str, str]) -> str:
    return f"&{urlencode(parameters)}" if parameters else ""
