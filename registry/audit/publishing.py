"""Signed heads of the log in the database: made, kept, and given to witnesses and anchors.

A head is signed only where the stored bytes, read back and hashed anew, come
to its root, and where the last signed head is part of it: never from memory.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from distillgate.gate.checkpoints import Checkpoint, Head
from distillgate.gate.notes import Note, NoteError, Signature
from distillgate.gate.tree import edge_at, extended, leaf_hash, root_at, root_of
from registry.audit.anchors import Anchor, anchor_called
from registry.audit.ledger import (
    LedgerError,
    LedgerHead,
    NoLogError,
    entries_in,
    head_of,
    nodes_in,
)
from registry.audit.records import stamp
from registry.audit.signing import NoteSigner
from registry.audit.tables import AnchorRow, CheckpointRow, CosignatureRow
from registry.tables import table_of

_CHECKPOINT, _LINE = table_of(CheckpointRow), table_of(CosignatureRow)
_ANCHOR = table_of(AnchorRow)
_PAGE = 1024


class UnsoundLogError(LedgerError):
    """What is stored is not what was recorded: no head is signed over it."""


def sign_head(
    connection: Connection, log: str, signers: Sequence[NoteSigner], *, now: datetime
) -> Checkpoint:
    """Return the signed head of the log as it is, made and stored where there is none yet.

    Raises `UnsoundLogError` where the stored records do not come to the head,
    or do not extend the last head that was signed.
    """
    head = head_of(connection, log, lock=True)
    last = latest_checkpoint(connection, log)
    if last is not None and last.head.state == (head.size, head.root):
        return last
    root = _recomputed(connection, log, head.size, last)
    if root != head.root:
        raise UnsoundLogError(
            f"the stored records of `{log}` do not come to its head", "see `audit fsck`"
        )
    told = Head(origin_of(head), head.size, root)
    text = str(told)
    note = Note(text, tuple(each.sign(text) for each in signers))
    row = CheckpointRow(log=log, size=head.size, note=str(note), published_at=stamp(now))
    connection.execute(insert(_CHECKPOINT).values(**row.model_dump()))
    return Checkpoint(told, note)


class UnnamedLogError(NoLogError):
    """The log was not set up: it has no name and no keys that sign for it."""


def origin_of(head: LedgerHead) -> str:
    """Return the name of a log in checkpoints; raises `UnnamedLogError` where there is none."""
    if head.origin is None:
        raise UnnamedLogError("the log has no keys yet", "`distillgate audit init` makes them")
    return head.origin


def latest_checkpoint(connection: Connection, log: str) -> Checkpoint | None:
    """Return the last head that was signed, with the lines of witnesses."""
    query = select(_CHECKPOINT.c.size).where(_CHECKPOINT.c.log == log)
    size = connection.execute(query.order_by(_CHECKPOINT.c.size.desc()).limit(1)).scalar()
    return None if size is None else checkpoint_at(connection, log, size)


def covering_checkpoint(connection: Connection, log: str, index: int) -> Checkpoint | None:
    """Return the last signed head, where it covers the record at `index`."""
    last = latest_checkpoint(connection, log)
    return last if last is not None and last.head.size > index else None


def checkpoint_at(connection: Connection, log: str, size: int) -> Checkpoint:
    """Return the signed head at `size`; raises `LedgerError` where there is none."""
    query = select(_CHECKPOINT.c.note).where(_CHECKPOINT.c.log == log)
    note = connection.execute(query.where(_CHECKPOINT.c.size == size)).scalar()
    if note is None:
        raise LedgerError(f"no head of `{log}` was signed at {size} records")
    lines = select(_LINE.c.line).where(_LINE.c.log == log, _LINE.c.size == size)
    found = connection.execute(lines.order_by(_LINE.c.witness)).scalars()
    try:
        return Checkpoint.parse("".join((note, *(f"{line}\n" for line in found))).encode())
    except NoteError as error:
        raise UnsoundLogError(f"the head at {size} cannot be read: {error}") from error


def checkpoints_in(connection: Connection, log: str) -> Iterator[Checkpoint]:
    """Yield every head that was signed, in order."""
    query = select(_CHECKPOINT.c.size).where(_CHECKPOINT.c.log == log)
    for size in list(connection.execute(query.order_by(_CHECKPOINT.c.size)).scalars()):
        yield checkpoint_at(connection, log, size)


def keep_cosignature(
    connection: Connection, log: str, checkpoint: Checkpoint, witness: str, line: Signature
) -> None:
    """Store the line of a witness under a signed head; the first one stays."""
    head = checkpoint.head
    there = select(_LINE.c.size).where(
        _LINE.c.log == log, _LINE.c.size == head.size, _LINE.c.witness == witness
    )
    if connection.execute(there).first() is not None:
        return
    row = CosignatureRow(
        log=log,
        size=head.size,
        witness=witness,
        line=str(line),
        seconds=int.from_bytes(line.value[:8], "big"),
    )
    connection.execute(insert(_LINE).values(**row.model_dump()))


def add_anchor(connection: Connection, log: str, name: str) -> None:
    """Keep heads in the place `name` from now on."""
    drop_anchor(connection, log, name)
    connection.execute(insert(_ANCHOR).values(log=log, name=name))


def drop_anchor(connection: Connection, log: str, name: str) -> None:
    """Keep heads in the place `name` no more."""
    connection.execute(delete(_ANCHOR).where(_ANCHOR.c.log == log, _ANCHOR.c.name == name))


def anchors_of(connection: Connection, log: str) -> dict[str, Anchor]:
    """Return the anchors of a log by their names."""
    query = select(_ANCHOR.c.name).where(_ANCHOR.c.log == log).order_by(_ANCHOR.c.name)
    return {name: anchor_called(name) for name in connection.execute(query).scalars()}


def _recomputed(connection: Connection, log: str, size: int, last: Checkpoint | None) -> bytes:
    """Return the root that the stored records after the last signed head come to with it."""
    nodes = nodes_in(connection, log, size)
    start = last.head.size if last else 0
    if last is not None and (start > size or root_at(nodes, start) != last.head.root):
        raise UnsoundLogError(
            f"`{log}` does not extend the head that was signed at {start} records",
            "its history was changed; see `audit verify --full`",
        )
    edge = edge_at(nodes, start)
    for at in range(start, size, _PAGE):
        found = list(entries_in(connection, log, at, min(size, at + _PAGE)))
        if [each.index for each in found] != list(range(at, min(size, at + _PAGE))):
            raise UnsoundLogError(
                f"records of `{log}` are missing after {at}", "see `audit fsck`"
            )
        edge = extended(edge, at, [leaf_hash(each.leaf) for each in found])
    return root_of(edge)
