"""Work in several processes gives what it gives in one."""

import os
import subprocess
import sys
import threading

import pytest

from distillgate.processes import in_processes

_THERE = """
import os, sys
from distillgate.processes import in_processes
offset = int(sys.argv[1])
made = list(in_processes(lambda number: (number + offset, os.getpid()), range(40)))
assert [each for each, _ in made] == list(range(offset, 40 + offset))
print(len({process for _, process in made} - {os.getpid()}))
"""
_FAILING = """
from distillgate.processes import in_processes
list(in_processes(lambda number: 1 // (number - 7), range(40)))
"""


def _run(code: str, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code, *words]
    return subprocess.run(  # noqa: S603 - our own interpreter
        command, capture_output=True, text=True, check=False, timeout=60
    )


def test_copies_do_the_work_with_what_is_known_here_and_keep_the_order() -> None:
    done = _run(_THERE, "5")

    assert done.returncode == 0, done.stderr
    copies = int(done.stdout)
    can_copy = sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1
    assert 0 < copies <= len(os.sched_getaffinity(0)) if can_copy else copies == 0


def test_what_goes_wrong_in_a_copy_goes_wrong_here() -> None:
    done = _run(_FAILING)

    assert done.returncode == 1
    assert "ZeroDivisionError" in done.stderr.splitlines()[-1]


def test_a_process_with_threads_is_not_copied() -> None:
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        made = list(in_processes(lambda number: (number, os.getpid()), range(3)))
    finally:
        stop.set()
        thread.join()

    assert made == [(number, os.getpid()) for number in range(3)]


@pytest.mark.parametrize("things", [[], [1]])
def test_little_work_needs_no_copies(things: list[int]) -> None:
    assert list(in_processes(lambda _: os.getpid(), things)) == [os.getpid()] * len(things)
