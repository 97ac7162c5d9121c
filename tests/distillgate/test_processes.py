"""Work in several processes gives what it gives in one."""

import os
import subprocess
import sys
import threading

import pytest

from distillgate.processes import crew, in_processes

_THERE = """
import os, sys
from distillgate.processes import in_processes
offset = int(sys.argv[1])
made = list(in_processes(lambda number: (number + offset, os.getpid()), range(40)))
assert [each for each, _ in made] == list(range(offset, 40 + offset))
print(len({process for _, process in made} - {os.getpid()}))
"""
_CREW = """
import os, sys
from distillgate.processes import crew
offset = int(sys.argv[1])
seen = set()
with crew(lambda number: (number + offset, os.getpid())) as done:
    for start in range(0, 120, 40):
        made = list(done(range(start, start + 40)))
        assert [each for each, _ in made] == list(range(start + offset, start + 40 + offset))
        seen |= {process for _, process in made}
print(len(seen - {os.getpid()}))
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


def test_a_crew_stays_for_all_that_is_to_be_done_and_keeps_the_order() -> None:
    done = _run(_CREW, "5")

    assert done.returncode == 0, done.stderr
    can_copy = sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1
    copies = int(done.stdout)
    assert 0 < copies <= len(os.sched_getaffinity(0)) if can_copy else copies == 0


def test_a_crew_does_little_work_and_work_beside_threads_itself() -> None:
    with crew(lambda _: os.getpid()) as done:
        assert list(done([1, 2, 3])) == [os.getpid()] * 3
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        with crew(lambda _: os.getpid()) as done:
            assert set(done(range(40))) == {os.getpid()}
    finally:
        stop.set()
        thread.join()


@pytest.mark.parametrize("things", [[], [1]])
def test_little_work_needs_no_copies(things: list[int]) -> None:
    assert list(in_processes(lambda _: os.getpid(), things)) == [os.getpid()] * len(things)
