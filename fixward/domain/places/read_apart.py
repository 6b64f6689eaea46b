"""The program that reads a stranger's file: a process with bounds, and without database, secrets or the settings.

Its answer is plain JSON and coordinates, in files of the folder it was started in; `imports.apart` starts it.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path
from typing import Any

import django
from django.conf import settings


def main(what: str, path: str, language: str, seconds: int, megabytes: int) -> None:
    """`look` at the fields of a file, `read` it whole or only its `shapes`, within so much time and memory."""
    _bound(seconds, megabytes * 1_000_000)
    locale = Path(__file__).resolve().parents[2] / "locale"
    settings.configure(
        INSTALLED_APPS=["fixward.domain.places"], LANGUAGE_CODE=language, LOCALE_PATHS=[locale], USE_TZ=True
    )
    django.setup()
    from fixward.domain.places.imports import ImportRefused  # noqa: PLC0415  (these need the settings)
    from fixward.domain.places.imports.apart import ANSWER  # noqa: PLC0415

    try:
        answer = {"look": _looked, "read": _read, "shapes": _shapes}[what](path)
    except ImportRefused as refusal:
        answer = {"refused": [tuple(one) for one in refusal.refusals]}
    Path(ANSWER).write_text(json.dumps(answer))


def _bound(seconds: int, most: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))


def _looked(path: str) -> dict[str, Any]:
    from fixward.domain.places.imports.reading import look  # noqa: PLC0415

    return {"columns": [(column.name, column.examples) for column in look(path)]}


def _read(path: str) -> dict[str, Any]:
    from fixward.domain.places.imports.reading import read  # noqa: PLC0415

    features = read(path)
    columns = {name: features.texts(name) for name in features.columns}
    return {"lengths": _written(features.geometries), "columns": columns}


def _shapes(path: str) -> dict[str, Any]:
    import shapely  # noqa: PLC0415
    from django.utils.translation import gettext as _  # noqa: PLC0415

    from fixward.domain.places.imports import ImportRefused  # noqa: PLC0415
    from fixward.domain.places.imports.apart import MOST_CORNERS  # noqa: PLC0415
    from fixward.domain.places.imports.reading import read  # noqa: PLC0415

    shapes = read(path).geometries
    if shapely.get_num_coordinates(shapes).sum() > MOST_CORNERS:
        raise ImportRefused.file(_("This outline has too many corners. Please simplify it."))
    return {"lengths": _written(shapes), "columns": {}}


def _written(shapes: Any) -> list[int]:
    """How long each is in the file of shapes, -1 for one that is none."""
    import shapely  # noqa: PLC0415

    from fixward.domain.places.imports.apart import SHAPES  # noqa: PLC0415

    with Path(SHAPES).open("wb") as file:
        return [-1 if shape is None else file.write(shapely.to_wkb(shape)) for shape in shapes]


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5]))
