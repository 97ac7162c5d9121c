from pathlib import Path

import pytest

from tests.distillgate.cli.running import Command


@pytest.fixture
def distillgate(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Command:
    return Command(monkeypatch, tmp_path)
