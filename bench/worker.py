"""One engine in a process of its own, measured a pass at a time when it is told to.

`python -m bench.worker NAME` reads a line of JSON for each request and
answers with one; `python -m bench.worker NAME SIZE` decides once, says how
much memory that took, and ends. What an engine prints goes elsewhere, and one
that hangs is ended by the clock.
"""

import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TextIO, TypeVar

from bench.cerbos import peak, server_memory
from bench.peers import PEERS
from bench.timing import settle
from bench.workload import Input, Rule, answer, inputs, rules

MOST_SECONDS = 120
_COMPARING_SECONDS = 60
_WARM_UP_CALLS = 20
_LEAST_CALLS = 20
OURS = "Distillgate"
NOTHING = "no engine"
"""The harness alone: a bare Python that makes the rules and looks at them one by one."""
Facts = TypeVar("Facts")


def main(name: str) -> None:
    """Answer requests for the engine `name` until there are no more."""
    told = _apart()
    ready: dict[int, Callable[[float], dict[str, float]]] = {}
    for line in sys.stdin:
        request = json.loads(line)
        signal.alarm(MOST_SECONDS)
        told.write(json.dumps(_reply(name, ready, request["size"], request["seconds"])) + "\n")
        told.flush()
        signal.alarm(0)


def once(name: str, size: int) -> None:
    """Decide one input by `size` rules, as a process that has just been started."""
    told = _apart()
    given, asked = rules(size), next(iter(inputs(size)))
    if name == OURS:
        from bench import ours  # noqa: PLC0415 only where the product is installed

        ours.prepare(given)(ours.facts_of(asked))
    elif name == NOTHING:
        answer(given, asked)
    else:
        _peer(name, given)(asked)
    told.write(json.dumps({"memory": peak(os.getpid()) + server_memory()}) + "\n")
    told.flush()


def _apart() -> TextIO:
    """Return where answers are told, and send elsewhere what engines print."""
    told = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return told


def _reply(
    name: str,
    ready: dict[int, Callable[[float], dict[str, float]]],
    size: int,
    seconds: float,
) -> dict[str, object]:
    try:
        if size not in ready:
            ready[size] = _prepared(name, size)
        return {**ready[size](seconds)}
    except Exception as fault:  # noqa: BLE001 whatever an engine does, it is reported
        return {"error": f"{type(fault).__name__}: {fault}"[:200]}


def _prepared(name: str, size: int) -> Callable[[float], dict[str, float]]:
    """Return what measures one pass of the engine over `size` rules, answers compared once."""
    given, asked = rules(size), inputs(size)
    right = [answer(given, each) for each in asked]
    start = time.perf_counter()
    if name == OURS:
        from bench import ours  # noqa: PLC0415 only where the product is installed

        facts = [ours.facts_of(each) for each in asked]
        return _measuring(ours.prepare(given), facts, right, start)
    return _measuring(_peer(name, given), list(asked), right, start)


def _peer(name: str, given: tuple[Rule, ...]) -> Callable[[Input], set[str]]:
    return PEERS[name].prepare(given)


def _measuring(
    decide: Callable[[Facts], set[str]], asked: list[Facts], right: list[set[str]], start: float
) -> Callable[[float], dict[str, float]]:
    prepared = time.perf_counter() - start
    for each in asked[:_WARM_UP_CALLS]:
        decide(each)
    settle()
    compared = tuple(_compared(decide, asked, right))

    def measure(seconds: float) -> dict[str, float]:
        wall = []
        end = time.perf_counter() + seconds
        busy = time.process_time()
        for count, each in enumerate(asked):
            if count >= _LEAST_CALLS and time.perf_counter() > end:
                break
            begun = time.perf_counter_ns()
            decide(each)
            wall.append((time.perf_counter_ns() - begun) / 1_000)
        cpu = (time.process_time() - busy) * 1e6 / len(wall)
        wall.sort()
        return {
            "median": wall[len(wall) // 2],
            "p99": wall[int(len(wall) * 0.99)],
            "cpu": cpu,
            "calls": len(wall),
            "compared": len(compared),
            "wrong": sum(not each.same_decision for each in compared),
            "short": sum(not each.same_rules for each in compared),
            "prepare_ms": prepared * 1_000,
        }

    return measure


@dataclass(frozen=True, slots=True)
class Compared:
    """One answer held against the right one."""

    same_decision: bool
    """Both deny, or neither does."""
    same_rules: bool


def _compared(
    decide: Callable[[Facts], set[str]], asked: list[Facts], right: list[set[str]]
) -> Iterator[Compared]:
    """Yield for each input how the answer compares; for a minute at most."""
    end = time.perf_counter() + _COMPARING_SECONDS
    for each, wanted in zip(asked, right, strict=True):
        found = decide(each)
        yield Compared(bool(found) == bool(wanted), found == wanted)
        if time.perf_counter() > end:
            return


if __name__ == "__main__":
    if len(sys.argv) > 2:  # noqa: PLR2004 a name and a size
        once(sys.argv[1], int(sys.argv[2]))
    else:
        main(sys.argv[1])
