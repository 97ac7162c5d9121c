"""Runs the real command in this process, in a folder and on streams of its own."""

import io
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from distillgate import wiring
from distillgate.cli.main import run

EXAMPLE = Path(__file__).parents[2] / "golden" / "cli"
"""A pack, a catalog and plans that change with these tests only."""
DAY = "2026-11-24"


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


class Command:
    """The command `distillgate` over the example pack."""

    def __init__(self, patch: pytest.MonkeyPatch, folder: Path) -> None:
        self._patch = patch
        self.folder = folder
        patch.chdir(folder)
        patch.setattr(wiring, "SHIPPED_PACKS", EXAMPLE / "packs")
        patch.setattr(wiring, "CATALOG", EXAMPLE / "catalog")
        patch.setenv("DISTILLGATE_CACHE_DIR", "off")
        patch.setenv("DISTILLGATE_SCREENING_DIR", "off")
        patch.setenv("COLUMNS", "96")
        patch.setenv("DISTILLGATE_REGISTRY", str(folder / "registry" / "registry.db"))
        patch.setenv("DISTILLGATE_ACTOR", "jo")
        for name in (
            "DISTILLGATE_PACKS",
            "DISTILLGATE_DEBUG",
            "DISTILLGATE_ROLES",
            "CI",
            "NO_COLOR",
        ):
            patch.delenv(name, raising=False)

    def __call__(self, *arguments: str, stdin: str | bytes = b"") -> Ran:
        content = stdin.encode() if isinstance(stdin, str) else stdin
        out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="") for _ in range(2))
        self._patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content), "utf-8"))
        self._patch.setattr(sys, "stdout", out)
        self._patch.setattr(sys, "stderr", err)
        with pytest.raises(SystemExit) as ended:
            run(arguments)
        code = ended.value.code
        assert isinstance(code, int)
        return Ran(code, _read(out), _read(err))

    def plan(self, name: str = "plan.yaml", text: str | None = None) -> Path:
        """Write a plan; without a text, the example that is approved."""
        path = self.folder / name
        example = (EXAMPLE / "plans" / "approved.yaml").read_text("utf-8")
        path.write_text(example if text is None else text, encoding="utf-8")
        org = EXAMPLE / "plans" / "org.yaml"
        (path.parent / "org.yaml").write_text(org.read_text("utf-8"), encoding="utf-8")
        return path


def _read(stream: io.TextIOWrapper) -> str:
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode()
