"""The environment of the peers: made once, from a lock; without a registry it is left out."""

import hashlib
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".venv-bench"
LOCK = ROOT / "bench" / "requirements-peers.lock"
_SECONDS = 120
_FLAGS = (
    "--disable-pip-version-check",
    "--quiet",
    "--no-input",
    "--retries=1",
    "--timeout=15",
)
# One peer says that it needs a newer Python than it does; its wheel runs on any.
_INSTALL = ("--only-binary=:all:", "--no-deps", "--require-hashes", "--ignore-requires-python")


def peers_python() -> tuple[Path | None, tuple[str, ...]]:
    """Return the Python that has the peers, and what there is to say about those it lacks."""
    python = FOLDER / "bin" / "python"
    mark = FOLDER / "installed"
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest() + sys.version
    if mark.is_file() and mark.read_text(encoding="utf-8") == wanted:
        return python, ()
    try:
        subprocess.run(  # noqa: S603 our own interpreter
            [sys.executable, "-m", "venv", "--clear", str(FOLDER)], check=True, timeout=_SECONDS
        )
        (FOLDER / ".gitignore").write_text("*\n", encoding="utf-8")
        if _installed(python, LOCK):
            mark.write_text(wanted, encoding="utf-8")
            return python, ()
        return _one_by_one(python)
    except (OSError, subprocess.SubprocessError) as error:
        return None, (f"no environment for peers: {error}",)


def _one_by_one(python: Path) -> tuple[Path | None, tuple[str, ...]]:
    """Install what can be had of the lock; nothing at all: the registry is out of reach."""
    part = FOLDER / "part.txt"
    missing: list[str] = []
    for name, lines in _requirements():
        part.write_text(lines, encoding="utf-8")
        if not _installed(python, part):
            missing.append(name)
            if len(missing) == 1 and not _reachable(python):
                return None, ("the package registry cannot be reached, so there are no peers",)
    return python, tuple(f"`{name}` does not install here" for name in missing)


def _requirements() -> Iterator[tuple[str, str]]:
    """Yield each requirement of the lock with its hashes."""
    text = LOCK.read_text(encoding="utf-8")
    for found in re.finditer(r"^([a-z][\w.-]*)==(?:.*\\\n)+.*$", text, re.MULTILINE):
        yield found.group(1), found.group(0) + "\n"


def _installed(python: Path, file: Path) -> bool:
    return _pip(python, "install", *_INSTALL, "--requirement", str(file))


def _reachable(python: Path) -> bool:
    """Return whether the registry answers at all: asked for one small wheel that all have."""
    target = str(FOLDER / "asked")
    return _pip(python, "download", "--no-deps", "--dest", target, "typing-extensions")


def _pip(python: Path, command: str, *arguments: str) -> bool:
    try:
        done = subprocess.run(  # noqa: S603 our own interpreter
            [str(python), "-m", "pip", command, *_FLAGS, *arguments],
            check=False,
            timeout=_SECONDS,
            capture_output=True,
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0
