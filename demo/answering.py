"""Answers to the questions of a service, as its reporter might give them."""

from __future__ import annotations

import datetime as dt
from random import Random

from demo import catalog, voices
from demo.records import Question


def answers_for(service: str, language: voices.Language, at: dt.datetime, chance: Random) -> dict[str, str | list[str]]:
    """What is required is answered; of the rest about half."""
    asked = [question for question in catalog.service(service).questions if not question.notice]
    return {
        question.code: _answer(question, service, language, at, chance)
        for question in asked
        if question.required or chance.random() < 0.5
    }


def _answer(
    question: Question, service: str, language: voices.Language, at: dt.datetime, chance: Random
) -> str | list[str]:
    keys = [choice.key for choice in question.choices if choice.stop is None]
    match question.datatype:
        case "singlevaluelist":
            return chance.choice(keys)
        case "multivaluelist":
            return sorted(chance.sample(keys, k=chance.randint(1, 2)))
        case "number":
            return str(chance.randint(2, 18))
        case "datetime":
            return (at - dt.timedelta(hours=chance.randint(1, 72))).isoformat(timespec="minutes")
        case "text":
            return voices.description(service, language, chance)
        case "string":
            return _LINES.get(question.code, {}).get(language, f"{chance.randint(100, 999)}-{chance.randint(10, 99)}")


_LINES = {"when": {"en": "Before school and around six", "es": "Antes de la escuela y como a las seis"}}
