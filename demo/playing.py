"""Plays the stories, all of them along one line of time, so that numbers and events come in the order of the days."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from django.utils import translation

from demo import drawings
from demo.records import Step, Story
from demo.writing.county import County
from fixward.domain.conversations import operations as conversations
from fixward.domain.conversations.models import FlagReason
from fixward.domain.governments.models import Member
from fixward.domain.people.models import Person
from fixward.domain.service_requests import events, operations
from fixward.domain.service_requests.models import Resolution, ServiceRequest
from fixward.foundation import clock
from fixward.foundation.files.pictures import Picture
from fixward.foundation.progress import Progress

# What is made up says so: in its source, which the pages show.
SOURCE = "demo"
_KEYS = uuid.UUID("7d0f6f6e-5f0c-4f3e-9c2b-3f6b1c311311")
_PHOTOS = 25


def key_of(story: str) -> uuid.UUID:
    """The key of the request that tells this story."""
    return uuid.uuid5(_KEYS, story)


def play(stories: tuple[Story, ...], county: County, progress: Progress) -> None:
    """All that happened, each at its moment; nobody is notified of it."""
    stage = _Stage(county, {}, _photographed(stories))
    line = sorted(_moments(stories), key=lambda moment: moment.at)
    with events.untold():
        for number, moment in enumerate(line):
            progress("Requests", number, len(line))
            with clock.at(moment.at), translation.override(moment.story.language):
                try:
                    stage.show(moment)
                except (operations.Refused, operations.ReportRefused) as refusal:
                    refusal.add_note(f"In the story {moment.story.key}: {moment.step}")
                    raise
    progress("Requests", len(line), len(line))


@dataclass(frozen=True, slots=True)
class _Moment:
    """A story's beginning, or one of its steps."""

    at: dt.datetime
    story: Story
    step: Step | None = None


def _moments(stories: tuple[Story, ...]) -> list[_Moment]:
    return [
        moment
        for story in stories
        for moment in (
            _Moment(story.submitted_at, story),
            *(_Moment(story.submitted_at + step.after, story, step) for step in story.steps),
        )
    ]


def _photographed(stories: tuple[Story, ...]) -> set[str]:
    """The keys of those whose reporter sent a photo: the stories the demonstration is shown by, and some others."""
    drawable = [story.key for story in stories if story.service in drawings.MOTIFS]
    shown_by = [key for key in drawable if key.startswith("seed-")]
    others = [key for key in drawable if not key.startswith("seed-")]
    return {*shown_by, *Random(311).sample(others, min(len(others), _PHOTOS - len(shown_by)))}


@dataclass(frozen=True)
class _Stage:
    """The county, and the requests as they are at the moment that is played."""

    county: County
    requests: dict[str, ServiceRequest]
    photographed: set[str]

    def show(self, moment: _Moment) -> None:
        if moment.step is None:
            self.requests[moment.story.key] = self._submit(moment.story)
            return
        turn = _Turn(self, moment.story, moment.step)
        changed = _PLAYS[moment.step.kind](turn)
        if isinstance(changed, ServiceRequest):
            self.requests[moment.story.key] = changed

    def _submit(self, story: Story) -> ServiceRequest:
        reporter = self.county.governments.residents[story.contact] if story.contact else None
        report = operations.Report(
            service=self.county.services.services[story.service],
            lon=story.lon,
            lat=story.lat,
            description=story.description,
            address=story.address,
            answers={code: [given] if isinstance(given, str) else given for code, given in story.answers.items()},
            contact=operations.Contact(email=reporter.email, name=reporter.name) if reporter else operations.Contact(),
            pictures=self._pictures(story),
            key=key_of(story.key),
            source=SOURCE,
        )
        return operations.submit(report, by=reporter)

    def _pictures(self, story: Story) -> tuple[Picture, ...]:
        return (drawings.picture(story.service, story.key),) if story.key in self.photographed else ()


