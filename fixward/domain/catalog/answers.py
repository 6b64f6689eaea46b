"""Answers to a service's questions: read from what was typed, checked, and shown again.

Datatypes as in Open311 GeoReport v2, "GET Service Definition". Kept as {question code: text or list of keys}.
An answer of a list can stop the report, with a sentence that says what to do instead ("A wire is down": call 911).
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from fixward.domain.catalog.models import Datatype, Question
from fixward.foundation.text import Translated, clean, masked

Answer = str | list[str]
Answers = Mapping[str, Answer]

LONGEST_STRING = 255
LONGEST_TEXT = 4000


class AnswersRefused(Exception):
    """Carries a sentence for each question code that was not answered well."""

    def __init__(self, sentences: dict[str, str]) -> None:
        super().__init__("; ".join(sentences.values()))
        self.sentences = sentences


def read(questions: Iterable[Question], given: Mapping[str, Sequence[str]]) -> dict[str, Answer]:
    """The answers worth keeping, from lists of what was typed; raises AnswersRefused. What was not asked is dropped."""
    answers: dict[str, Answer] = {}
    refused: dict[str, str] = {}
    for question in questions:
        if question.is_notice:
            continue
        try:
            answer = _read_one(question, [text for text in map(clean, given.get(question.code, ())) if text])
        except ValueError as error:
            refused[question.code] = str(error)
        else:
            if answer:
                answers[question.code] = answer
    if refused:
        raise AnswersRefused(refused)
    return answers


def unchecked(given: Mapping[str, Sequence[str]]) -> dict[str, Answer]:
    """What was typed, as if it were right: enough to see who would get the report, and so what is asked."""
    return {code: list(texts) if len(texts) > 1 else "".join(texts) for code, texts in given.items()}


def stops(questions: Iterable[Question], answers: Answers) -> list[str]:
    """What to do instead of reporting, where one of these answers stops the report."""
    return [
        sentence
        for question in questions
        for value in question.values
        if value["key"] in _keys(answers.get(question.code, [])) and (sentence := _stop(value))
    ]


def _keys(answer: Answer) -> list[str]:
    return [answer] if isinstance(answer, str) else answer


def _read_one(question: Question, typed: list[str]) -> Answer:
    if not typed:
        if question.is_required:
            raise ValueError(_("Please answer “%(question)s”.") % {"question": question})
        return ""
    if question.datatype == Datatype.MULTIPLE:
        return [_key(question, text) for text in dict.fromkeys(typed)]
    return _READERS[Datatype(question.datatype)](question, typed[0])


def _key(question: Question, text: str) -> str:
    chosen = next((value for value in question.values if value["key"] == text), None)
    if chosen is None:
        raise ValueError(_("Choose one of the answers listed for “%(question)s”.") % {"question": question})
    if stop := _stop(chosen):
        raise ValueError(stop)
    return text


def _stop(value: Mapping[str, Any]) -> str:
    return str(Translated(value.get("stop", {})))


def _number(question: Question, text: str) -> str:
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or len(text) > LONGEST_STRING:
        raise ValueError(_("“%(question)s” needs a number, such as 3 or 2.5.") % {"question": question})
    return text.replace(",", ".")


def _datetime(question: Question, text: str) -> str:
    try:
        day = parse_date(text)
        moment = dt.datetime.combine(day, dt.time()) if day else parse_datetime(text)
    except ValueError:
        moment = None
    # On the last days that can be written, no other zone can tell the time: it could never be shown.
    if moment is None or not dt.MINYEAR < moment.year < dt.MAXYEAR:
        raise ValueError(_("“%(question)s” needs a date, such as 2026-05-31.") % {"question": question})
    return (moment if timezone.is_aware(moment) else timezone.make_aware(moment)).isoformat()


def _text(question: Question, text: str) -> str:
    longest = LONGEST_TEXT if question.datatype == Datatype.TEXT else LONGEST_STRING
    if len(text) > longest:
        raise ValueError(
            _("The answer to “%(question)s” is too long: please use at most %(longest)d characters.")
            % {"question": question, "longest": longest}
        )
    return text


_READERS = {
    Datatype.STRING: _text,
    Datatype.TEXT: _text,
    Datatype.NUMBER: _number,
    Datatype.DATETIME: _datetime,
    Datatype.SINGLE: _key,
}


def shown(question: Question, answer: Answer, *, public: bool = False) -> str:
    """The answer as a person reads it, in the language in use; in public without what reaches somebody."""
    names = {value["key"]: str(Translated(value["name"])) for value in question.values}
    if isinstance(answer, list):
        return ", ".join(names.get(key, key) for key in answer)
    if question.datatype == Datatype.DATETIME and (moment := parse_datetime(answer)):
        return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")
    if public and question.datatype in (Datatype.STRING, Datatype.TEXT):
        return masked(answer)
    return names.get(answer, answer)
