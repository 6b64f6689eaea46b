"""A program of its own: CSV files beside each other as Parquet. It takes memory that nobody else needs afterwards.

Run by its path, with a file of JSON on standard input: [{"types": {column: type}, "files": [[from, to], ...]}, ...].
"""

from __future__ import annotations

import json
import sys
from typing import Any

import pyarrow as pa
from pyarrow import csv, parquet

_BLOCK = 8 << 20  # bytes of CSV in one row group
_TYPES = {
    "string": pa.string(),
    "datetime": pa.timestamp("us", tz="UTC"),
    "number": pa.float64(),
    "integer": pa.int64(),
    "date": pa.date32(),
    "boolean": pa.bool_(),
}


def main() -> None:
    for asked in json.load(sys.stdin):
        types = {name: _TYPES[kind] for name, kind in asked["types"].items()}
        for source, target in asked["files"]:
            _convert(source, target, types)


def _convert(source: str, target: str, types: dict[str, Any]) -> None:
    """Block by block, so that the size of the file does not matter."""
    options = {
        "read_options": csv.ReadOptions(block_size=_BLOCK, use_threads=False),
        "parse_options": csv.ParseOptions(newlines_in_values=True),
        "convert_options": csv.ConvertOptions(
            column_types=types,
            null_values=[""],
            strings_can_be_null=True,
            true_values=["true"],
            false_values=["false"],
        ),
    }
    with csv.open_csv(source, **options) as rows, parquet.ParquetWriter(target, rows.schema, compression="zstd") as out:
        for batch in rows:
            out.write_batch(batch)


if __name__ == "__main__":
    main()
