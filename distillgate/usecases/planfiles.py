"""Plans in files and folders, and the organization's file that a plan may name."""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from distillgate.usecases.check import Included, PlanText, includes_nothing
from distillgate.usecases.files import read_file, refused
from distillgate.usecases.names import readable
from policy.diagnostics import Code, Diagnostic, Span
from policy.yamltext import Fields, Node, UnreadableError, read_yaml

STANDARD_INPUT = "-"
SHOWN_INPUT = "<standard input>"
ENDINGS = (".yaml", ".yml", ".json")
_SKIPPED = frozenset({"node_modules", "__pycache__", "site-packages"})
_MENTIONED = re.compile(rb"""(?:^|[{,])\s*["']?plan["']?\s*:""", re.MULTILINE)
_MEANT = re.compile(rb"""(?:^|^\s*\{\s*)["']?plan["']?\s*:""", re.MULTILINE)
MOST_PLANS = 10_000


def plans_at(paths: Iterable[str], stdin: Callable[[], bytes]) -> tuple[PlanText, ...]:
    """Return the plans that `paths` name: files, all of a folder, or `-` for `stdin`.

    What cannot be read is a plan with the diagnostic that says why, so that
    nothing that was named drops out.
    """
    found: dict[str, PlanText] = {}
    for path in paths:
        for plan in _plans(path, stdin):
            found.setdefault(plan.path, plan)
    return tuple(found.values())


def _plans(path: str, stdin: Callable[[], bytes]) -> Iterator[PlanText]:
    if path == STANDARD_INPUT:
        kept: dict[str, Included] = {}
        yield PlanText(SHOWN_INPUT, stdin(), includes_from(".", kept), included=kept)
    elif Path(path).is_dir():
        yield from _in_folder(path)
    else:
        yield plan_at(path)


def plan_at(path: str) -> PlanText:
    """Return the plan in the file at `path`, or a plan that says why it cannot be read."""
    try:
        content = read_file(path)
    except UnreadableError as error:
        return PlanText(readable(path), b"", includes_nothing, error.diagnostics)
    kept: dict[str, Included] = {}
    include = includes_from(str(Path(path).parent), kept)
    return PlanText(readable(path), content, include, included=kept)


def _in_folder(folder: str) -> Iterator[PlanText]:
    empty = True
    for path in _candidates(folder):
        plan = plan_at(path)
        if plan.diagnostics or _is_plan(plan.content):
            empty = False
            yield plan
    if empty:
        message = "no file in this folder, or below it, is a plan"
        hint = "a plan is a .yaml or .json file with the key `plan`"
        found = Diagnostic(Code.NO_PLAN, message, Span(readable(folder), 1, 1), hint)
        yield PlanText(readable(folder), b"", includes_nothing, (found,))


def _candidates(folder: str) -> Iterator[str]:
    """Yield every YAML and JSON file below `folder`, in order; links to folders are left."""
    count = 0
    for root, folders, files in os.walk(folder):
        kept = (name for name in folders if not name.startswith(".") and name not in _SKIPPED)
        folders[:] = sorted(kept)
        for name in sorted(files):
            path = Path(root, name)
            if name.endswith(ENDINGS) and not name.startswith(".") and path.is_file():
                count += 1
                if count > MOST_PLANS:
                    message = f"the folder holds more than {MOST_PLANS:,} YAML and JSON files"
                    hint = "name the folder that holds the plans"
                    raise refused(Code.TOO_LARGE, message, Span(readable(folder), 1, 1), hint)
                yield str(path)


def _is_plan(content: bytes) -> bool:
    """Return whether a file is a plan; a broken one is, where it begins a line like one.

    Reading YAML takes time, so that is done only where the word is there.
    """
    if _MENTIONED.search(content) is None:
        return False
    try:
        node = read_yaml(content, "")
    except UnreadableError:
        return _MEANT.search(content) is not None
    return isinstance(node, Fields) and node.get("plan") is not None


def includes_from(
    folder: str, kept: dict[str, Included] | None = None
) -> Callable[[str], Node | None]:
    """Return how to read a file that a plan in `folder` names; what was read goes into `kept`.

    It gives nothing for what a plan may not name: an absolute path, what is
    no YAML or JSON file, and what lies outside both the repository and the
    folder above the plan.
    """

    def include(name: str) -> Node | None:
        path = os.path.normpath(os.path.join(folder, name))  # noqa: PTH118 a name may be hostile
        if not may_include(folder, name):
            return None
        try:
            content = read_file(path)
            if kept is not None:
                kept[name] = Included(path, content)
            return read_yaml(content, path)
        except UnreadableError as error:
            missing = {each.code for each in error.diagnostics}
            if missing <= {Code.FILE_NOT_FOUND, Code.UNUSABLE_FILE}:
                return None
            raise

    return include


def may_include(folder: str, name: str) -> bool:
    """Return whether a plan in `folder` may name the file `name`."""
    if "\0" in name or Path(name).is_absolute() or Path(name).drive:
        return False
    try:
        target = Path(folder, name).resolve()
        inside = any(target.is_relative_to(bound) for bound in _bounds(folder))
    except (OSError, RuntimeError):
        return False
    return inside and target.suffix in ENDINGS and Path(name).suffix in ENDINGS


def _bounds(folder: str) -> Iterator[Path]:
    """Yield the folders in which a plan's files may lie: its repository, else one level up."""
    here = Path(folder).resolve()
    yield here.parent
    yield Path.cwd()
    for above in (here, *here.parents):
        if (above / ".git").exists():
            yield above
            return
