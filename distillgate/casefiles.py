"""The case files of packs: found in folders called `cases`, with the plans that they share."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from distillgate.packfiles import CASES, ENDINGS, MOST_FILES
from distillgate.usecases.files import read_file, refused
from distillgate.usecases.names import readable
from policy.diagnostics import Code, Diagnostic, Span
from policy.packs import SourceFile
from policy.yamltext import UnreadableError

PLANS = "plans"
COVERAGE = "coverage.yaml"


@dataclass(frozen=True, slots=True)
class CaseFiles:
    """What was found, as it was read."""

    cases: tuple[SourceFile, ...] = ()
    plans: tuple[SourceFile, ...] = ()
    gates: tuple[SourceFile, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


def case_files(named: Iterable[Path], pack: Path, shown: str) -> CaseFiles:
    """Return the case files that `named` are or hold, with the shared plans of `pack`.

    `shown` is the folder of the pack as people read it. Gates are those of
    the folders that are named; a file alone is held against none.
    """
    cases: dict[str, SourceFile] = {}
    gates: dict[str, SourceFile] = {}
    found: list[Diagnostic] = []
    for path in named:
        for each, name in _named(path):
            target = gates if Path(each).name == COVERAGE and path.is_dir() else cases
            if Path(each).name == COVERAGE and not path.is_dir():
                continue
            file = _read(each, name, found)
            if file is not None:
                target[name] = file
    plans = [
        file
        for each, name in _below(pack, shown)
        if Path(each).parent.name == PLANS and (file := _read(each, name, found)) is not None
    ]
    if not cases and not found:
        place = Span(readable(str(next(iter(named), pack))), 1, 1)
        hint = "case files are the .yaml files of folders called `cases`"
        found.append(Diagnostic(Code.NO_CASES, "there is no case file here", place, hint))
    return CaseFiles(tuple(cases.values()), tuple(plans), tuple(gates.values()), tuple(found))


def _named(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the case and coverage files that `path` is or holds, as opened and as shown."""
    shown = readable(str(path))
    if not path.is_dir():
        yield str(path), shown
        return
    for each, name in _below(path, shown):
        if Path(each).parent.name != PLANS:
            yield each, name


def _below(folder: Path, shown: str) -> Iterator[tuple[str, str]]:
    """Yield every YAML file in a folder called `cases`, in or below `folder`."""
    count = 0
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        if CASES not in (folder.resolve().name, *Path(root).relative_to(folder).parts):
            continue
        for name in sorted(files):
            if name.endswith(ENDINGS) and not name.startswith("."):
                count += 1
                if count > MOST_FILES:
                    message = f"the folder has more than {MOST_FILES:,} files"
                    raise refused(Code.TOO_LARGE, message, Span(shown, 1, 1))
                path = Path(root, name)
                yield (
                    str(path),
                    f"{shown.rstrip('/')}/{readable(str(path.relative_to(folder)))}",
                )


def _read(path: str, shown: str, found: list[Diagnostic]) -> SourceFile | None:
    try:
        return SourceFile(shown, read_file(path, shown))
    except UnreadableError as error:
        found += error.diagnostics
        return None
