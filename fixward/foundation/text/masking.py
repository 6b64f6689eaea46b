"""Text as everybody may read it: what reaches or names a person is covered."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

import phonenumbers
from django.utils.translation import get_language
from django.utils.translation import gettext as _

REGION = "US"
_FEWEST_DIGITS = 7
# Without one of these nothing is covered: most texts need no closer look.
_SIGN, _DIGIT = re.compile(r"[@(\[\d]"), re.compile(r"\d")
# Found by its sign, and from there back: from the front each letter of a long word would be tried as a beginning.
_DOMAIN = re.compile(r"\s?(?:@|\(at\)|\[at\])\s?[\w-]{1,63}(?:\.[\w-]{1,63})+", re.I)
_LOCAL_PART = re.compile(r"[\w.+'-]")
# No telephone has so many digits in a row; to look in them for one takes long.
_DIGITS = re.compile(r"(?:\d[\s().+/~*x-]{0,3}){25,}")
# Seven digits as Americans write them inside their own area; without a sign between them they are too much like numbers
# of requests and houses.
_LOCAL_PHONE = re.compile(r"(?<![\w.-])[2-9]\d{2}[-.][0-9]{4}(?![\w-])")
_SIX = r"[A-Z]{3}\d{2,3}[A-Z]?|[A-Z]{4}\d{2}|[A-Z]{3}[A-Z]\d{2}|\d{2}[A-Z]{4}|\d{3}[A-Z]{3}|\d{4}[A-Z]{2}"
_PLATE = re.compile(rf"(?<![\w-])(?:[A-Z]\d{{2}}\d[A-Z]{{2}}|[A-Z]{{2}}\d{{2}}[A-Z]{{2}}|{_SIX})(?![\w-])")
_PARTED_PLATE = re.compile(r"(?<![\w-])([A-Z0-9]{3})[ -]([A-Z0-9]{3})(?![\w-])")
# Told as one: then any run of letters and digits, as they are typed.
_NAMED_PLATE = re.compile(
    r"\b(?:(?:licen[sc]e\s+)?plates?(?:\s+(?:number|no\.?|#))?|tag(?:\s+(?:number|no\.?|#))?|placas?|matr[ií]cula|chapa)"
    r"(?:\s+(?:is|was|es|era|número))?\s*[:#]?\s*\b((?=[A-Z]{0,4}[ -]?\d)[A-Z0-9]{2,4}[ -]?[A-Z0-9]{2,4})\b",
    re.I,
)
# In every plate that stands alone.
_LETTER_BY_DIGIT = re.compile(r"[A-Z]\d|\d[A-Z]")
_PLATE_WORDS = ("plate", "tag", "placa", "matr", "chapa")
_NO_PLATES = re.compile(
    r"^(?:AVE|APT|LOT|BOX|STE|HWY|CTY|EXT|EXIT|UNIT|LANE|ROAD|ROOM|POLE|SITE|SIGN|ZONE|GATE|BLDG|AREA|FLOO|COVI"
    r"|CR|SR|US|FL|NW|NE|SW|SE|FT)(?=\d|$)|^\d+(?:ST|ND|RD|TH|AM|PM|FT|IN|YD|LB|KM|MM|CM|MPH|HRS|MIN|DAYS?|FEET|YEAR)$"
)

Span = tuple[int, int, str]


def masked(text: str, *, plates: bool = True) -> str:
    """The text with phone numbers, e-mail addresses and licence plates covered by a word that says what stood there.

    Without `plates` for what is full of letters beside digits, such as the address of a place.
    """
    return _masked(text, plates, get_language()) if _may_hold_any(text) else text


def covered(text: str, *, plates: bool = True) -> str | None:
    """The same with “[…]” in every language, for what is stored beside the text; None where nothing is covered."""
    shown = _without(text, plates, lambda word: "…") if _may_hold_any(text) else text
    return None if shown == text else shown


def _may_hold_any(text: str) -> bool:
    return _SIGN.search(text) is not None


@lru_cache(maxsize=4000)  # lists are asked for again and again, of a thousand each
def _masked(text: str, plates: bool, language: str | None) -> str:
    return _without(text, plates, str)


def _without(text: str, plates: bool, called: Callable[[str], str]) -> str:
    shown, end = [], 0
    for start, stop, word in sorted(_spans(text, plates=plates), key=lambda span: (span[0], -span[1])):
        if start >= end:
            shown += [text[end:start], f"[{called(word)}]"]
        end = max(end, stop)
    return "".join([*shown, text[end:]])


def _spans(text: str, *, plates: bool) -> Iterator[Span]:
    yield from _emails(text)
    yield from _phones(text)
    if plates:
        yield from _plates(text)


def _emails(text: str) -> Iterator[Span]:
    for match in _DOMAIN.finditer(text) if any(sign in text for sign in "@([") else ():
        start = match.start()
        while start and _LOCAL_PART.match(text, start - 1):
            start -= 1
        if start < match.start():
            yield start, match.end(), _("e-mail address")


def _plates(text: str) -> Iterator[Span]:
    lowered = text.lower()
    for match in _NAMED_PLATE.finditer(text) if any(word in lowered for word in _PLATE_WORDS) else ():
        yield match.start(1), match.end(1), _("license plate")
    if _LETTER_BY_DIGIT.search(text) is None:
        return
    for match in _PLATE.finditer(text):
        if not _NO_PLATES.match(match[0]):
            yield match.start(), match.end(), _("license plate")
    for match in _PARTED_PLATE.finditer(text):
        if _is_plate(match[1], match[2]):
            yield match.start(), match.end(), _("license plate")


def _phones(text: str) -> Iterator[Span]:
    if len(_DIGIT.findall(text)) < _FEWEST_DIGITS:
        return
    word = _("phone number")
    for match in _DIGITS.finditer(text):
        yield match.start(), match.end(), word
    text = _DIGITS.sub(lambda match: " " * len(match[0]), text)
    for found in phonenumbers.PhoneNumberMatcher(text, REGION, leniency=phonenumbers.Leniency.VALID):
        yield found.start, found.end, word
    for match in _LOCAL_PHONE.finditer(text):
        yield match.start(), match.end(), word


def _is_plate(before: str, after: str) -> bool:
    """Whether two groups of three are a plate of Florida: one mixes letters and digits, as names of roads do not."""
    groups = (before, after)
    return any(map(_is_mixed, groups)) and not any(map(_NO_PLATES.match, groups))


def _is_mixed(group: str) -> bool:
    return any(map(str.isdigit, group)) and any(map(str.isalpha, group))
