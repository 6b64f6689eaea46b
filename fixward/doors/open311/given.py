"""A report as a client sends it: POST parameters become what the domain takes, and errors name the parameter."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from fixward.domain.places.models import Address
from fixward.domain.places.queries import located
from fixward.domain.service_requests.operations import Beside, Contact
from fixward.domain.service_requests.operations.photos import MOST_PHOTOS
from fixward.doors.open311.errors import bad
from fixward.foundation.files import pictures
from fixward.foundation.files.pictures import Picture
from fixward.foundation.text import clean

Point = tuple[float, float]  # longitude and latitude, WGS84 degrees
_ATTRIBUTE = re.compile(r"attribute\[([^\[\]]+)\](?:\[\d*\])?")
_NUMBER = re.compile(r"[+-]?\d{1,3}(\.\d*)?")
_LINKS = ("media_url", "media_url[]", "media_urls", "media_urls[]")
_LARGEST_ID = 2**63 - 1
# What the domain calls a field, as the standard calls it.
_PARAMETERS = {
    "where": "lat, long",
    "service": "service_code",
    "photos": "media",
    "name": "first_name, last_name",
}


def text(given: QueryDict, *names: str) -> str:
    """The first of these that says something, made safe to keep."""
    return next(filter(None, (clean(given.get(name, "")) for name in names)), "")


def point(given: QueryDict) -> tuple[Point, str]:
    """Where, and the address in words: by lat and long, else by address_string or address_id. Raises Wrong."""
    lat, lon = text(given, "lat"), text(given, "long", "lon")
    words = text(given, "address_string")
    if lat or lon:
        if not (lat and lon):
            raise bad(_("lat and long go together: one of them is missing."))
        return (_number(lon, "long"), _number(lat, "lat")), words
    if words:
        found = located(words)
        if found is None:
            raise bad(
                _("address_string: “%(words)s” is not known here, or fits more than one place. Send lat and long.")
                % {"words": words[:100]}
            )
        return (found.lon, found.lat), words
    return _by_id(text(given, "address_id"))


def _by_id(number: str) -> tuple[Point, str]:
    if not number:
        raise bad(_("Say where it is: lat and long, or address_string, or address_id."))
    known = number.isdecimal() and number.isascii() and int(number[:20]) <= _LARGEST_ID
    found = Address.objects.filter(pk=int(number)).first() if known else None
    if found is None:
        raise bad(_("address_id: there is no address “%(number)s” here.") % {"number": number[:40]})
    return (found.lon, found.lat), found.name


def _number(typed: str, name: str) -> float:
    value = float(typed) if _NUMBER.fullmatch(typed) and typed.isascii() else math.nan
    if math.isnan(value):
        raise bad(_("The %(name)s is no number.") % {"name": name})
    return value


def answers(given: QueryDict) -> Mapping[str, list[str]]:
    """What stands in attribute[CODE], attribute[CODE][] and attribute[CODE][0], in the order in which it came."""
    found: dict[str, list[str]] = defaultdict(list)
    for name in given:
        if match := _ATTRIBUTE.fullmatch(name):
            found[clean(match[1])] += [value for value in map(clean, given.getlist(name)) if value]
    return found


def contact(given: QueryDict) -> Contact:
    name = " ".join(filter(None, (text(given, "first_name"), text(given, "last_name"))))
    return Contact(email=text(given, "email"), name=name, phone=text(given, "phone"))


def beside(given: QueryDict) -> Beside:
    links = [link for name in _LINKS for link in map(clean, given.getlist(name)) if link]
    return Beside(text(given, "device_id"), text(given, "account_id"), tuple(dict.fromkeys(links)))


def files(request: HttpRequest) -> list[UploadedFile]:
    """Whatever the parts are called: media, media[], photo ... Raises Wrong where they are too many."""
    found = [file for name in request.FILES for file in request.FILES.getlist(name)]
    if len(found) > MOST_PHOTOS:
        raise bad(_("media: please send at most %(most)d photos.") % {"most": MOST_PHOTOS})
    return found


def read(sent: Iterable[UploadedFile]) -> list[Picture]:
    """Raises Wrong with a sentence for each that is no picture."""
    found, wrong = [], []
    for file in sent:
        try:
            found.append(pictures.read(file, name=clean(file.name or "")[:100]))
        except pictures.PictureRefused as refusal:
            wrong.append(f"media: {refusal}")
    if wrong:
        raise bad(*wrong)
    return found


def sentences(wrong: Mapping[str, str], typed: Mapping[str, list[str]]) -> list[str]:
    """What the domain refuses, each with the parameter that it is about."""
    return [_named(field, sentence, typed) for field, sentence in wrong.items()]


def _named(field: str, sentence: str, typed: Mapping[str, list[str]]) -> str:
    code = field.removeprefix("answers.")
    if code == field:
        return f"{_PARAMETERS.get(field, field)}: {sentence}"
    if not typed.get(code):
        return _("attribute[%(code)s]: %(code)s required. %(sentence)s") % {"code": code, "sentence": sentence}
    return f"attribute[{code}]: {sentence}"
