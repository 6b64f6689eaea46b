"""Texts in the cells of a spreadsheet."""

from __future__ import annotations

from typing import Any

# What a spreadsheet would take for a formula, the full-width signs too: https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r")
_FORMULA_IN_SQL = ", ".join(f"U&'\\{ord(sign):04x}'" for sign in _FORMULA)


def harmless(cell: Any) -> Any:
    """The same, with an apostrophe before a text that a spreadsheet would calculate."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def harmless_in_sql(column: str) -> str:
    """The same for a column of texts, as an expression of PostgreSQL."""
    return f"CASE WHEN left({column}, 1) IN ({_FORMULA_IN_SQL}) THEN '''' || {column} ELSE {column} END"
