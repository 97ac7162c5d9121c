"""A library for use cases: the example pack and catalog of the command line's recordings."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

from distillgate.usecases.check import PlanText, includes_nothing
from distillgate.usecases.library import Library
from distillgate.wiring import shipped_packs
from policy.compiling import Pack
from policy.packs import SourceFile, load_packs
from registry.casework import Records
from registry.onfile import load_on_file
from registry.packlayers import PackLayer
from registry.seed import load_seed

EXAMPLE = Path(__file__).parents[1] / "golden" / "cli"
DAY = date(2026, 11, 24)


def files_in(folder: Path) -> list[SourceFile]:
    paths = sorted(folder.rglob("*.yaml"))
    return [SourceFile(str(path), path.read_bytes()) for path in paths]


@cache
def example() -> Library:
    loaded = load_packs([("packs", files_in(EXAMPLE / "packs"))])
    assert not loaded.diagnostics
    files = [(each.path, each.content) for each in files_in(EXAMPLE / "catalog")]
    catalog, found = load_seed(files, loaded.pack.territories)
    assert not found
    return Library(loaded.pack, Records(catalog))


def with_on_file(*texts: str) -> Library:
    """Return the example with agreements, determinations or waivers."""
    files = [SourceFile(f"file{place}.yaml", text.encode()) for place, text in enumerate(texts)]
    on_file, found = load_on_file(files, example().pack)
    assert not found
    return Library(example().pack, Records(example().records.catalog, on_file))


def approved() -> str:
    """Return the text of the plan that the example approves."""
    text = (EXAMPLE / "plans" / "approved.yaml").read_text("utf-8")
    return text.replace("{file: org.yaml}", "{name: Example GmbH, country: DE, kind: company}")


def a_plan(text: str | None = None, path: str = "plan.yaml") -> PlanText:
    return PlanText(path, (approved() if text is None else text).encode(), includes_nothing)


@cache
def shipped() -> Pack:
    """Return the pack that ships."""
    return load_packs([("policies", files_in(shipped_packs()))]).pack


def changed_library(*changes: tuple[str, str], on_file: Sequence[str] = ()) -> Library:
    """Return the example with texts of its pack changed, and with what lies on file."""
    files = []
    for file in files_in(EXAMPLE / "packs"):
        content = file.content
        for old, new in changes:
            content = content.replace(old.encode(), new.encode())
        files.append(SourceFile(file.path, content))
    loaded = load_packs([("packs", files)])
    assert not loaded.diagnostics
    filed = [
        SourceFile(f"file{place}.yaml", text.encode()) for place, text in enumerate(on_file)
    ]
    found, wrong = load_on_file(filed, loaded.pack)
    assert not wrong
    layer = PackLayer(str(EXAMPLE / "packs"), tuple(files))
    return Library(loaded.pack, Records(example().records.catalog, found), (layer,))
