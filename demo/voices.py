"""Sentences that the people of the demonstration write and say, drawn from the files beside the outlines."""

from __future__ import annotations

import tomllib
from functools import cache
from random import Random
from typing import Literal

from demo.ground import DATA

Language = Literal["en", "es"]


def description(service: str, language: Language, chance: Random) -> str:
    """What a resident writes; about one in three says a little more."""
    text = chance.choice(_bank("sentences.toml")[service][language])
    return f"{text} {said('more', language, chance)}" if chance.random() < 0.35 else text


def said(what: str, language: Language, chance: Random) -> str:
    """One sentence of this sort: `reply`, `comment`, `fixed`, `transfer_county` and so on."""
    return chance.choice(_bank("answers.toml")[language][what])


@cache
def _bank(name: str) -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))
