import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from distillgate import wiring
from tests.distillgate.libraries import EXAMPLE
from tests.distillgate.web.servers import app_at, service_in


@pytest.fixture
def example_packs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the example's packs and catalog ship."""
    monkeypatch.setattr(wiring, "SHIPPED_PACKS", EXAMPLE / "packs")
    monkeypatch.setattr(wiring, "CATALOG", EXAMPLE / "catalog")


@pytest.fixture
def app(
    example_packs: None,  # noqa: ARG001 packs first
    blank: Path,
    tmp_path: Path,
) -> Iterator[FastAPI]:
    found = app_at(Path(shutil.copy(blank, tmp_path / "registry.db")))
    yield found
    service_in(found).close()
