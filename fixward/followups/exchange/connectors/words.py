"""What others write, before it is shown to everybody: without our own words quoted, and without the keys in them."""

from __future__ import annotations

import re

from django.conf import settings

# Programs that look after mails write a link anew, as a part of their own: then its signs are encoded.
_SLASH = r"(?:/|%2F|%252F|_)"
_COLON = r"(?::|%3A|%253A|-3A)"
_WORD = re.compile(r"[^\s<>()\[\]{}\"']+")
_BEGINNING = re.compile(rf"https?{_COLON}", re.IGNORECASE)
# As `mail/addresses.py` makes them, anywhere in a text: who has one writes in the organization's name.
_ADDRESS = re.compile(
    r"[\w.-]{0,64}(?:\+|%2B)[0-9a-z]{1,13}\.[0-9a-z]{1,13}\.[a-z2-7]{16}(?![0-9a-z])(?:(?:@|%40)[\w.-]*\w)?",
    re.IGNORECASE,
)
_LEFT_EMPTY = re.compile(r"<(?:mailto:)?>|\((?:mailto:)?\)|\[(?:mailto:)?\]", re.IGNORECASE)
_LONGEST_HEADER = 300


def told(text: str) -> str:
    """The words without lines that are quoted, links that only the organization may have, and addresses for answers."""
    text = without_quotes(text)
    found = _ADDRESS.sub("", _without_links(text))
    if found != text:
        found = _LEFT_EMPTY.sub("", found)
    return _tidy(found)


def without_quotes(text: str) -> str:
    """Without the lines that begin with `>`, and the line before them that says whose words they are."""
    kept: list[str] = []
    was_quoted = False
    for line in text.splitlines():
        is_quoted = line.lstrip().startswith(">")
        if is_quoted and not was_quoted:
            _drop_header(kept)
        if not is_quoted:
            kept.append(line)
        was_quoted = is_quoted
    return _tidy("\n".join(kept))


def _drop_header(kept: list[str]) -> None:
    """Takes away `On Tuesday at 10:00 somebody wrote:`, also in two lines; the words right above it stay."""
    end = len(kept)
    while end and not kept[end - 1].strip():
        end -= 1
    if not end or not kept[end - 1].rstrip().endswith(":") or len(kept[end - 1]) > _LONGEST_HEADER:
        return
    for begin in (end - 1, max(end - 2, 0)):
        if re.search(r"\d", kept[begin]):
            del kept[begin:]
            return


def _without_links(text: str) -> str:
    place = re.escape(settings.BASE_URL.partition("://")[2]).replace(":", _COLON).replace("/", _SLASH)
    ours = re.compile(rf"{place}{_SLASH}outside{_SLASH}", re.IGNORECASE)
    return _WORD.sub(lambda word: _before_link(word[0]) if ours.search(word[0]) else word[0], text)


def _before_link(word: str) -> str:
    begun = _BEGINNING.search(word)
    return word[: begun.start()] if begun else ""


def _tidy(text: str) -> str:
    lines = [line.rstrip() for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
