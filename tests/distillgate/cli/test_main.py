import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from distillgate import __version__
from distillgate.cli import checking, main
from tests.distillgate.cli.running import DAY, EXAMPLE, Command


def test_the_version_is_one_line(distillgate: Command) -> None:
    assert distillgate("--version").out == f"distillgate {__version__}\n"


def test_without_a_command_the_help_is_shown(distillgate: Command) -> None:
    ran = distillgate()
    assert ran.code == 2
    assert "check" in ran.out + ran.err


@pytest.mark.parametrize("command", ["chekc", "plan neww", "check --formt json"])
def test_wrong_usage_exits_with_2_and_names_what_was_meant(
    distillgate: Command, command: str
) -> None:
    ran = distillgate(*command.split())
    assert (ran.code, ran.out) == (2, "")
    assert "Did you mean" in ran.err or "Possible options" in ran.err


def broken(*_: object) -> None:
    raise RuntimeError("secret of the plan")


def test_a_fault_of_ours_is_one_line_and_no_answer(
    distillgate: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "check", broken)
    ran = distillgate("check", "plan.yaml")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.count("\n") == 1
    assert "a fault of ours, RuntimeError at broken:" in ran.err
    assert "secret" not in ran.err


def test_whoever_asks_for_it_sees_the_traceback(
    distillgate: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "check", broken)
    monkeypatch.setenv("DISTILLGATE_DEBUG", "1")
    ran = distillgate("check", "plan.yaml")
    assert ran.code == 1
    assert "Traceback" in ran.err
    assert "secret of the plan" in ran.err


def test_control_c_exits_with_130(
    distillgate: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(checking, "check", interrupted)
    ran = distillgate("check", "plan.yaml")
    assert (ran.code, ran.out) == (130, "")
    monkeypatch.setattr(main, "read_settings", interrupted)
    assert distillgate("--version").code == 130


ENV = {
    "PATH": os.environ["PATH"],  # noqa: TID251 of the tests
    "DISTILLGATE_CACHE_DIR": "off",
    # Whoever runs the tests may have a registry of their own.
    "DISTILLGATE_REGISTRY": str(Path(__file__).with_name("no-registry.db")),
}
COMMAND = [sys.executable, "-m", "distillgate"]
ROOT = Path(__file__).parents[3]


def heeding() -> None:
    """Heed interrupts, which a process in the background is born to ignore."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def started(*arguments: str, **more: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(  # noqa: S603 our own command
        [*COMMAND, *arguments],
        cwd=ROOT,
        env={**ENV, **more},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=heeding,  # noqa: PLW1509 this process has no threads
    )


def test_the_module_is_the_command() -> None:
    out, err = started("--version").communicate()
    assert (out, err) == (f"distillgate {__version__}\n".encode(), b"")


def test_an_interrupted_sitting_writes_nothing(tmp_path: Path) -> None:
    process = started("org", "init", str(tmp_path / "org.yaml"))
    assert process.stdin is not None
    assert process.stderr is not None
    process.stdin.write(b"Example GmbH\n")
    process.stdin.flush()
    while b"kind of" not in (line := process.stderr.readline()) and b"What is your" not in line:
        assert line
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert b"Traceback" not in err
    assert list(tmp_path.iterdir()) == []


def test_a_reader_that_goes_away_is_no_fault() -> None:
    with started("document", "list") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_standard_output_that_is_closed_is_no_fault() -> None:
    command = f"{sys.executable} -m distillgate explain no-plan >&-"
    done = subprocess.run(  # noqa: S602 a shell closes the stream
        command, shell=True, cwd=ROOT, env=ENV, capture_output=True, check=False
    )
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_what_is_written_is_utf_8_whatever_the_locale_says(encoding: str) -> None:
    process = started("explain", "release.notices", PYTHONIOENCODING=encoding)
    out, err = process.communicate()
    assert (process.returncode, err) == (0, b"")
    assert out.decode("utf-8")


HEAVY = ("pydantic", "rich", "sqlmodel", "sqlalchemy", "fastapi", "httpx")


def loaded(*arguments: str) -> list[str]:
    code = (
        "import sys\n"
        "from distillgate.cli.main import run\n"
        "try:\n"
        "    run(sys.argv[1:])\n"
        "except SystemExit:\n"
        "    print(*sys.modules, file=sys.stderr)\n"
    )
    done = subprocess.run(  # noqa: S603 our own command
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        env=ENV,
        capture_output=True,
        check=True,
    )
    return done.stderr.decode().split()


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", str(EXAMPLE / "plans" / "approved.yaml"), "--as-of", DAY),
        ("--version",),
        ("--help",),
    ],
)
def test_a_command_loads_nothing_heavy(arguments: tuple[str, ...]) -> None:
    packages = {name.partition(".")[0] for name in loaded(*arguments)}
    assert packages & set(HEAVY) == set()


def test_help_and_version_load_no_engine() -> None:
    assert not any(name.startswith(("policy.", "registry.")) for name in loaded("--version"))


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_there_is_completion_for_shells(shell: str) -> None:
    process = started("--show-completion", _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1")
    process.communicate()
    out, _ = started(_DISTILLGATE_COMPLETE=f"source_{shell}").communicate()
    assert b"distillgate" in out
