"""Asking a GeoReport v2 server: http://wiki.open311.org/GeoReport_v2, and its extension servicerequestupdates.

Strict in what is sent, liberal in what is read: ids as numbers, lists wrapped once more, fields that are missing.
"""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import requests
from django.utils.dateparse import parse_datetime

from fixward.followups.exchange.connectors.models import Connector
from fixward.followups.exchange.connectors.setup import key_of
from fixward.followups.exchange.connectors.troubles import Held, NotNow, Trouble
from fixward.foundation import sealing
from fixward.foundation.clock import rfc3339
from fixward.foundation.files.pictures import LARGEST_FILE
from fixward.foundation.outbound import Forbidden, NoSuchHost, Outbound
from fixward.foundation.text import clean

MOST_IDS = 50
# Old servers take their time over a report, and a doubt whether it arrived costs more than waiting.
SECONDS = 20
LARGEST = 20_000_000
LONGEST = 20_000
LONGEST_WORD = 100
LONGEST_TOKEN = 200
MOST_PICTURES = 20
# Those that one look brings share it: a server that answers slowly must not hold up what others wait for.
SECONDS_OF_PICTURES = 60
# Where a person waits for the page.
SECONDS_ON_A_PAGE = 5
_BEFORE_SENDING = (requests.ConnectTimeout, NoSuchHost)
_LATER = (429, 503)
Form = Sequence[tuple[str, str]]


class Unclear(Exception):
    """What was sent may have arrived: the answer is missing, broken, or tells of a fault."""


@dataclass(frozen=True, slots=True)
class Answer:
    """To a request that was sent: a number, or a token by which it can be asked for later."""

    number: str
    token: str


@dataclass(frozen=True, slots=True)
class Service:
    code: str
    name: str
    is_realtime: bool
    has_questions: bool


