from pathlib import Path

import pytest

_DATA = Path(__file__).resolve().parents[4] / "shared" / "data"


@pytest.fixture
def data() -> Path:
    """The folder of real boundaries beside the project."""
    if not _DATA.is_dir():
        pytest.skip("The real data is not here: ../shared/data")
    return _DATA
