"""A program whose children import, submit or review until they are killed.

It reads a line for each child on standard input, with the number of its first
round and the seconds that it lives after its first word, and answers with the
list of all that the child said was written. What is loaded is loaded once.
"""

import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from distillgate.settings import now
from distillgate.usecases.answerquestion import answer
from distillgate.usecases.declare import Declaring, declare_file
from distillgate.usecases.ledger import Ledger
from distillgate.usecases.review import Reviewing, ask, deny, request_review
from distillgate.usecases.submit import submit_plan
from policy.diagnostics import Span
from registry.audit.recording import LogRecorder
from registry.catalogs import SeedCatalog
from registry.database import database_at
from registry.reviews import About, Reason
from registry.statements import Writer
from tests.distillgate.libraries import a_plan, approved, example
from tests.distillgate.usecases.test_submit import library

BATCH = 200
DAY = date(2026, 11, 24)
_HERE = Span("<command line>", 1, 1)
_ACCOUNT = About("ingredient.account", "hf:acme/large")


def writer(name: str) -> Writer:
    return Writer(name, "2026-11-24T10:00:00.000000Z")


def ledger_at(where: str) -> Ledger:
    database = database_at(where if "://" in where else Path(where))
    return Ledger(database, LogRecorder(now, os.urandom))


def importing(where: str, start: int) -> Iterator[str]:
    """Declare one batch of models after another, each as a whole."""
    ledger, pack = ledger_at(where), example().pack
    for number in range(start, start + 100_000):
        lines = [
            json.dumps({"model": f"hf:batch-{number}/m-{place}"}).encode() + b"\n"
            for place in range(BATCH)
        ]
        declaring = Declaring(pack, SeedCatalog(), ledger, writer("jo"))
        declare_file("batch.jsonl", lines, declaring, lambda _: None)
        yield str(number)


def submitting(where: str, start: int) -> Iterator[str]:
    """Submit one plan after another."""
    ledger = ledger_at(where)
    for number in range(start, start + 100_000):
        text = approved().replace("document-reader", f"reader-{number}")
        done = submit_plan(a_plan(text), library(), ledger, writer("jo"), as_of=DAY)
        yield str(done.decision.number if done.decision else None)


def reviewing(where: str, start: int) -> Iterator[str]:
    """Submit a plan, ask about it, answer and deny it, over and over."""
    ledger = ledger_at(where)
    for number in range(start, start + 100_000):
        text = approved().replace("document-reader", f"reader-{number}")
        text = text.replace("    account: business\n", "")
        who = writer("jo")
        done = submit_plan(a_plan(text), library(), ledger, who, as_of=DAY)
        if done.decision is None:
            raise TypeError(number)
        jo = Reviewing(ledger, who, (), library, _HERE)
        legal = Reviewing(ledger, writer("max"), ("legal",), library, _HERE)
        review = request_review(done.decision, "", jo)
        yield f"{review.number} 1"
        ask(review.number, "which?", _ACCOUNT, legal)
        yield f"{review.number} 2"
        answer(review.number, None, "consumer", jo)
        yield f"{review.number} 3"
        deny(review.number, Reason.NO_FIX, "", legal)
        yield f"{review.number} 4"


KINDS: dict[str, Callable[[str, int], Iterator[str]]] = {
    "import": importing,
    "submit": submitting,
    "review": reviewing,
}


def killed(kind: str, where: str, start: int, seconds: float) -> list[str]:
    """Return all that a child said was written before it was killed."""
    read, out = os.pipe()
    child = os.fork()
    if child == 0:
        for said in KINDS[kind](where, start):
            os.write(out, f"{said}\n".encode())
        os._exit(0)
    os.close(out)
    with os.fdopen(read) as told:
        first = told.readline()
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
        rest = told.read()
    os.waitpid(child, 0)
    # The last line may have been cut off by the kill.
    return (first + rest).split("\n")[:-1]


def main() -> None:
    kind, where = sys.argv[1:]
    library()
    for line in sys.stdin:
        start, seconds = line.split()
        print(json.dumps(killed(kind, where, int(start), float(seconds))), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
