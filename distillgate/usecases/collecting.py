"""Collection manifests on record: kept as they were written, with a record of the log."""

import json
import re
from datetime import datetime

from distillgate.gate.collections import SCHEMA
from distillgate.usecases.ledger import Ledger
from distillgate.usecases.permits import event_of
from registry.audit.ledger import LedgerError
from registry.audit.permitstore import permit_called
from registry.audit.records import SYSTEM, Record, RecordKind, Subject
from registry.contents import ContentStore
from registry.statements import Writer

_WORD = re.compile(r"[!-~]{1,200}")
_MOST_BYTES = 1_000_000


def record_collection(
    ledger: Ledger, content: bytes, writer: Writer, *, now: datetime
) -> tuple[str, tuple[str, ...]]:
    """Keep a manifest and record it; return its digest, and what went beyond the permit.

    Raises `LedgerError` where it is no manifest, or of a permit that is not known.
    """
    told = _read(content)
    with ledger.writing() as entry:
        permit = permit_called(entry.connection, str(told["permit"]))
        if permit is None:
            raise LedgerError(f"no permit `{told['permit']}` was issued here")
        if permit.plan != told["plan"]:
            raise LedgerError(f"the permit `{permit.id}` is of another plan than the manifest")
        digest = ContentStore(entry.connection).put(content)
        beyond = tuple(str(each) for each in told["beyond"])  # type: ignore[attr-defined]  # a list, as read
        record = Record(
            RecordKind.COLLECTION_MADE,
            f"collection-{permit.id}-{digest[-32:]}",
            now,
            SYSTEM,
            Subject("plan", permit.plan),
            outcome="beyond" if beyond else "within",
            result=digest,
            reasons=beyond,
            details={"permit": permit.id},
        )
        entry.tell(event_of(record, writer))
    return digest, beyond


def _read(content: bytes) -> dict[str, object]:
    """Return a manifest; raises `LedgerError` for anything else."""
    try:
        told = json.loads(content) if len(content) <= _MOST_BYTES else None
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict) or told.get("schema") != SCHEMA:
        raise LedgerError("this is no collection manifest", "`distillgate.gate` writes them")
    words = [told.get("permit"), told.get("plan"), *(told.get("beyond") or ())]
    if not isinstance(told.get("beyond"), list) or not all(
        isinstance(each, str) and _WORD.fullmatch(each) for each in words
    ):
        raise LedgerError("the collection manifest is damaged")
    return told
