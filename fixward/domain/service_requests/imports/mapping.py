"""The mapping: which column holds what, and what the words of the other system mean here; see docs/IMPORTING.md."""

from __future__ import annotations

import codecs
import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.utils.translation import gettext as _

from fixward.domain.governments.working_time import Unit
from fixward.domain.service_requests.imports.keys import Keys
from fixward.domain.service_requests.imports.report import ImportRefused
from fixward.domain.service_requests.models import Resolution, Status


class Columns(NamedTuple):
    """The names of the columns, "" for what the file does not have."""

    id: str
    service: str
    lon: str
    lat: str
    created: str
    status: str
    updated: str = ""
    closed: str = ""
    description: str = ""
    address: str = ""
    owner: str = ""
    place: str = ""
    target: str = ""


_REQUIRED = ("id", "service", "lon", "lat", "created", "status")


class Outcome(NamedTuple):
    """What a status word means; a resolution means closed."""

    status: Status
    resolution: Resolution | None


class HolderWords(NamedTuple):
    """The organization and department, by their codes, that an owner word names; "" leaves it to routing."""

    organization: str
    department: str
    name: str


@dataclass(frozen=True, slots=True)
class Times:
    zone: ZoneInfo
    formats: tuple[str, ...]
    close_at_update: bool


@dataclass(frozen=True, slots=True)
class ServiceWords:
    words: dict[str, str]
    create: bool
    group: str
    group_name: str
    active: bool
    target_unit: Unit


@dataclass(frozen=True, slots=True)
class OwnerWords:
    words: dict[str, HolderWords]
    create: bool
    organization: str


@dataclass(frozen=True, slots=True)
class PlaceWords:
    words: dict[str, str]
    unincorporated: frozenset[str]
    ignore: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mapping:
    source: str
    language: str
    encoding: str
    delimiter: str
    columns: Columns
    times: Times
    statuses: dict[str, Outcome]
    services: ServiceWords
    owners: OwnerWords
    places: PlaceWords


def read(path: Path) -> Mapping:
    """The mapping in a TOML file; raises ImportRefused with a sentence for each key that is wrong."""
    problems: list[str] = []
    keys = Keys(_toml(path), problems)
    mapping = Mapping(
        source=keys.text("source", longest=50),
        language=keys.text("language", default=settings.LANGUAGE_CODE[:2], longest=8),
        encoding=_encoding(keys.text("encoding", default="utf-8"), problems),
        delimiter=keys.text("delimiter", default=",", longest=1) or "\t",
        columns=_columns(keys.table("columns", required=True)),
        times=_times(keys.table("times", required=True), problems),
        statuses=_statuses(keys.table("status", required=True), problems),
        services=_services(keys.table("services")),
        owners=_owners(keys.table("owners"), problems),
        places=_places(keys.table("places")),
    )
    keys.finish()
    if problems:
        raise ImportRefused([_("The mapping %(path)s is not right:") % {"path": path}, *problems])
    return mapping


def _toml(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ImportRefused(
            [_("The mapping %(path)s cannot be read: %(error)s.") % {"path": path, "error": error}]
        ) from error


def _encoding(name: str, problems: list[str]) -> str:
    try:
        known = codecs.lookup(name).name
    except LookupError:
        problems.append(_("“encoding” must be the name of an encoding, such as utf-8 or cp1252, and is %r.") % name)
        return "utf-8"
    return "utf-8-sig" if known == "utf-8" else known  # a mark at the beginning is no part of the first column's name


def _columns(keys: Keys) -> Columns:
    columns = Columns(**{key: keys.text(key, default=None if key in _REQUIRED else "") for key in Columns._fields})
    keys.finish()
    return columns


def _times(keys: Keys, problems: list[str]) -> Times:
    zone = keys.text("zone")
    formats = keys.texts("formats", required=True)
    for pattern in formats:
        if pattern != "iso" and not _is_a_format(pattern):
            problems.append(
                _('“times.formats” holds %r, which is not a date format such as "%%m/%%d/%%Y %%H:%%M" or "iso".')
                % pattern
            )
    times = Times(_zone(zone, problems), formats, keys.flag("close_at_update"))
    keys.finish()
    return times


def _is_a_format(pattern: str) -> bool:
    moment = dt.datetime(2001, 2, 3, 4, 5, 6, tzinfo=dt.UTC)
    try:
        return dt.datetime.strptime(moment.strftime(pattern), pattern).date() == moment.date()
    except ValueError:
        return False


def _zone(name: str, problems: list[str]) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        if name:
            problems.append(_("“times.zone” must be a time zone such as America/New_York, and is %r.") % name)
        return ZoneInfo("UTC")


def _statuses(keys: Keys, problems: list[str]) -> dict[str, Outcome]:
    open_words = {status.value: Outcome(status, None) for status in (Status.SUBMITTED, Status.ACKNOWLEDGED)}
    meanings = open_words | {resolution.value: Outcome(Status.CLOSED, resolution) for resolution in Resolution}
    found = {}
    for word in keys.words():
        meant = keys.text(word)
        if meant in meanings:
            found[folded(word)] = meanings[meant]
        elif meant:
            problems.append(
                _("“status.%(word)s” must be one of %(known)s (a resolution means closed), and is %(meant)r.")
                % {"word": word, "known": ", ".join(meanings), "meant": meant}
            )
    return found


def _services(keys: Keys) -> ServiceWords:
    words = keys.table("words")
    services = ServiceWords(
        words={folded(word): words.code(word) for word in words.words()},
        create=keys.flag("create"),
        group=keys.code("group", default="imported"),
        group_name=keys.text("group_name", default="Imported"),
        active=keys.flag("active"),
        target_unit=Unit(keys.one_of("target_unit", [unit.value for unit in Unit], default=Unit.DAYS.value)),
    )
    keys.finish()
    return services


def _owners(keys: Keys, problems: list[str]) -> OwnerWords:
    home = keys.code("organization", default="")
    words = keys.table("words")
    owners = OwnerWords(
        words={folded(word): _holder(words.table(word), home) for word in words.words()},
        create=keys.flag("create"),
        organization=home,
    )
    keys.finish()
    if owners.create and not home:
        problems.append(_("“owners.organization” is missing: whose departments “owners.create” makes was expected."))
    return owners


def _holder(keys: Keys, home: str) -> HolderWords:
    if not keys.words():
        return HolderWords("", "", "")
    department = keys.code("department", default="")
    holder = HolderWords(
        organization=keys.code("organization", default=home or None),
        department=department,
        name=keys.text("name", default=department),
    )
    keys.finish()
    return holder


def _places(keys: Keys) -> PlaceWords:
    words = keys.table("words")
    places = PlaceWords(
        words={folded(word): words.text(word) for word in words.words()},
        unincorporated=frozenset(folded(word) for word in keys.texts("unincorporated")),
        ignore=tuple(folded(word) for word in keys.texts("ignore")),
    )
    keys.finish()
    return places


@lru_cache(maxsize=10_000)
def folded(word: str) -> str:
    """The word as it is compared: without regard to case, with single spaces for spaces and underscores."""
    return " ".join(word.replace("_", " ").casefold().split())
