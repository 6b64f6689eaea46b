"""Texts in the cells of a spreadsheet."""

from __future__ import annotations

from typing import Any

# What a spreadsheet would take for a formula, the full-width signs too: https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r")


def harmless(cell: Any) -> Any:
    """The same, with an apostrophe before a text that a spreadsheet would calculate."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
