"""The folder of public tables, where there is one beside the source tree."""

from pathlib import Path

import pytest

from tests.knowledge.research import KNOWLEDGE


def _folder() -> Path | None:
    folder = None if KNOWLEDGE is None else KNOWLEDGE.parent / "benchmarks"
    return folder if folder is not None and folder.is_dir() else None


TABLES = _folder()
with_tables = pytest.mark.skipif(TABLES is None, reason="the public tables are not here")
