"""One request's desk: everything that its page shows, as this member may see it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fixward.domain.catalog.queries import answered
from fixward.domain.conversations import canned, mentions
from fixward.domain.conversations.models import CannedReply
from fixward.domain.conversations.story import story
from fixward.domain.governments.models import Member, Organization, Role, Standing
from fixward.domain.records.holding import holds_on
from fixward.domain.records.models import Hold
from fixward.domain.routing import wording
from fixward.domain.service_requests import custody, nearby, policy, queries
from fixward.domain.service_requests.arrival import Arrival, arrival
from fixward.domain.service_requests.models import (
    Custody,
    EventKind,
    OutsideNumber,
    Photo,
    Reporter,
    Sending,
    ServiceRequest,
)
from fixward.domain.service_requests.suggestions import Suggestion, suggestion
from fixward.domain.service_requests.waiting import open_wait
from fixward.domain.service_requests.waits import Wait
from fixward.doors.staff.actions import ACTIONS, Action
from fixward.doors.staff.forms import DeskForm
from fixward.doors.staff.telling import Told
from fixward.followups.exchange.connectors import queries as outside


@dataclass(frozen=True)
class Offer:
    """An action with its form, as it stands on the page; open where it was just refused."""

    action: Action
    form: DeskForm

    @property
    def name(self) -> str:
        return self.action.name

    @property
    def is_refused(self) -> bool:
        return bool(self.form.errors) if self.form.is_bound else False


@dataclass
class Desk:
    """What the templates ask for; each part is read once, and only where it is shown."""

    service_request: ServiceRequest
    member: Member
    refused: dict[str, DeskForm] = field(default_factory=dict)
    filled: dict[str, str] = field(default_factory=dict)
    chosen: int = 0
    said: str = ""
    said_by: str = ""

    @cached_property
    def offers(self) -> dict[str, Offer]:
        """What this member may do now; a form that was refused stays, so that nothing typed is lost."""
        return {
            name: Offer(action, self.refused.get(name) or self.form(action))
            for name, action in ACTIONS.items()
            if name in self.refused or action.is_offered(self.member, self.service_request)
        }

    def form(self, action: Action, data: object = None, files: object = None) -> DeskForm:
        made = action.form(data, files, name=action.name, service_request=self.service_request, member=self.member)
        if action.name in self.filled:
            made.initial["text"] = self.filled[action.name]
        return made

    @cached_property
    def canned_to_answer(self) -> list[CannedReply]:
        return canned.fitting(self.service_request, closing=False)

    @cached_property
    def canned_to_close(self) -> list[CannedReply]:
        return canned.fitting(self.service_request, closing=True)

    def fill(self, into: str, canned_reply: CannedReply, language: str) -> None:
        """Put the words of a canned reply into the form of this name."""
        self.filled[into] = canned.filled(canned_reply, self.service_request, language=language)
        self.chosen = canned_reply.pk

    @property
    def languages(self) -> list[tuple[str, str]]:
        """The reporter's first."""
        theirs = self.reporter.language if self.reporter else ""
        return sorted(settings.LANGUAGES, key=lambda language: language[0] != theirs)

    @cached_property
    def suggestion(self) -> Suggestion | None:
        """Where requests like this one here have ended."""
        return suggestion(self.service_request)

    @cached_property
    def holds(self) -> list[queries.Hold]:
        return queries.holds(self.service_request)

    @cached_property
    def legal_holds(self) -> list[Hold]:
        """Those that keep everything of it from being destroyed; why is each organization's own affair."""
        return holds_on(self.service_request)

    @cached_property
    def is_outside(self) -> bool:
        """Whether an organization off the platform has it, or had it: only then is there something to ask for."""
        return any(hold.organization.standing == Standing.EXTERNAL for hold in self.holds)

    @cached_property
    def outside_numbers(self) -> list[OutsideNumber]:
        return queries.outside_numbers(self.service_request) if self.is_outside else []

    @cached_property
    def outside(self) -> outside.Standing | None:
        """How it stands with the way to organizations off the platform."""
        return outside.standing(self.service_request) if self.is_outside else None

    @property
    def hold(self) -> queries.Hold:
        """The present one or, of a closed request, the last."""
        return self.holds[-1]

    @cached_property
    def arrival(self) -> Arrival:
        return arrival(self.holds)

    @cached_property
    def reasons(self) -> list[str]:
        """What the sender said, then what the rules say."""
        return list(filter(None, (self.arrival.sentence, *wording.sentences(self.service_request.route))))

    @cached_property
    def story(self) -> list[Told]:
        return [Told(entry) for entry in story(self.service_request, self.member)]

    @cached_property
    def answers(self) -> list[tuple[str, str, bool]]:
        """Question, answer and whether it is private; the private ones for who works where the request is."""
        services = {self.service_request.service.code}
        for entry in self.story:
            if entry.kind == EventKind.SERVICE_CHANGED:
                services.add(entry.entry.event.data["left"])
        rows = answered(services, self.service_request.answers)
        is_desk = policy.role_at(self.member, self.service_request) is not None
        shown = [(question, text) for question, text in rows if is_desk or not question.is_private]
        return [(str(question), text, question.is_private) for question, text in shown]

    @property
    def description(self) -> str:
        """What reaches or names a person only for who may know who reported it."""
        return self.service_request.description if self.sees_reporter else self.service_request.public_description

    @cached_property
    def photos(self) -> list[Photo]:
        return list(self.service_request.photos.filter(hidden_at=None))

    @cached_property
    def reporter(self) -> Reporter | None:
        if not self.sees_reporter:
            return None
        return getattr(self.service_request, "reporter", None)

    @property
    def sending(self) -> Sending | None:
        """What the sender's program told beside the report, for who sees the reporter."""
        return getattr(self.service_request, "sending", None) if self.sees_reporter else None

    @cached_property
    def sees_reporter(self) -> bool:
        return policy.can_see_reporter(self.member, self.service_request)

    @cached_property
    def wait(self) -> Wait | None:
        """The wait for the reporter's answer, while it lasts."""
        return open_wait(self.service_request)

    @property
    def reporter_language(self) -> str:
        code = self.reporter.language if self.reporter else ""
        return dict(settings.LANGUAGES).get(code, code)

    @cached_property
    def can_hide(self) -> bool:
        return policy.can_hide(self.member, self.service_request)

    @cached_property
    def duplicates(self) -> QuerySet[ServiceRequest]:
        return ServiceRequest.objects.visible_to(self.member).filter(duplicate_of=self.service_request).order_by("pk")

    @cached_property
    def mentionable(self) -> list[mentions.Name]:
        """Whom a note here can call."""
        return mentions.names(self.service_request, self.member)

    @cached_property
    def related(self) -> QuerySet[ServiceRequest]:
        """What it is linked with, as far as this member may see it."""
        return queries.related(self.service_request, self.member)

    @cached_property
    def near(self) -> list[nearby.Neighbour]:
        """What this may be a repetition of."""
        return nearby.near(self.service_request, self.member)

    @cached_property
    def followers(self) -> int:
        return self.service_request.follows.count()

    @cached_property
    def supporters(self) -> int:
        return self.service_request.supports.count()

    @cached_property
    def sender(self) -> Custody | None:
        """Who gets it by a return."""
        return custody.sender(self.service_request)

    @cached_property
    def by_rule(self) -> Organization | None:
        """Whom the rules would give it now, where that is another than its holder."""
        route = queries.route_now(self.service_request)
        if route.organization == self.service_request.organization_id:
            return None
        return Organization.objects.filter(pk=route.organization).first()

    @cached_property
    def only_reads(self) -> str:
        """Why there is nothing to do here for this member; empty where there is."""
        if policy.can_work(self.member, self.service_request):
            return ""
        holder = self.service_request.organization
        if policy.role_at(self.member, self.service_request) is not None:
            role = Role.WORKER.label
            return _("You can read this request. To work on it you need the role “%(role)s”.") % {"role": role}
        held = [hold for hold in self.holds if hold.organization.pk == self.member.organization_id]
        if held:
            return _("%(holder)s has this request now and acts on it. You handed it over and can read on.") % {
                "holder": holder
            }
        return _("%(holder)s has this request and acts on it. You can read what is public.") % {"holder": holder}

    @property
    def is_by_grant(self) -> bool:
        """Whether what this member does here is done for another organization."""
        holder = self.service_request.organization
        is_here = holder.standing != Standing.EXTERNAL  # for others off the platform the steward needs no grant
        return not self.only_reads and is_here and holder.pk != self.member.organization_id

    def other_hat(self, hats: list[Member]) -> Member | None:
        """Another hat of the same person, with which there would be something to do."""
        if not self.only_reads:
            return None
        others = (hat for hat in hats if hat.pk != self.member.pk)
        return next((hat for hat in others if policy.can_work(hat, self.service_request)), None)
