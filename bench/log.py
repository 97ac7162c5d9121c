"""How fast the log is written, proven and checked, beside what the disk takes to flush.

Alone: `python -m bench.log [RECORDS]`.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text

from bench.tables import Part, Table, Target, markdown
from distillgate.gate.tree import consistency_proof, inclusion_proof
from distillgate.gate.trust import NOBODY, TrustPolicy
from distillgate.usecases.auditlog import export_to
from distillgate.usecases.batching import Batching
from distillgate.usecases.ledger import Entry, Ledger
from registry.audit.checking import check_all
from registry.audit.ledger import append, name_log, nodes_in
from registry.audit.publishing import sign_head
from registry.audit.recording import LogRecorder
from registry.audit.records import SYSTEM, Record, RecordKind, Subject
from registry.audit.signing import NoteSigner
from registry.audit.verifying import Asked, Outcome, Standing, verify_export
from registry.database import Database, database_at
from registry.events import Event
from registry.statements import Writer

RECORDS = 100_000
_MILLION = 1_000_000
_ORIGIN = "bench.example/log"
_LOG = "main"
_BATCH = 256
_SINGLE = 300
_TOGETHER = 3_000
_WRITERS = 16
_FLUSHES = 100
_PROOFS = 200
_NOW = datetime(2026, 1, 1, tzinfo=UTC)
_DIGEST = "sha256:" + "ab" * 32
_SUBJECT = Subject("plan", _DIGEST)
_WRITER = Writer("jo", "2026-01-01T00:00:00.000000Z")
_ROW = "INSERT INTO actor (name, machine) VALUES (:name, false)"
_SIGNER = NoteSigner(_ORIGIN, Ed25519PrivateKey.from_private_bytes(bytes(range(32))))


@dataclass(frozen=True, slots=True)
class _Taken:
    """What something took in seconds, and how often it was done."""

    seconds: float
    times: int

    @property
    def rate(self) -> float:
        """How often a second."""
        return self.times / self.seconds

    @property
    def each_ms(self) -> float:
        """Milliseconds for one."""
        return 1_000 * self.seconds / self.times

    def million(self, records: int) -> float:
        """Seconds for a million records, where this took them for `records`."""
        return self.seconds * _MILLION / records


def measure(folder: Path, records: int = RECORDS) -> Part:
    """Return how long a log of `records`, in a file in `folder`, takes to write and check."""
    database = database_at(folder / "log.db")
    database.upgrade()
    ledger = Ledger(database, LogRecorder(lambda: _NOW, os.urandom))
    with database.writing() as connection:
        name_log(connection, _LOG, _ORIGIN)
    flush = _flushed(folder)
    single = _taken(_SINGLE, lambda: _singly(ledger))
    together = _taken(_TOGETHER, lambda: _together(ledger))
    filled = _taken(records, lambda: _filled(database, records))
    size = _signed(database)
    policy = TrustPolicy((_SIGNER.verifier,), {}, {}, NOBODY)
    proof = _median_ms(_PROOFS, lambda at: _proven(database, size, at))
    checked = _taken(1, lambda: _holds(_checked(database, policy)))
    exported = _taken(1, lambda: _exported(database, folder / "export"))
    told = folder / "export"
    verified = _taken(1, lambda: _holds(verify_export(told, policy, Asked())))
    every = _taken(1, lambda: _holds(verify_export(told, policy, Asked(None, records=True))))
    million = "for a million records"
    rows = (
        ("one flush of the disk", f"{flush:.2f} ms", ""),
        ("decisions, one a commit", f"{single.rate:,.0f}/s", f"{single.each_ms:.2f} ms each"),
        (
            f"decisions, {_WRITERS} writers together",
            f"{together.rate:,.0f}/s",
            f"{together.rate / single.rate:.1f} times one a commit",
        ),
        (f"records alone, {_BATCH} a commit", f"{filled.rate:,.0f}/s", ""),
        ("inclusion and consistency proof", f"{proof:.2f} ms", ""),
        ("full check in the database", f"{checked.million(size):.1f} s", million),
        ("export", f"{exported.million(size):.1f} s", million),
        ("check of the export", f"{verified.million(size):.1f} s", million),
        ("the same with every record", f"{every.million(size):.1f} s", million),
    )
    table = Table("The log", ("what", "measured", ""), rows, (f"{size:,} records in a file",))
    ratio = together.rate / single.rate
    targets = (
        Target("durable decisions together", "4 times", f"{ratio:.1f} times", 4 / ratio),
        Target("proof", "15 ms", f"{proof:.2f} ms", proof / 15),
        _seconds("full check of a million records", 30, checked.million(size)),
        _seconds("check of an export of a million records", 5, verified.million(size)),
    )
    raw: dict[str, object] = {name: [value, note] for name, value, note in rows}
    return Part((table,), targets, raw)


def _seconds(what: str, aim: float, measured: float) -> Target:
    return Target(what, f"{aim:.0f} s", f"{measured:.1f} s", measured / aim)


def _taken(times: int, work: Callable[[], None]) -> _Taken:
    begun = time.perf_counter()
    work()
    return _Taken(time.perf_counter() - begun, times)


def _median_ms(times: int, work: Callable[[int], None]) -> float:
    return median(_taken(1, lambda at=at: work(at)).each_ms for at in range(times))  # type: ignore[misc]  # a bound default


def _flushed(folder: Path) -> float:
    """Return the median of what one flush takes, in milliseconds."""
    with (folder / "flush").open("wb") as file:

        def flush(_: int) -> None:
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())

        return _median_ms(_FLUSHES, flush)


def _decide(entry: Entry, name: str) -> None:
    """Write a row and its record, as a decision does."""
    entry.connection.execute(text(_ROW), {"name": name})
    entry.tell(Event("decision.made", _WRITER, f"plan:{name}", _DIGEST, "approved", key=name))


def _singly(ledger: Ledger) -> None:
    for number in range(_SINGLE):
        with ledger.writing() as entry:
            _decide(entry, f"one-{number}")


def _together(ledger: Ledger) -> None:
    batching = Batching(ledger)

    def decide(number: int) -> None:
        batching.run(lambda entry: _decide(entry, f"together-{number}"))

    with ThreadPoolExecutor(_WRITERS) as pool:
        list(pool.map(decide, range(_TOGETHER)))


def _filled(database: Database, records: int) -> None:
    for start in range(0, records, _BATCH):
        listed = [
            Record(RecordKind.DECISION_MADE, f"r-{number}", _NOW, SYSTEM, _SUBJECT)
            for number in range(start, min(records, start + _BATCH))
        ]
        with database.writing() as connection:
            append(connection, _LOG, listed, now=_NOW)


def _signed(database: Database) -> int:
    with database.writing() as connection:
        return sign_head(connection, _LOG, [_SIGNER], now=_NOW).head.size


def _proven(database: Database, size: int, at: int) -> None:
    index = at * 7919 % size
    with database.reading() as connection:
        nodes = nodes_in(connection, _LOG, size)
        inclusion_proof(nodes, index, size)
        consistency_proof(nodes, index + 1, size)


def _checked(database: Database, policy: TrustPolicy) -> Outcome:
    with database.reading() as connection:
        return check_all(connection, _LOG, policy)


def _exported(database: Database, folder: Path) -> None:
    export_to(database, folder)


def _holds(outcome: Outcome) -> None:
    if outcome.standing is not Standing.HOLDS:
        raise ValueError(outcome.reason)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="distillgate-bench-") as name:
        wanted = int(sys.argv[1]) if len(sys.argv) > 1 else RECORDS
        found = measure(Path(name), wanted)
        print("\n".join(map(markdown, found.tables)))
