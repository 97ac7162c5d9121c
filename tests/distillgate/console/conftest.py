import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.distillgate.console.browsing import Chromium, House, chromium, housed


@pytest.fixture(scope="session")
def browser() -> Iterator[Chromium]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="session")
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where the packs are kept compiled, so that they are read once."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def house(tmp_path: Path, blank: Path, cache_folder: Path) -> Iterator[House]:
    registry = Path(shutil.copy(blank, tmp_path / "registry.db"))
    with housed(registry, cache_folder) as found:
        yield found
