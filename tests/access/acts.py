"""Who may do each operation. One line an operation, by its room and name: add yours here.

`act(who, do)`: `do(world, on, by)` calls it on the private request `on`; `public=` names who may where the request is
public, if others may. Kinds that an operation cannot be called as, by the type of its `by`, are left out.
"""

from __future__ import annotations

import datetime as dt
import tempfile
import uuid
from dataclasses import replace
from pathlib import Path

from fixward.domain.conversations import operations as conversations
from fixward.domain.desks import operations as desks
from fixward.domain.desks.models import Sharing
from fixward.domain.people import operations as people
from fixward.domain.programs import operations as programs
from fixward.domain.programs.models import AccessKey
from fixward.domain.records import operations as records
from fixward.domain.records.kinds import Sort
from fixward.domain.records.selection import Selection
from fixward.domain.service_requests import operations
from fixward.domain.service_requests.models import Priority
from fixward.domain.watching import operations as watching
from tests.access import world as worlds
from tests.access.kinds import (
    ADMINISTRATORS,
    ADMINISTRATORS_HERE,
    ANYBODY,
    CLERKS,
    FORMER,
    GRANTED,
    HOLDING,
    JUDGES,
    LOGGED_IN,
    MANAGERS,
    MANAGERS_HERE,
    MEMBERS,
    MODERATORS,
    NOBODY,
    REPORTER,
    RESIDENT,
    WORKERS,
    members,
)
from tests.access.row import act
from tests.access.set_up import SET_UP
from tests.access.world import World, picture
from tests.town import IN_ALDER, IN_HOLE


def _report(world: World) -> operations.Report:
    return operations.Report(service=world.town.pothole_service, lon=IN_ALDER[0], lat=IN_ALDER[1])


def _word(world: World) -> conversations.Word:
    """In Fred's name where it is not the desk's."""
    contact = operations.Contact(email=world.town.fred.email)
    return conversations.Word(id=str(uuid.uuid4()), text="Seen today", contact=contact)


def _history() -> tuple[Path, Path]:
    """A file in which nothing is, and its mapping."""
    folder = Path(tempfile.mkdtemp())
    file, mapping = folder / "history.csv", folder / "mapping.toml"
    columns = ("id", "service", "lon", "lat", "created", "status")
    file.write_text(",".join(columns) + "\n")
    named = "\n".join(f'{name} = "{name}"' for name in columns)
    mapping.write_text(f'source = "old"\n[columns]\n{named}\n[times]\nzone = "UTC"\nformats = ["iso"]\n[status]\n')
    return file, mapping


def _own_key(world: World) -> AccessKey:
    """Fred's."""
    return programs.make_own_key(world.town.fred, name="Mine", scopes=["read"], by=world.town.fred)[0]


def _browser(by: object) -> uuid.UUID | None:
    return None if by else uuid.uuid4()


_CIRCLE = watching.Wish(lon=IN_ALDER[0], lat=IN_ALDER[1], radius_m=500)
_WHY = {"reason": "Because"}
_TODAY = Selection(since=dt.date(2020, 1, 1), until=dt.date(2100, 1, 1))

