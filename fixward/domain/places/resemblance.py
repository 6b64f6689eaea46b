"""How well an address of the gazetteer is what somebody typed."""

from __future__ import annotations

from difflib import SequenceMatcher
from functools import lru_cache
from itertools import chain, pairwise

from fixward.domain.places import spelling

_COMMON_WEIGHT = 0.25
_TOGETHER = 0.5  # what it is worth that words stand beside each other: 5th Ave + 22nd St is not 22nd Ave + 5th St
_TOO_MUCH = 0.03  # off for each word that nobody typed
_ALIKE = 0.6


def resemblance(typed: str, address: str) -> float:
    """From below 0 to 1.5, both texts normalized; the order of the streets does not matter."""
    wanted, there = spelling.streets(typed), spelling.streets(address)
    words, found = list(chain(*wanted)), list(chain(*there))
    weights = [_COMMON_WEIGHT if word in spelling.COMMON else 1.0 for word in words]
    matches = [max((_alike(word, other) for other in found), default=0.0) for word in words]
    score = sum(weight * match for weight, match in zip(weights, matches, strict=True)) / (sum(weights) or 1.0)
    return score + _TOGETHER * _together(wanted, there) - _TOO_MUCH * max(len(found) - len(words), 0)


def _together(wanted: list[list[str]], there: list[list[str]]) -> float:
    pairs = [pair for street in wanted for pair in pairwise(street)]
    beside = {pair for street in there for pair in pairwise(street)}
    return sum(pair in beside for pair in pairs) / len(pairs) if pairs else 0.0


@lru_cache(maxsize=20_000)
def _alike(typed: str, word: str) -> float:
    if typed == word:
        return 1.0
    if any(map(str.isdigit, typed)) or min(len(typed), len(word)) < 2:
        return 0.0  # 67th is not nearly 68th
    if word.startswith(typed):
        return 0.9  # still being typed
    alike = SequenceMatcher(None, typed, word).ratio()
    return 0.9 * alike if alike >= _ALIKE else 0.0
