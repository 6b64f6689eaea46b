"""Finding a service by what people call it: in any of its languages, with letters missing, swapped or too many."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

# One letter wrong in four: "ligth" is "light", and "tree" is not "three" by more than that.
_LEAST_ALIKE = 0.74
_LEAST_WHOLE = 0.45
_MOST_WORDS = 12
_SHORTEST_BEGINNING = 3
_WORD = re.compile(r"[^\W_]+")
# They stand in most sentences, so they say nothing about which service is meant.
_FILLERS = frozenset(
    _WORD.findall(
        "a an and at by for from has have in is it my near no not of off on or our out the there this to up with"
        " al algo con de del el en es esta este ha hay la las lo los mi muy no o para por que se sin su un una y"
    )
)
Row = np.ndarray[tuple[int], np.dtype[np.float32]]
Words = np.ndarray[tuple[int], np.dtype[np.str_]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One service with all it is called: names first, which count more, then other words for it."""

    code: str
    names: tuple[str, ...]
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Index:
    words: Words
    where: tuple[dict[int, float], ...]  # of each word: in which entries it stands, and how much it counts there
    rarity: Row


def search(typed: str, entries: tuple[Entry, ...], *, most: int = 6) -> list[str]:
    """The codes of the entries that what was typed is about, the best first; entries come in the order of a tie."""
    asked = _asked(typed)
    if not asked or not entries:
        return []
    index = _index(entries)
    alike = process.cdist(asked, index.words, scorer=OSA.normalized_similarity, score_cutoff=_LEAST_ALIKE)
    alike = np.maximum(alike, [_begun(part, index.words) for part in asked])
    scores: dict[int, float] = defaultdict(float)
    for row in alike:
        for entry, score in _best(row, index).items():
            scores[entry] += score
    weight = sum(_weight(row, index) for row in alike)
    found = [entry for entry, score in scores.items() if score >= _LEAST_WHOLE * weight]
    return [entries[entry].code for entry in sorted(found, key=lambda entry: (-scores[entry], entry))[:most]]


def plain(text: str) -> str:
    """Small letters without accents: “Iluminación” is found by “iluminacion”."""
    apart = unicodedata.normalize("NFD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _asked(typed: str) -> list[str]:
    """The words that say something; where none does, all of them."""
    words = _WORD.findall(plain(typed))[:_MOST_WORDS]
    return [word for word in words if word not in _FILLERS] or words


@lru_cache(maxsize=256)
def _index(entries: tuple[Entry, ...]) -> _Index:
    where: dict[str, dict[int, float]] = defaultdict(dict)
    for number, entry in enumerate(entries):
        for counts, phrases in ((0.85, entry.others), (1.0, entry.names)):
            for word in _words(phrases):
                where[word][number] = counts
    rarity = [1 + math.log(len(entries) / len(found)) for found in where.values()]
    return _Index(np.array(list(where)), tuple(where.values()), np.array(rarity, dtype=np.float32))


def _words(phrases: Iterable[str]) -> set[str]:
    """Each word, and each two that follow each other as one: “streetlight” is “street light”."""
    found: set[str] = set()
    for phrase in phrases:
        words = _WORD.findall(plain(phrase))
        found.update(word for word in words if word not in _FILLERS)
        found.update(first + second for first, second in pairwise(words))
    return found


def _begun(part: str, words: Words) -> Row:
    """What is being typed is the beginning of a word; the more of it, the surer."""
    if len(part) < _SHORTEST_BEGINNING:
        return np.zeros(len(words), dtype=np.float32)
    begins = np.strings.startswith(words, part)
    return np.where(begins, 0.8 + 0.2 * len(part) / np.strings.str_len(words), 0).astype(np.float32)


def _best(row: Row, index: _Index) -> dict[int, float]:
    """For each entry what its most fitting word is worth."""
    best: dict[int, float] = {}
    for word in np.flatnonzero(row):
        worth = float(row[word] * index.rarity[word])
        for entry, counts in index.where[word].items():
            best[entry] = max(best.get(entry, 0.0), worth * counts)
    return best


def _weight(row: Row, index: _Index) -> float:
    """What a word could be worth at most; one that nobody knows counts as a common one does."""
    known = np.flatnonzero(row)
    return float(index.rarity[known].max()) if len(known) else 1.0
