"""The examples of docs/OPEN311.md, as somebody would type them."""

from __future__ import annotations

import shlex
from pathlib import Path
from urllib.parse import quote_plus, urlsplit

import pytest
from django.test import Client

DOCS = Path(__file__).parents[3] / "docs" / "OPEN311.md"


def commands() -> list[str]:
    """Each on one line."""
    text = DOCS.read_text().replace("\\\n", " ")
    return [line for line in text.splitlines() if line.startswith("curl ")]


def run(command: str):
    """What curl would do, within this process; of its options those that the examples use."""
    words = shlex.split(command)[1:]
    headers, pairs, parts, address = {}, [], {}, ""
    while words:
        word = words.pop(0)
        if word == "-H":
            name, _colon, value = words.pop(0).partition(": ")
            headers[name] = value
        elif word == "-F":
            name, _equals, value = words.pop(0).partition("=")
            parts[name] = value
        elif word in ("-d", "--data-urlencode"):
            name, _equals, value = words.pop(0).partition("=")
            pairs.append(f"{name}={quote_plus(value) if word != '-d' else value}")
        else:
            address = word
    parsed = urlsplit(address)
    path = f"{parsed.path}?{parsed.query}"
    if parts:
        return Client().post(path, parts, headers=headers)
    if pairs:
        form = "application/x-www-form-urlencoded"
        return Client().post(path, "&".join(pairs), content_type=form, headers=headers)
    return Client().get(path, headers=headers)


def test_there_are_examples_of_both_ways():
    assert len(commands()) >= 8
    assert any(" -F " in command for command in commands())


@pytest.mark.parametrize("number", range(len(commands())))
def test_an_example_is_answered_as_it_says(town, key, number):
    command = commands()[number].replace("$KEY", key).replace("$ID", town.pothole.number)
    answer = run(command)
    assert answer.status_code == (200 if " -d " not in command and " -F " not in command else 201), answer.content
