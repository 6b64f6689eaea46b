"""Facts added up, cut by cut: read from the database as columns, and counted here by the thousand."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from fixward.followups.insights.counting.cuts import KEYS, Cut, Level
from fixward.followups.insights.counting.days import EPOCH, starts
from fixward.followups.insights.counting.points import (
    ALL_WANTED,
    GROUPS,
    MISSING,
    WORDS,
    Columns,
    Group,
    Wanted,
)
from fixward.followups.insights.counting.spreads import Ints
from fixward.followups.insights.counting.vectors import Vector, split, summed
from fixward.followups.insights.models import ALL, Life, Span, Turn

TABLES = {"life": Life._meta.db_table, "turn": Turn._meta.db_table}
_WORDS = {"how", "went_how"}
_BREAK = "\x1f"  # stands for a line break within a source: lines tell sources apart on the way here
_BITS = 16  # of a code; see _cells
_MOST_CELLS = 1 << 46
_FEW = 1 << 21


class Key(NamedTuple):
    """Whose tile: `start` is a day, or the first of a month or year, in days since 2000; 0 where it is for ever."""

    start: int
    public: int
    organization: int = ALL
    department: int = ALL
    service: int = ALL
    place: int = ALL
    source: str = ""


@dataclass(frozen=True, slots=True)
class _Column:
    """What differs in it, and which of that each point has."""

    known: Ints
    where: NDArray[np.int64]

    @classmethod
    def of(cls, values: Ints) -> _Column:
        if not len(values) or int(values.max()) - int(values.min()) > _FEW:
            known, where = np.unique(values, return_inverse=True)
            return cls(known, where.astype(np.int64))
        # Numbers that lie close together are looked up, which takes a tenth of the time that sorting takes.
        lowest = int(values.min())
        there = np.flatnonzero(np.bincount(values - lowest))
        numbers = np.zeros(int(there[-1]) + 1, np.int64)
        numbers[there] = np.arange(len(there))
        return cls((there + lowest).astype(np.int32), numbers[values - lowest])


@dataclass(frozen=True, slots=True)
class _Pile:
    """Points of one level with their keys, the starts of each span among them."""

    keys: dict[str, _Column]
    codes: Ints
    amounts: Ints


@dataclass(frozen=True, slots=True)
class Piece:
    """Facts of one group as columns, counted once or, to take them away again, minus once."""

    group: Group
    columns: Columns
    sources: Sequence[str]
    sign: int = 1


Where = Callable[[Group], str]


def read(
    groups: Iterable[Group],
    where: Where,
    values: Mapping[str, Any],
    *,
    wanted: Wanted = ALL_WANTED,
    tables: Mapping[str, str] = TABLES,
) -> list[Piece]:
    """The facts of each group that its SQL condition names, where they count at all: one statement a table, of no more
    than what is wanted.
    """
    by_table: dict[str, list[Group]] = {}
    for group in groups:
        if not wanted.counters or not wanted.counters.isdisjoint(group.counters):
            by_table.setdefault(group.table, []).append(group)
    return [piece for table, of in by_table.items() for piece in _read_table(tables[table], of, where, values, wanted)]


def _read_table(
    table: str, groups: Sequence[Group], where: Where, values: Mapping[str, Any], wanted: Wanted
) -> Iterator[Piece]:
    conditions = [
        " AND ".join([f"{group.day} IS NOT NULL", *([group.only] if group.only else []), where(group)])
        for group in groups
    ]
    columns = list(dict.fromkeys(name for group in groups for name in group.read_for(wanted)))
    days = list(dict.fromkeys(group.day for group in groups))
    # Of which groups a row is: a bit each.
    bits = " + ".join(f"(coalesce({one}, false)::int << {bit})" for bit, one in enumerate(conditions))
    numbers = [
        *map(_number, ("public", *columns)),
        *(f"coalesce({day} - DATE '{EPOCH}', {MISSING})" for day in days),
        bits,
    ]
    sent = [f"string_agg(int4send({one}), '')" for one in numbers]
    if "source" in wanted.keys:
        sent.append(f"string_agg(translate(source, E'\\n', '{_BREAK}'), E'\\n')")
    statement = f"SELECT {', '.join(sent)} FROM {table} WHERE {' OR '.join(f'({one})' for one in conditions)}"  # noqa: S608 names of our own columns
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows = list(cursor.fetchone())
    words = (rows.pop() or "").split("\n") if "source" in wanted.keys else None
    found = {
        name: np.frombuffer(row or b"", ">i4").astype(np.int32)
        for name, row in zip(["public", *columns, *days, "bits"], rows, strict=True)
    }
    sources, found["source"] = _numbered(words, len(found["bits"]))
    for bit, group in enumerate(groups):
        yield _piece(group, found, np.flatnonzero(found["bits"] >> bit & 1), sources)


def _numbered(words: Sequence[str] | None, rows: int) -> tuple[list[str], Ints]:
    """The sources, and which of them each row has; one without a name where they were not read."""
    if words is None or not rows:
        return [""], np.zeros(rows, np.int32)
    known = sorted(set(words))
    number = {word: at for at, word in enumerate(known)}
    return [word.replace(_BREAK, "\n") for word in known], np.fromiter((number[word] for word in words), np.int32, rows)


def _piece(group: Group, found: Columns, at: NDArray[np.intp], sources: Sequence[str]) -> Piece:
    wanted = ("public", "service", "place", "source", group.organization, group.department, *group.columns)
    nothing = np.full(len(at), MISSING, np.int32)
    columns = {name: found[name][at] if name in found else nothing for name in wanted}
    return Piece(group, columns | {"day": found[group.day][at]}, sources)


class Kept(NamedTuple):
    """A cut, by days, months or years."""

    cut: Cut
    span: Span


def tally(pieces: Iterable[Piece], wanted: Sequence[Kept]) -> dict[Kept, dict[Key, Vector]]:
    """Everything added up."""
    pieces = [piece for piece in pieces if len(piece.columns["day"])]
    sources = sorted({source for piece in pieces for source in piece.sources})
    piles = {level: _pile(pieces, level, sources) for level in {kept.cut.level for kept in wanted}}
    return {kept: _cells(kept, piles[kept.cut.level], sources) for kept in wanted}


def _number(column: str) -> str:
    if column in _WORDS:
        words = ", ".join(f"'{word}'" for word in WORDS)
        return f"coalesce(array_position(ARRAY[{words}], {column}::text), -1)"
    return f"coalesce({column}::int, -1)"


def _pile(pieces: Sequence[Piece], level: Level, sources: Sequence[str]) -> _Pile:
    codes, amounts = list[Ints](), list[Ints]()
    keys: dict[str, list[Ints]] = {name: [] for name in (*Span, "public", *KEYS)}
    for piece in pieces:
        columns = _keyed(piece, sources)
        for points in piece.group.emit(piece.columns, level):
            codes.append(points.codes)
            amounts.append(points.amounts * piece.sign)
            for name, values in keys.items():
                values.append(columns[name][points.at])
    return _Pile({name: _Column.of(_joined(values)) for name, values in keys.items()}, _joined(codes), _joined(amounts))


def _keyed(piece: Piece, sources: Sequence[str]) -> Columns:
    """The key columns of a piece under the names that all pieces share."""
    of, group = piece.columns, piece.group
    numbers = np.array([sources.index(source) for source in piece.sources], np.int32)
    return {
        Span.DAY: of["day"],
        Span.MONTH: starts(of["day"], "M"),
        Span.YEAR: starts(of["day"], "Y"),
        Span.EVER: np.zeros(len(of["day"]), np.int32),
        "public": of["public"],
        "organization": of[group.organization],
        "department": of[group.department],
        "service": of["service"],
        "place": of["place"],
        "source": numbers[of["source"]],
    }


def _joined(arrays: list[Ints]) -> Ints:
    return np.concatenate(arrays) if arrays else np.empty(0, np.int32)


def _cells(kept: Kept, pile: _Pile, sources: Sequence[str]) -> dict[Key, Vector]:
    """Points of one cut by their keys. All keys together are one number, in front of the code: sorted once, summed."""
    names = ("start", "public", *kept.cut.keys)
    columns = [pile.keys[kept.span], *(pile.keys[name] for name in names[1:])]
    if math.prod(len(column.known) for column in columns) >= _MOST_CELLS:
        return _cells_by_rows(names, columns, pile, sources)
    both = np.zeros(len(pile.codes), np.int64)
    for column in columns:
        both = both * len(column.known) + column.where
    both = (both << _BITS) | pile.codes
    found, sums = summed(both, pile.amounts)
    if not len(found):
        return {}
    cells, vectors = split(found >> _BITS, (found & ((1 << _BITS) - 1)).astype(np.int32), sums)
    return dict(zip(_keys(names, columns, cells, sources), vectors, strict=True))


def _cells_by_rows(
    names: Sequence[str], columns: Sequence[_Column], pile: _Pile, sources: Sequence[str]
) -> dict[Key, Vector]:
    """The same of so many keys that one number does not take them all; slower, and as right."""
    rows, cells = np.unique(np.stack([column.where for column in columns]), axis=1, return_inverse=True)
    found, sums = summed((cells.astype(np.int64) << _BITS) | pile.codes, pile.amounts)
    if not len(found):
        return {}
    cells, vectors = split(found >> _BITS, (found & ((1 << _BITS) - 1)).astype(np.int32), sums)
    values = {name: column.known[row[cells]].tolist() for name, column, row in zip(names, columns, rows, strict=True)}
    return dict(zip(_named(values, sources), vectors, strict=True))


def _keys(
    names: Sequence[str], columns: Sequence[_Column], cells: NDArray[np.int64], sources: Sequence[str]
) -> list[Key]:
    """What the numbers of cells were made of."""
    values: dict[str, list[Any]] = {}
    for name, column in reversed(list(zip(names, columns, strict=True))):
        cells, at = np.divmod(cells, len(column.known))
        values[name] = column.known[at].tolist()
    return _named(values, sources)


def _named(values: dict[str, list[Any]], sources: Sequence[str]) -> list[Key]:
    if "source" in values:
        values["source"] = [sources[number] for number in values["source"]]
    return [Key(**dict(zip(values, row, strict=True))) for row in zip(*values.values(), strict=True)]


def everything(where: str, values: Mapping[str, Any], *, sign: int = 1) -> list[Piece]:
    """The facts of all groups that a condition on both tables names."""
    return [Piece(one.group, one.columns, one.sources, sign) for one in read(GROUPS, lambda _group: where, values)]
