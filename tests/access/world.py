"""The town, and one of each kind: with a request that Birch gave to Alder, once public and once private."""

from __future__ import annotations

import datetime as dt
import io
import json
import uuid
from dataclasses import dataclass, field
from functools import cached_property
from http.cookies import SimpleCookie
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from fixward.domain.conversations import operations as conversations
from fixward.domain.conversations.models import Attachment, CannedReply, Message
from fixward.domain.desks import operations as desks
from fixward.domain.desks.models import SavedView, Sharing
from fixward.domain.governments.changes import save
from fixward.domain.governments.models import Branding, Grant, Member, Organization, Role
from fixward.domain.people.models import Person
from fixward.domain.programs import operations as programs
from fixward.domain.programs.models import Program
from fixward.domain.programs.setup import PROGRAM
from fixward.domain.records import operations as records
from fixward.domain.records.models import Export, Hold, Run
from fixward.domain.records.production import produce
from fixward.domain.records.selection import Selection
from fixward.domain.routing.models import Responsibility
from fixward.domain.service_requests import operations
from fixward.domain.service_requests.models import ServiceRequest
from fixward.domain.surveying import operations as surveying
from fixward.domain.surveying.models import GroundFile, Sort
from fixward.domain.watching import operations as watching
from fixward.domain.watching.models import WatchArea
from fixward.followups.exchange.webhooks.models import Delivery, Webhook
from fixward.followups.exchange.webhooks.signing import new_secret
from fixward.foundation import clock, sealing
from fixward.foundation.files import documents, pictures
from tests import town as towns
from tests.access import kinds

WORDS = {"en": "We come soon.", "es": "Vamos pronto."}
SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]}


@dataclass
class World:
    town: towns.Town
    cove: Organization
    public: ServiceRequest
    private: ServiceRequest
    unsettled: ServiceRequest
    area: WatchArea
    canned: CannedReply
    view: SavedView
    people: dict[str, Person | None]
    members: dict[str, Member]
    browsers: dict[str, Client] = field(default_factory=dict)

    @cached_property
    def ground_file(self) -> GroundFile:
        """A file of one town, brought by the steward."""
        return surveying.bring(Sort.BOUNDARIES, town_file(), by=self.members["steward.administrator"])

    @cached_property
    def program(self) -> Program:
        """One that acts for Alder, with a key."""
        by = self.members["holding.administrator"]
        made = Program(organization=self.town.alder, made_by=by.person)
        made = save(PROGRAM, made, by=by, name="Field app", contact="it@example.org", scopes=["work"])
        programs.make_key(made, by=by)
        return made

    def comment(self) -> Message:
        """Rosa's, on the private request."""
        return conversations.comment(self.private, text="Still there", by=self.town.rosa)

    def held(self, service_request: ServiceRequest) -> Message:
        """A comment that waits for a moderator."""
        return Message.objects.create(
            service_request=service_request, person=self.town.rosa, text="And there", held_at=clock.now()
        )

    def closed(self, service_request: ServiceRequest) -> ServiceRequest:
        return operations.close(service_request, resolution="fixed", by=self.members["holding.worker"])

    def linked(self, service_request: ServiceRequest) -> ServiceRequest:
        """Another one, linked with it."""
        other = self.town.report()
        operations.relate(service_request, to=other, by=self.members["holding.worker"])
        return other

    def waiting(self, service_request: ServiceRequest) -> ServiceRequest:
        """For an answer of its reporter."""
        conversations.ask(service_request, text="Where exactly?", by=self.members["holding.worker"])
        return ServiceRequest.objects.get(pk=service_request.pk)

    def own_view(self, by: Member) -> SavedView:
        """One that this member keeps."""
        return desks.keep_view("Mine", asked={"view": "mine"}, words={}, by=by)

    @cached_property
    def export(self) -> Export:
        """Of both requests, by Alder's administrator."""
        today = clock.now().date()
        period = Selection(since=today - dt.timedelta(days=2), until=today + dt.timedelta(days=2))
        by = self.members["holding.administrator"]
        return records.prepare(period, title="12", key=uuid.uuid4(), by=by, with_private=True)

    @cached_property
    def hold(self) -> Hold:
        by = self.members["holding.administrator"]
        return records.place_hold(Selection(text="nothing like it"), reason="A case", by=by)

    @cached_property
    def run(self) -> Run:
        return Run.objects.create(organization=self.town.alder, schedules={})

    @cached_property
    def webhook(self) -> Webhook:
        """Alder's, with one message that was given up. Nobody listens there."""
        made = Webhook.objects.create(
            organization=self.town.alder, name="Desk", url="https://127.0.0.1:1/", kinds=["closed"]
        )
        made.sealed_secret = sealing.sealed(new_secret())
        made.save()
        Delivery.objects.create(webhook=made, kind="test", body="{}", given_up_at=clock.now())
        return made

    def packed(self) -> Export:
        """Its package, as if the worker had been there."""
        export = records.produce(self.export, by=self.members["holding.administrator"])
        produce(export.pk)
        return export

    @property
    def file(self) -> Attachment:
        """Of a note inside Alder, on the private request."""
        return Attachment.objects.get()

    @property
    def rule(self) -> Responsibility:
        return Responsibility.objects.get(organization=self.town.birch)

    def alone(self) -> Organization:
        """Alder, as if the county had handled it until lately."""
        self.town.alder.handled_by, self.town.alder.stand_alone_from = self.town.county, dt.date(2020, 1, 1)
        return self.town.alder

    def browser(self, kind: str) -> Client:
        """Logged in once; what a page did to its cookies is undone each time."""
        if kind not in self.browsers:
            self.browsers[kind] = client = Client()
            if person := self.people[kind]:
                client.force_login(person)
            client.kept = client.cookies.output(header="").strip()  # type: ignore[attr-defined]
        client = self.browsers[kind]
        client.cookies = SimpleCookie(client.kept)  # type: ignore[attr-defined]
        return client

    def arguments(self, service_request: ServiceRequest) -> dict[str, Any]:
        """What an address may name, by the name that it has in the urlconf."""
        photo, message = service_request.photos.get(), Message.objects.filter(service_request=service_request).first()
        return {
            "number": service_request.number,
            "photo_id": photo.pk,
            "message": message.pk if message else 0,
            "name": "acknowledge",
            "act": "keep",
            "code": self.town.alder.code,
            "area_id": self.area.pk,
            "size": 192,
            "token": "none",
            "key": "none",
            "uidb36": "1",
        }


