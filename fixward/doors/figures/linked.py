"""Texts that lead somewhere, drawn here and not by a template: a page has a thousand of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape  # Django's own first asks whether the text is a lazy one
from typing import Protocol

from django.urls import reverse
from django.utils.safestring import SafeString

# `reverse` is asked for the same things on every page, and takes as long as to draw a row.
path_of = lru_cache(maxsize=20_000)(lambda name, *given: reverse(f"figures:{name}", args=given))


class HasHtml(Protocol):
    @property
    def html(self) -> SafeString: ...


@dataclass(frozen=True)
class Linked:
    """Without an address it is a text."""

    text: str
    href: str = ""

    @property
    def html(self) -> SafeString:
        return linked(self.text, self.href)


@dataclass(frozen=True)
class Row:
    """A row of a table: what it is about, with its own page if it has one, and figures with the lists behind them."""

    name: str
    cells: Sequence[HasHtml]
    href: str = ""

    @property
    def heading(self) -> SafeString:
        return linked(self.name, self.href)

    @property
    def row(self) -> SafeString:
        return side_by_side(cell.html for cell in self.cells)


def linked(text: str, href: str) -> SafeString:
    return SafeString(f'<a href="{escape(href)}">{escape(text)}</a>' if href else escape(text))


def side_by_side(cells: Iterable[SafeString]) -> SafeString:
    """As cells of a table."""
    return SafeString("".join([f"<td>{cell}</td>" for cell in cells]))
