"""Plans and packs as they were at a revision of git, with no network and no hooks run."""

import os
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import IO

from distillgate.usecases.check import PlanText
from distillgate.usecases.files import MOST_BYTES, refused
from distillgate.usecases.names import readable
from distillgate.usecases.planfiles import SHOWN_INPUT, includes_from, may_include, plan_at
from policy.diagnostics import Code, Span
from policy.frozen import dataclass
from policy.yamltext import Node, read_yaml

_SECONDS = 20
_MOST_OF_FOLDER = 500_000_000
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


@dataclass(frozen=True, slots=True)
class Blob:
    """One file of a revision: its path, seen from where git was called, and its content."""

    path: str
    content: bytes


def folder_before(revision: str, folder: str, said: Span) -> tuple[Blob, ...]:
    """Return every file below `folder` as of `revision`; a link is left out.

    Raises `UnreadableError` where git has neither.
    """
    found = _revision(".", revision, said)
    listed = _git(".", "ls-tree", "-r", "-z", found.commit, "--", f"{folder.rstrip('/')}/")
    names = dict(_entries((listed or b"").decode("utf-8", "surrogateescape")))
    if not names:
        message = f"`{readable(revision)}` has no folder `{readable(folder)}`"
        hint = "name it as it is seen from here: `REVISION:policies`"
        raise refused(Code.UNKNOWN_REVISION, message, said, hint)
    wanted = "".join(f"{blob}\n" for blob in names.values()).encode()
    content = _git(".", "cat-file", "--batch", asked=wanted, most=_MOST_OF_FOLDER)
    try:
        return tuple(_blobs(names, content or b""))
    except (ValueError, IndexError) as error:
        message = f"git does not give the files of `{readable(folder)}`"
        raise refused(Code.UNKNOWN_REVISION, message, said) from error


def _entries(listed: str) -> Iterator[tuple[str, str]]:
    """Yield path and name of each blob in what `ls-tree -z` wrote."""
    for line in filter(None, listed.split("\0")):
        about, _, path = line.partition("\t")
        mode, _, blob = about.split(" ")
        if mode.startswith("100"):
            yield path, blob


def _blobs(names: Mapping[str, str], content: bytes) -> Iterator[Blob]:
    """Yield the files in what `cat-file --batch` wrote, in the order of `names`."""
    at = 0
    for path in names:
        end = content.index(b"\n", at)
        size = int(content[at:end].split(b" ")[2])
        yield Blob(path, content[end + 1 : end + 1 + size])
        at = end + size + 2


def _git(
    folder: str, *arguments: str, asked: bytes | None = None, most: int = MOST_BYTES
) -> bytes | None:
    """Return what git answers, up to `most` bytes; nothing where it does not."""
    command = ["git", "-c", "core.fsmonitor=false", "-C", folder, *arguments]
    try:
        with subprocess.Popen(  # noqa: S603 no shell, and no argument is taken for an option
            command,
            stdin=subprocess.DEVNULL if asked is None else subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **_QUIET},
        ) as process:
            if asked is not None and process.stdin is not None:
                Thread(target=_ask, args=(process.stdin, asked), daemon=True).start()
            return _answer(process, most)
    except (OSError, ValueError):
        return None


def _ask(stream: IO[bytes], asked: bytes) -> None:
    """Write what is asked; git may have gone away."""
    with suppress(OSError), stream:
        stream.write(asked)


def _answer(process: "subprocess.Popen[bytes]", most: int) -> bytes | None:
    assert process.stdout is not None  # noqa: S101 it is a pipe
    content = process.stdout.read(most)
    if len(content) == most:
        process.kill()
        return content
    try:
        return content if process.wait(_SECONDS) == 0 else None
    except subprocess.TimeoutExpired:
        process.kill()
        return None
