"""Other tables that are given out beside the requests: rooms above join here, as Parquet and nothing else.

Each writes a CSV file of its rows, and says what its columns are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.functional import Promise

from fixward.domain.open_data.columns import Column

Write = Callable[[Path], int]


@dataclass(frozen=True)
class Beside:
    """`write` fills a file and gives the number of its rows; `about` says in a sentence what one row is."""

    name: str
    about: str | Promise
    columns: Sequence[Column]
    write: Write


TABLES: dict[str, Beside] = {}


def join(table: Beside) -> None:
    TABLES[table.name] = table


def types(table: Beside) -> Mapping[str, str]:
    return {column.name: column.kind for column in table.columns}
