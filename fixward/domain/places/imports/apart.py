"""A stranger's file, looked at and read by a process of its own, which ends when it takes too long or too much.

Neither the web process nor the worker opens it: what a library does with a file that was made to harm it happens there.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from django.utils import translation
from django.utils.translation import gettext as _

from fixward.domain.places.imports.reading import Column, Features
from fixward.domain.places.imports.report import ImportRefused, Refusal

log = logging.getLogger(__name__)
LOOKING, READING = 60, 600  # seconds
MEMORY = 3000  # megabytes
MOST_CORNERS = 500_000
"""Of shapes that are read while somebody waits for a page."""
ANSWER, SHAPES = "answer.json", "shapes.bin"
"""The files in which the program answers."""
_PROGRAM = "fixward.domain.places.read_apart"
_SAID = 2000  # characters


def look(path: Path) -> list[Column]:
    """As `reading.look`. Raises ImportRefused, also where it takes too long or too much memory."""
    with _answered("look", path, LOOKING) as (answer, _folder):
        return [Column(name, examples) for name, examples in answer["columns"]]


def read(path: Path) -> Features:
    """As `reading.read`, with every field as texts. Raises ImportRefused, also for too long and too much."""
    return _features("read", path, READING)


def shapes(path: Path) -> list[shapely.Geometry]:
    """Those of a small file, while somebody waits. Raises ImportRefused, also for too many corners."""
    return [shape for shape in _features("shapes", path, LOOKING).geometries if shape is not None]


def _features(what: str, path: Path, seconds: int) -> Features:
    with _answered(what, path, seconds) as (answer, folder), (folder / SHAPES).open("rb") as file:
        shapes = [None if length < 0 else file.read(length) for length in answer["lengths"]]
    columns = {name: np.array(texts, dtype=object) for name, texts in answer["columns"].items()}
    return Features(shapely.from_wkb(np.array(shapes, dtype=object)), columns)


@contextmanager
def _answered(what: str, path: Path, seconds: int) -> Iterator[tuple[dict[str, Any], Path]]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _run(what, path, seconds, folder)
        answer = json.loads((folder / ANSWER).read_text())
        if refused := answer.get("refused"):
            raise ImportRefused([Refusal(*one) for one in refused])
        yield answer, folder


def _run(what: str, path: Path, seconds: int, folder: Path) -> None:
    language = translation.get_language() or "en"
    command = [sys.executable, "-P", "-m", _PROGRAM, what, str(path.resolve()), language, str(seconds), str(MEMORY)]
    said = folder / "said.txt"
    with said.open("wb") as errors:
        try:
            ended = subprocess.run(
                command,
                cwd=folder,
                env=_surroundings(folder),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise _too_much(seconds) from error
    if ended.returncode:
        log.warning("A file was not read: %s %s", ended.returncode, said.read_text(errors="replace")[-_SAID:])
        raise _too_much(seconds)


def _surroundings(folder: Path) -> dict[str, str]:
    """The same code, a folder that is emptied afterwards, and nothing else of ours: no secrets, no proxies."""
    places = [place or os.getcwd() for place in sys.path]
    return {
        "PYTHONPATH": os.pathsep.join(places),
        "TMPDIR": str(folder),
        "LANG": "C.UTF-8",
        "OPENBLAS_NUM_THREADS": "1",
    }


def _too_much(seconds: int) -> ImportRefused:
    return ImportRefused.file(
        _(
            "The file could not be read within %(seconds)d seconds and %(memory)d MB of memory. Bring it in in parts, "
            "or on the server, by the command “fixward boundaries import”."
        )
        % {"seconds": seconds, "memory": MEMORY}
    )