@dataclass(frozen=True)
class _Turn:
    """One step, with the words to look up what it speaks of."""

    stage: _Stage
    story: Story
    step: Step

    @property
    def service_request(self) -> ServiceRequest:
        return self.stage.requests[self.story.key]

    @property
    def member(self) -> Member:
        """Who works on the request now: whom it is assigned to, else its department's desk, else the manager."""
        governments, held = self.stage.county.governments, self.service_request
        if self.step.by == "steward":
            return governments.steward
        return (
            governments.member(held.assignee_id)
            or governments.worker_of(held.department_id)
            or governments.manager_of(held.organization_id)
        )

    @property
    def manager(self) -> Member:
        return self.stage.county.governments.manager_of(self.service_request.organization_id)

    @property
    def person(self) -> Person:
        email = self.story.contact if self.step.by == "reporter" else self.step.person
        return self.stage.county.governments.residents[email]


def _assign(turn: _Turn) -> ServiceRequest:
    governments = turn.stage.county.governments
    holder = turn.member.organization.code
    return operations.assign(
        turn.service_request,
        department=governments.departments[holder, turn.step.to],
        member=governments.members.get(turn.step.person),
        by=turn.member,
    )


def _transfer(turn: _Turn) -> ServiceRequest:
    to = turn.stage.county.governments.organizations[turn.step.to]
    return operations.transfer(turn.service_request, to=to, reason=turn.step.text, by=turn.member)


def _settle(turn: _Turn) -> ServiceRequest:
    to = turn.stage.county.governments.organizations[turn.step.to]
    return operations.settle(turn.service_request, to=to, reason=turn.step.text, by=turn.member)


def _close(turn: _Turn) -> ServiceRequest:
    resolution = Resolution(turn.step.resolution)
    return operations.close(turn.service_request, resolution=resolution, text=turn.step.text, by=turn.member)


def _reopen(turn: _Turn) -> ServiceRequest:
    by = turn.person if turn.step.by == "reporter" else turn.member
    return operations.reopen(turn.service_request, reason=turn.step.text, by=by)


def _change_service(turn: _Turn) -> ServiceRequest:
    service = turn.stage.county.services.services[turn.step.to]
    return operations.change_service(turn.service_request, service=service, by=turn.member)


_PLAYS: dict[str, Callable[[_Turn], object]] = {
    "acknowledge": lambda turn: operations.acknowledge(turn.service_request, by=turn.member),
    "assign": _assign,
    "transfer": _transfer,
    "return": lambda turn: operations.return_to_sender(turn.service_request, reason=turn.step.text, by=turn.member),
    "settle": _settle,
    "reply": lambda turn: conversations.reply(turn.service_request, text=turn.step.text, by=turn.member),
    "note": lambda turn: conversations.note(
        turn.service_request, text=turn.step.text, by=turn.member, shared=turn.step.shared
    ),
    "comment": lambda turn: conversations.comment(turn.service_request, text=turn.step.text, by=turn.person),
    "support": lambda turn: operations.support(turn.service_request, by=turn.person),
    "follow": lambda turn: operations.follow(turn.service_request, by=turn.person),
    "close": _close,
    "reopen": _reopen,
    "duplicate": lambda turn: operations.mark_duplicate(
        turn.service_request, of=turn.stage.requests[turn.step.to], by=turn.member
    ),
    "separate": lambda turn: operations.separate(turn.service_request, reason=turn.step.text, by=turn.member),
    "change_service": _change_service,
    "flag": lambda turn: conversations.flag(
        turn.service_request,
        message=turn.service_request.messages.last(),
        reason=FlagReason.PERSONAL,
        text=turn.step.text,
        by=turn.person,
    ),
    "rate": lambda turn: conversations.rate(
        turn.service_request, stars=turn.step.stars, text=turn.step.text, by=turn.person
    ),
    "hide": lambda turn: operations.hide(turn.service_request, reason=turn.step.text, by=turn.manager),
}
