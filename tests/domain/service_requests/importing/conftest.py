from pathlib import Path

import pytest

from fixward.domain.service_requests.imports import Report, import_history
from tests.domain.service_requests.importing.old import HEADER, MAPPING


@pytest.fixture
def take(tmp_path: Path):
    """Imports these lines, by the mapping above with pieces of it replaced."""

    def take(*lines: str, header: str = HEADER, **replaced: str) -> Report:
        mapping = MAPPING
        for old, new in replaced.pop("swap", {}).items():
            assert old in mapping
            mapping = mapping.replace(old, new)
        (tmp_path / "mapping.toml").write_text(mapping)
        (tmp_path / "old.csv").write_bytes("\n".join([header, *lines]).encode(errors="surrogateescape"))
        return import_history(tmp_path / "old.csv", tmp_path / "mapping.toml", **replaced)

    return take