@dataclass(frozen=True, slots=True)
class Question:
    code: str
    text: str
    is_required: bool
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One of their requests; `status` in the wider words of the extension, where they give these."""

    number: str
    status: str
    notes: str
    description: str


@dataclass(frozen=True, slots=True)
class Update:
    key: str
    number: str
    status: str
    text: str
    at: dt.datetime | None
    media: str


class Client:
    """One organization's server, for one look at it or one thing sent.

    Every method raises NotNow, or Held where a person has to see to it.
    """

    def __init__(self, connector: Connector, *, seconds: float = SECONDS) -> None:
        self._connector = connector
        self._session = Outbound(seconds=seconds, largest=LARGEST)
        self._session.headers["Accept-Language"] = "en"  # the words of an answer are read: what came of it, and why
        self._pictures_left = MOST_PICTURES
        self._seconds_left: float = SECONDS_OF_PICTURES

    def services(self) -> list[Service]:
        rows = _rows(self._read("services"), "services", "service")
        return [
            Service(
                _text(row, "service_code"),
                _text(row, "service_name"),
                _text(row, "type") in ("realtime", ""),
                _text(row, "metadata").lower() == "true",
            )
            for row in rows
        ]

    def questions(self, code: str) -> list[Question]:
        """Those that are asked, without what is only shown."""
        body = self._read(f"services/{quote(code, safe='')}")
        found = body[0] if isinstance(body, list) and body else body
        rows = _rows(found if isinstance(found, dict) else {}, "attributes", "attribute")
        return [_question(row) for row in rows if _text(row, "variable").lower() != "false"]

    def send(self, form: Form) -> Answer:
        """Raises Unclear besides."""
        rows = _rows(self._sent("requests", form), "service_requests", "request")
        if not rows:
            raise Unclear("The answer names no request.")
        answer = Answer(_text(rows[0], "service_request_id"), _text(rows[0], "token")[:LONGEST_TOKEN])
        if not (answer.number or answer.token):
            raise Unclear("The answer names neither a number nor a token.")
        return answer

    def send_update(self, form: Form) -> str:
        """Gives the id that it has there, or nothing. Raises Unclear besides."""
        rows = _rows(self._sent("servicerequestupdates", form), "service_request_updates", "request_update")
        return _text(rows[0], "update_id") if rows else ""

    def number_for(self, token: str) -> str:
        """Empty while there is none."""
        rows = _rows(self._read(f"tokens/{quote(token, safe='')}"), "service_requests", "request")
        return _text(rows[0], "service_request_id") if rows else ""

    def rows(self, numbers: Sequence[str]) -> list[Row]:
        found = self._read("requests", service_request_id=",".join(numbers[:MOST_IDS]), extensions="true")
        return [_row(row) for row in _rows(found, "service_requests", "request")]

    def since(self, begun: dt.datetime, *, code: str) -> list[Row]:
        """Their requests of one service that came in from then on."""
        found = self._read("requests", service_code=code, start_date=rfc3339(begun))
        return [_row(row) for row in _rows(found, "service_requests", "request")]

    def updates(self, since: dt.datetime, until: dt.datetime) -> list[Update]:
        found = self._read("servicerequestupdates", start_date=rfc3339(since), end_date=rfc3339(until))
        return [_update(row) for row in _rows(found, "service_request_updates", "request_update")]

    def picture(self, address: str) -> bytes:
        """Empty where there is none; only so many are fetched in one look, and only so long."""
        if not self._pictures_left or self._seconds_left <= 0:
            raise NotNow("Enough pictures were fetched.")
        self._pictures_left -= 1
        begun = time.monotonic()
        try:
            answer = Outbound(seconds=min(SECONDS, self._seconds_left), largest=LARGEST_FILE).get(address)
        except requests.RequestException as error:
            raise NotNow(str(error)) from error
        finally:
            self._seconds_left -= time.monotonic() - begun
        return answer.content if answer.status_code == 200 else b""

    def _read(self, path: str, **parameters: str) -> Any:
        try:
            answer = self._session.get(self._address(path), params=self._named(parameters))
        except requests.RequestException as error:
            raise NotNow(_said(error)) from error
        if answer.status_code == 404 and path.startswith("tokens/"):
            return []
        if answer.status_code != 200:
            raise NotNow(f"{answer.status_code} {_errors(answer)}".strip())
        try:
            return _body(answer)
        except ValueError as error:
            raise NotNow("The answer is no JSON.") from error

    def _sent(self, path: str, form: Form) -> Any:
        fields = [*self._named({}).items(), ("api_key", self._key()), *form]
        try:
            answer = self._session.post(self._address(path), data=fields)
        except (Forbidden, *_BEFORE_SENDING) as error:
            raise NotNow(_said(error)) from error
        except requests.ConnectionError as error:
            if _never_connected(error):
                raise NotNow(_said(error)) from error
            raise Unclear(_said(error)) from error
        except requests.RequestException as error:
            raise Unclear(_said(error)) from error
        return _taken(answer)

    def _key(self) -> str:
        try:
            return key_of(self._connector)
        except sealing.Unreadable as error:
            raise Held(Trouble.NO_KEY) from error

    def _address(self, path: str) -> str:
        return f"{self._connector.endpoint}/{path}.json"

    def _named(self, parameters: Mapping[str, str]) -> dict[str, str]:
        jurisdiction = self._connector.jurisdiction
        return ({"jurisdiction_id": jurisdiction} if jurisdiction else {}) | dict(parameters)


def _taken(answer: requests.Response) -> Any:
    """The body of an answer that says yes; raises what another one means."""
    said = f"{answer.status_code} {_errors(answer)}".strip()
    if answer.status_code in _LATER:
        raise NotNow(said)
    if 300 <= answer.status_code < 500:
        raise Held(Trouble.REFUSED, said)
    if answer.status_code >= 500:
        raise Unclear(said)
    try:
        return _body(answer)
    except ValueError as error:
        raise Unclear("The answer is no JSON.") from error


def _body(answer: requests.Response) -> Any:
    """Raises ValueError for what is no JSON, or is nested deeper than anything that is meant."""
    content = answer.content
    try:
        try:
            text = content.decode(json.detect_encoding(content))
        except UnicodeDecodeError:
            text = content.decode("latin-1")
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("It is nested too deep.") from error


def _never_connected(error: requests.ConnectionError) -> bool:
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return type(reason).__name__ in ("NewConnectionError", "ConnectTimeoutError", "NameResolutionError")


def _said(error: Exception) -> str:
    """What went wrong, without the address: that may hold a key."""
    return type(error).__name__


def _errors(answer: requests.Response) -> str:
    """Their own words, where they are in the shape of GeoReport v2."""
    try:
        rows = _rows(_body(answer), "errors", "error")
    except ValueError:
        return ""
    return "; ".join(filter(None, (_text(row, "description") for row in rows)))[:180]


def _rows(body: Any, outer: str, inner: str) -> list[dict[str, Any]]:
    """The list in a body: bare, under its name, or under two of them."""
    for name in (outer, inner):
        if isinstance(body, dict) and name in body:
            body = body[name]
    found: Iterable[Any] = body if isinstance(body, list) else [body] if isinstance(body, dict) else []
    return [row for row in found if isinstance(row, dict)]


def _text(row: Mapping[str, Any], name: str) -> str:
    """Fit to be stored: a zero byte, or a text without an end, would break what is done with it."""
    value = row.get(name)
    return "" if value is None or isinstance(value, (dict, list)) else clean(str(value)[:LONGEST])[:LONGEST]


def _question(row: Mapping[str, Any]) -> Question:
    values = _rows(row.get("values") or [], "values", "value")
    return Question(
        _text(row, "code"),
        _text(row, "description"),
        _text(row, "required").lower() == "true",
        tuple((_text(value, "key"), _text(value, "name")) for value in values),
    )


def _row(row: Mapping[str, Any]) -> Row:
    wide = row.get("extended_attributes")
    return Row(
        _text(row, "service_request_id"),
        ((_text(wide, "status") if isinstance(wide, dict) else "") or _text(row, "status")).lower()[:LONGEST_WORD],
        _text(row, "status_notes"),
        _text(row, "description"),
    )


def _update(row: Mapping[str, Any]) -> Update:
    return Update(
        key=_text(row, "update_id"),
        number=_text(row, "service_request_id"),
        status=_text(row, "status").lower()[:LONGEST_WORD],
        text=_text(row, "description"),
        at=_parsed(_text(row, "updated_datetime")),
        media=_text(row, "media_url"),
    )


def _parsed(text: str) -> dt.datetime | None:
    """In UTC; none where it is no moment, or one before or after all that can be reckoned with."""
    try:
        moment = parse_datetime(text)
        if moment is None or moment.tzinfo is None:
            return moment and moment.replace(tzinfo=dt.UTC)
        return moment.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None