def picture() -> pictures.Picture:
    file = io.BytesIO()
    Image.new("RGB", (8, 8), "#808080").save(file, "JPEG")
    file.seek(0)
    return pictures.read(file)


def paper() -> documents.Document:
    return documents.read(io.BytesIO(b"%PDF-1.7"), name="plan.pdf")


def build() -> World:
    town = towns.build()
    cove, dune = (Organization.objects.create(code=code, name=f"Town of {code.title()}") for code in ("cove", "dune"))
    Branding.objects.create(organization=town.alder, colour="#0c4a47")
    Grant.objects.create(organization=town.alder, to=cove, role=Role.MANAGER, least_role=Role.VIEWER)
    homes = (town.alder, town.birch, cove, dune, town.county)
    members = {
        f"{standing}.{role}": town.member(f"{standing}-{role}", home, Role[role.upper()])
        for standing, home in zip(kinds.STANDINGS, homes, strict=True)
        for role in kinds.ROLES
    }
    operator = Person.objects.create_user("operator@example.org", "correct horse battery", is_operator=True)
    people = {"anonymous": None, "resident": town.fred, "reporter": town.rosa, "operator": operator}
    people |= {kind: member.person for kind, member in members.items()}
    public, private, unsettled = (_given(town, members) for _number in range(3))
    _make_private(private)
    operations.transfer(unsettled, to=town.birch, reason="It is yours", by=members["holding.worker"])
    conversations.reply(private, text="We come", by=members["holding.worker"])
    conversations.note(private, text="Look", documents=[paper()], by=members["holding.worker"])
    wish = watching.Wish(lon=towns.IN_ALDER[0], lat=towns.IN_ALDER[1], radius_m=500)
    area = watching.add(wish, by=town.fred)
    canned = conversations.write_canned(None, name="Soon", text=WORDS, by=members["holding.manager"])
    unsettled = ServiceRequest.objects.get(pk=unsettled.pk)
    view = desks.keep_view("Late ones", asked={"view": "overdue"}, words={}, by=members["holding.worker"])
    view = desks.share_view(view, sharing=Sharing.ORGANIZATION, by=members["holding.worker"])
    world = World(town, cove, public, private, unsettled, area, canned, view, people, members)
    for lasting in ("export", "hold", "run", "ground_file", "program", "webhook"):
        assert getattr(world, lasting).pk  # made here: what a test makes is rolled back
    return world


def _given(town: towns.Town, members: dict[str, Member]) -> ServiceRequest:
    """Reported to Birch, which gave it to Alder."""
    reported = town.report(towns.IN_BIRCH, pictures=[picture()])
    return operations.transfer(reported, to=town.alder, reason="It is yours", by=members["former.worker"])


def _make_private(service_request: ServiceRequest) -> None:
    service_request.is_private = True
    service_request.save(update_fields=["is_private"])


def town_file() -> SimpleUploadedFile:
    feature = {"type": "Feature", "properties": {"name": "Fern", "code": "fern"}, "geometry": SQUARE}
    return SimpleUploadedFile(
        "towns.geojson", json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()
    )
