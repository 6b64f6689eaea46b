"""How addresses are written, brought to one way, so that `68th Street` and `68 ST` are the same."""

from __future__ import annotations

import re
import unicodedata

AND = "&"  # between two streets; the trigram index does not see it

_WAYS_TO_WRITE = {
    "st": "street saint calle str",
    "ave": "avenue av aven avenida avn",
    "blvd": "boulevard boul bulevar blv",
    "dr": "drive doctor drv",
    "rd": "road",
    "ln": "lane",
    "ct": "court",
    "ctr": "center centre cntr",
    "pl": "place",
    "ter": "terrace terr",
    "cir": "circle circ",
    "hwy": "highway hiway",
    "pkwy": "parkway pky",
    "pt": "point",
    "trl": "trail",
    "sq": "square",
    "cswy": "causeway",
    "xing": "crossing",
    "aly": "alley",
    "plz": "plaza",
    "expy": "expressway expwy",
    "fwy": "freeway",
    "rte": "route",
    "ft": "fort",
    "mt": "mount",
    "jr": "junior",
    "n": "north norte",
    "s": "south sur",
    "e": "east este",
    "w": "west oeste",
    "ne": "northeast noreste",
    "nw": "northwest noroeste",
    "se": "southeast sureste",
    "sw": "southwest suroeste",
    AND: "and at y",
    "": "corner intersection of the",
}
_NUMBERS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
_SHORT = {way: short for short, ways in _WAYS_TO_WRITE.items() for way in ways.split()} | {
    number: str(i) for i, number in enumerate(_NUMBERS.split(), 1)
}
# Said by nearly every address, so they tell little about which one is meant.
COMMON = frozenset(_WAYS_TO_WRITE)

_JOINT = re.compile(r"[&+@/]")
_WITHIN_A_WORD = re.compile(r"['’.]")
_ORDINAL = re.compile(r"\b(\d+)(?:st|nd|rd|th)\b")
_OTHER = re.compile(rf"[^\w{AND}]+|_+")
_PHRASES = (
    (re.compile(r"\b(?:dr )?(?:martin luther|ml|m l) king(?: jr)?\b|\b(?:dr )?mlk(?: jr)?\b"), "mlk"),
    (re.compile(r"\bstate (?:rd|rte)\b"), "sr"),
    (re.compile(r"\b(?:county|co) rd\b"), "cr"),
    (re.compile(r"\b(?:us|u s)(?: hwy)?\b"), "us"),
)


def normal(text: str) -> str:
    """Lower case, no accents, no punctuation, short street words, plain numbers, `&` between streets."""
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    text = _JOINT.sub(f" {AND} ", _WITHIN_A_WORD.sub("", text))
    text = _ORDINAL.sub(r"\1", _OTHER.sub(" ", text))
    text = " ".join(filter(None, (_SHORT.get(word, word) for word in text.split())))
    for phrase, short in _PHRASES:
        text = phrase.sub(short, text)
    return text.strip(f" {AND}")


def streets(normalized: str) -> list[list[str]]:
    """The words of each street of a normalized address."""
    return [words for part in normalized.split(AND) if (words := part.split())]