ACTS = {
    "conversations.tell": act(
        WORKERS | REPORTER,
        lambda w, on, by: conversations.tell(on, _word(w), program=w.program, by=by),
        public=LOGGED_IN,
    ),
    "programs.make_own_key": act(
        LOGGED_IN, lambda w, on, by: programs.make_own_key(by, name="Mine", scopes=["report"], by=by)
    ),
    "programs.revoke_own_key": act(RESIDENT, lambda w, on, by: programs.revoke_own_key(_own_key(w), by=by)),
    "service_requests.submit": act(ANYBODY, lambda w, on, by: operations.submit(_report(w), by=by)),
    "service_requests.acknowledge": act(WORKERS, lambda w, on, by: operations.acknowledge(on, by=by)),
    "service_requests.assign": act(
        WORKERS, lambda w, on, by: operations.assign(on, department=w.town.alder_desk, by=by)
    ),
    "service_requests.transfer": act(
        WORKERS, lambda w, on, by: operations.transfer(on, to=w.town.county, by=by, **_WHY)
    ),
    "service_requests.return_to_sender": act(WORKERS, lambda w, on, by: operations.return_to_sender(on, by=by, **_WHY)),
    "service_requests.settle": act(
        JUDGES, lambda w, on, by: operations.settle(w.unsettled, to=w.town.alder, by=by, **_WHY)
    ),
    "service_requests.change_service": act(
        WORKERS, lambda w, on, by: operations.change_service(on, service=w.town.light_service, by=by)
    ),
    "service_requests.move_pin": act(
        WORKERS, lambda w, on, by: operations.move_pin(on, lon=IN_HOLE[0], lat=IN_HOLE[1], by=by)
    ),
    "service_requests.mark_duplicate": act(
        WORKERS, lambda w, on, by: operations.mark_duplicate(on, of=w.town.report(IN_ALDER), by=by)
    ),
    "service_requests.separate": act(
        WORKERS,
        lambda w, on, by: operations.separate(
            operations.mark_duplicate(on, of=w.town.report(IN_ALDER), by=w.members["holding.worker"]), by=by, **_WHY
        ),
    ),
    "service_requests.relate": act(WORKERS, lambda w, on, by: operations.relate(on, to=w.town.report(IN_ALDER), by=by)),
    "service_requests.unrelate": act(WORKERS, lambda w, on, by: operations.unrelate(on, to=w.linked(on), by=by)),
    "service_requests.set_priority": act(
        WORKERS, lambda w, on, by: operations.set_priority(on, priority=Priority.HIGH, by=by)
    ),
    "service_requests.close": act(WORKERS, lambda w, on, by: operations.close(on, resolution="fixed", by=by)),
    "service_requests.reopen": act(
        WORKERS | REPORTER, lambda w, on, by: operations.reopen(w.closed(on), by=by, **_WHY)
    ),
    # Done by an organization off the platform: nobody here can be one.
    "service_requests.acknowledge_from_outside": act(
        NOBODY, lambda w, on, by: operations.acknowledge_from_outside(on, by=by)
    ),
    "service_requests.add_photos_from_outside": act(
        NOBODY, lambda w, on, by: operations.add_photos_from_outside(on, [picture()], by=by)
    ),
    "service_requests.close_from_outside": act(
        NOBODY, lambda w, on, by: operations.close_from_outside(on, resolution="fixed", by=by)
    ),
    "service_requests.reopen_from_outside": act(NOBODY, lambda w, on, by: operations.reopen_from_outside(on, by=by)),
    "service_requests.number_from_outside": act(
        NOBODY, lambda w, on, by: operations.number_from_outside(on, number="1", by=by)
    ),
    "conversations.reply_from_outside": act(
        NOBODY, lambda w, on, by: conversations.reply_from_outside(on, text="We come", by=by)
    ),
    "service_requests.withdraw": act(REPORTER, lambda w, on, by: operations.withdraw(on, by=by)),
    "service_requests.hide": act(MODERATORS, lambda w, on, by: operations.hide(on, by=by, **_WHY)),
    "service_requests.show_again": act(
        MODERATORS,
        lambda w, on, by: operations.show_again(
            operations.hide(on, by=w.members["holding.manager"], **_WHY), by=by, **_WHY
        ),
    ),
    "service_requests.add_photos": act(
        WORKERS | REPORTER, lambda w, on, by: operations.add_photos(on, [picture()], by=by)
    ),
    "service_requests.support": act(
        REPORTER, lambda w, on, by: operations.support(on, by=by, browser=_browser(by)), public=ANYBODY
    ),
    "service_requests.follow": act(REPORTER, lambda w, on, by: operations.follow(on, by=by), public=LOGGED_IN),
    "service_requests.unfollow": act(LOGGED_IN, lambda w, on, by: operations.unfollow(on, by=by)),
    "service_requests.join": act(
        REPORTER, lambda w, on, by: operations.join(on, by=by, browser=_browser(by)), public=ANYBODY
    ),
    "service_requests.resume": act(WORKERS, lambda w, on, by: operations.resume(w.waiting(on), by=by)),
    "service_requests.set_target": act(
        WORKERS, lambda w, on, by: operations.set_target(on, day=dt.date(2100, 1, 1), reason="r", by=by)
    ),
    "service_requests.adopt": act(MANAGERS_HERE, lambda w, on, by: operations.adopt(w.alone(), by=by)),
    "service_requests.bring_history": act(JUDGES, lambda w, on, by: operations.bring_history(*_history(), by=by)),
    "service_requests.take": act(CLERKS, lambda w, on, by: operations.take(replace(_report(w), source="phone"), by=by)),
    "service_requests.join_for": act(
        members(HOLDING, FORMER, GRANTED, least="worker"),
        lambda w, on, by: operations.join_for(on, operations.Contact(name="A caller"), by=by),
        public=CLERKS,
    ),
    "conversations.write_canned": act(
        MANAGERS, lambda w, on, by: conversations.write_canned(None, name="Thanks", text=worlds.WORDS, by=by)
    ),
    "conversations.retire_canned": act(MANAGERS_HERE, lambda w, on, by: conversations.retire_canned(w.canned, by=by)),
    "conversations.ask": act(WORKERS, lambda w, on, by: conversations.ask(on, text="Where exactly?", by=by)),
    "conversations.reply": act(WORKERS, lambda w, on, by: conversations.reply(on, text="We come", by=by)),
    "conversations.note": act(WORKERS, lambda w, on, by: conversations.note(on, text="Look", by=by)),
    "conversations.comment": act(
        REPORTER, lambda w, on, by: conversations.comment(on, text="Still there", by=by), public=LOGGED_IN
    ),
    "conversations.rate": act(REPORTER, lambda w, on, by: conversations.rate(w.closed(on), stars=4, by=by)),
    "conversations.flag": act(
        REPORTER,
        lambda w, on, by: conversations.flag(on, reason="personal", by=by, browser=_browser(by)),
        public=ANYBODY,
    ),
    "conversations.keep": act(
        MODERATORS,
        lambda w, on, by: conversations.keep(conversations.flag(on, reason="personal", by=w.town.rosa), by=by),
    ),
    "conversations.hide_message": act(
        MODERATORS, lambda w, on, by: conversations.hide_message(w.comment(), by=by, **_WHY)
    ),
    "conversations.show_message": act(
        MODERATORS,
        lambda w, on, by: conversations.show_message(
            conversations.hide_message(w.comment(), by=w.members["holding.manager"], **_WHY), by=by, **_WHY
        ),
    ),
    "conversations.hide_photo": act(
        MODERATORS, lambda w, on, by: conversations.hide_photo(on.photos.get(), by=by, **_WHY)
    ),
    "conversations.show_photo": act(
        MODERATORS,
        lambda w, on, by: conversations.show_photo(
            conversations.hide_photo(on.photos.get(), by=w.members["holding.manager"], **_WHY), by=by, **_WHY
        ),
    ),
    "conversations.let_through": act(MODERATORS, lambda w, on, by: conversations.let_through(w.held(on), by=by)),
    "conversations.edit_description": act(
        MODERATORS, lambda w, on, by: conversations.edit_description(on, text="A hole", by=by, **_WHY)
    ),
    "conversations.edit_message": act(
        MODERATORS, lambda w, on, by: conversations.edit_message(w.comment(), text="There", by=by, **_WHY)
    ),
    "people.set_preferences": act(
        REPORTER, lambda w, on, by: people.set_preferences(w.town.rosa, language="es", hears=[], by=by)
    ),
    "people.set_keys": act(REPORTER, lambda w, on, by: people.set_keys(w.town.rosa, single=False, by=by)),
    "people.close_account": act(REPORTER, lambda w, on, by: people.close_account(w.town.rosa, by=by)),
    "desks.keep_view": act(MEMBERS, lambda w, on, by: w.own_view(by)),
    "desks.change_view": act(MEMBERS, lambda w, on, by: desks.change_view(w.own_view(by), name="Other", by=by)),
    "desks.remove_view": act(MEMBERS, lambda w, on, by: desks.remove_view(w.own_view(by), by=by)),
    "desks.open_with": act(MEMBERS, lambda w, on, by: desks.open_with(w.own_view(by), by=by)),
    "desks.share_view": act(
        CLERKS, lambda w, on, by: desks.share_view(w.own_view(by), sharing=Sharing.ORGANIZATION, by=by)
    ),
    "records.prepare": act(
        ADMINISTRATORS, lambda w, on, by: records.prepare(_TODAY, title="12", key=uuid.uuid4(), by=by)
    ),
    "records.choose": act(ADMINISTRATORS_HERE, lambda w, on, by: records.choose(w.export, by=by, with_notes=True)),
    "records.withhold": act(
        ADMINISTRATORS_HERE,
        lambda w, on, by: records.withhold(w.export, sort=Sort.REQUEST, service_request=on, by=by, **_WHY),
    ),
    "records.take_back": act(
        ADMINISTRATORS_HERE,
        lambda w, on, by: records.take_back(
            records.withhold(
                w.export, sort=Sort.EVERYWHERE, passage="Bo", by=w.members["holding.administrator"], **_WHY
            ),
            by=by,
        ),
    ),
    "records.produce": act(ADMINISTRATORS_HERE, lambda w, on, by: records.produce(w.export, by=by)),
    "records.call_off": act(ADMINISTRATORS_HERE, lambda w, on, by: records.call_off(w.export, by=by)),
    "records.download": act(ADMINISTRATORS_HERE, lambda w, on, by: records.download(w.packed(), by=by)),
    "records.place_hold": act(
        ADMINISTRATORS, lambda w, on, by: records.place_hold(Selection(requests=(on.pk,)), by=by, **_WHY)
    ),
    "records.release_hold": act(ADMINISTRATORS_HERE, lambda w, on, by: records.release_hold(w.hold, by=by, **_WHY)),
    "watching.add": act(LOGGED_IN, lambda w, on, by: watching.add(_CIRCLE, by=by)),
    "watching.change": act(RESIDENT, lambda w, on, by: watching.change(w.area, _CIRCLE, by=by)),
    "watching.remove": act(RESIDENT, lambda w, on, by: watching.remove(w.area, by=by)),
} | SET_UP
