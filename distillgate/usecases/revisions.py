"""Plans as they were at a revision of git, without a network and without running hooks."""

import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from distillgate.usecases.check import PlanText
from distillgate.usecases.files import MOST_BYTES, refused
from distillgate.usecases.names import readable
from distillgate.usecases.planfiles import SHOWN_INPUT, includes_from, may_include, plan_at
from policy.diagnostics import Code, Span
from policy.yamltext import Node, read_yaml

_SECONDS = 20
# A clone that holds a part of the history would otherwise fetch what is missing.
_QUIET = {"GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1"}


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit of the repository that a plan lies in, and how people call it."""

    name: str
    commit: str


def plan_before(path: str, against: str, said: Span) -> PlanText | None:
    """Return the plan at `path` as of `against`, or nothing where it was not there yet.

    `against` is the path of an older plan, else a revision. Raises
    `UnreadableError` with code `unknown-revision` at `said`, the place where
    it was named.
    """
    if Path(against).is_file():
        return plan_at(against)
    if path == SHOWN_INPUT:
        message = "what comes from standard input has no earlier state"
        raise refused(Code.UNKNOWN_REVISION, message, said, "name the plan by its file")
    folder = str(Path(path).parent)
    revision = _revision(folder, against, said)
    name = Path(path).name
    content = _content(folder, revision, name)
    if content is None:
        return None
    return PlanText(readable(f"{against}:{path}"), content, _includes(folder, revision))


def _revision(folder: str, name: str, said: Span) -> Revision:
    shown = readable(folder)
    if not Path(folder).is_dir():
        raise refused(Code.UNKNOWN_REVISION, f"`{shown}` is no folder of a repository", said)
    if _git(folder, "rev-parse", "--git-dir") is None:
        message = f"`{shown}` lies in no git repository, or git is not installed"
        hint = "`--against` also takes the path of an older plan"
        raise refused(Code.UNKNOWN_REVISION, message, said, hint)
    found = _git(folder, "rev-parse", "--verify", "--end-of-options", f"{name}^{{commit}}")
    if found is None:
        message = f"git knows no revision `{readable(name)}`, and no file is called so"
        hint = "name a branch, a tag or a commit; in a shallow clone fetch it first"
        raise refused(Code.UNKNOWN_REVISION, message, said, hint)
    return Revision(readable(name), found.decode("ascii", "replace").strip())


def _content(folder: str, revision: Revision, name: str) -> bytes | None:
    """Return the content of the file `name` of `folder`, or nothing where it was not there."""
    return _git(folder, "cat-file", "blob", f"{revision.commit}:./{name}")


def _includes(folder: str, revision: Revision) -> Callable[[str], Node | None]:
    """Return how to read what an earlier plan names: as of then, else as it is now."""
    now = includes_from(folder)

    def include(name: str) -> Node | None:
        if not may_include(folder, name):
            return None
        content = _content(folder, revision, name)
        return now(name) if content is None else read_yaml(content, f"{revision.name}:{name}")

    return include


def _git(folder: str, *arguments: str) -> bytes | None:
    """Return what git answers, within the limit for plans; nothing where it does not."""
    command = ["git", "-c", "core.fsmonitor=false", "-C", folder, *arguments]
    try:
        with subprocess.Popen(  # noqa: S603 no shell, and no argument is taken for an option
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **_QUIET},
        ) as process:
            return _answer(process)
    except (OSError, ValueError):
        return None


def _answer(process: "subprocess.Popen[bytes]") -> bytes | None:
    assert process.stdout is not None  # noqa: S101 it is a pipe
    content = process.stdout.read(MOST_BYTES)
    if len(content) == MOST_BYTES:
        process.kill()
        return content
    try:
        return content if process.wait(_SECONDS) == 0 else None
    except subprocess.TimeoutExpired:
        process.kill()
        return None
