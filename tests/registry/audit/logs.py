"""Logs and records for tests."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from distillgate.gate.checkpoints import Checkpoint, Head
from distillgate.gate.tree import extended, leaf_hash, root_of
from registry.audit.records import SYSTEM, Record, RecordKind, Subject, leaf_of
from registry.audit.signing import NoteSigner, signed_checkpoint
from tests.distillgate.gate.signers import ORIGIN, signer

MOMENT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
DIGEST = "sha256:" + "ab" * 32


def a_record(
    name: str = "r-1", kind: RecordKind = RecordKind.DECISION_MADE, **details: str | int
) -> Record:
    return Record(kind, name, MOMENT, SYSTEM, Subject("plan", DIGEST), details=details)


def leaves(count: int) -> list[bytes]:
    """Return the leaves of `count` records, a microsecond apart."""
    return [
        leaf_of(a_record(f"r-{number}"), MOMENT + timedelta(microseconds=number))
        for number in range(count)
    ]


def head_of(content: Sequence[bytes], size: int | None = None) -> Head:
    upto = content if size is None else content[:size]
    return Head(ORIGIN, len(upto), root_of(extended((), 0, map(leaf_hash, upto))))


def checkpoint_of(
    content: Sequence[bytes], size: int | None = None, *more: NoteSigner, time: int = 9
) -> Checkpoint:
    """Return the checkpoint of the first `size` leaves, signed by the log and `more`."""
    head = head_of(content, size)
    note = signed_checkpoint(head, signer())
    lines = tuple(each.sign(str(head), time) for each in more)
    return Checkpoint(head, type(note)(note.text, note.signatures + lines))
