"""The audit log as pages show it: its latest records, one record, and what a check says."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from distillgate.console.words import Mark, Tone
from registry.audit.ledger import Entry
from registry.audit.records import RecordKind
from registry.audit.verifying import Outcome, Standing

KINDS = tuple(each.value for each in RecordKind)
_STANDINGS: Mapping[Standing, Mark] = {
    Standing.HOLDS: Mark("It holds", Tone.GOOD, "Nothing was changed since it was written."),
    Standing.BROKEN: Mark("It is broken", Tone.BAD, "Something is not as it was written."),
    Standing.UNKNOWN: Mark("It cannot be told", Tone.OPEN, "Something is missing for it."),
}


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One record of the log."""

    index: int
    at: str
    kind: str
    outcome: str
    actor: str
    who: str
    """The same, cut short."""
    subject: str
    context: tuple[tuple[str, str], ...]
    decision: str
    leaf: str
    raw: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What a check of the log came to."""

    mark: Mark
    size: int
    heads: int
    reason: str
    index: int | None
    how: str


@dataclass(frozen=True, slots=True)
class AuditPage:
    """The log."""

    lines: tuple[RecordLine, ...]
    kinds: tuple[str, ...]
    kind: str
    subject: str
    none: str
    """Why there is nothing to see, where there is no log."""
    verified: Verified | None = None


def lines_of(entries: Iterable[Entry]) -> tuple[RecordLine, ...]:
    """Return the records, the latest first."""
    return tuple(reversed([record_line(each) for each in entries]))


def record_line(entry: Entry) -> RecordLine:
    """Return one record."""
    told: Mapping[str, Any] = json.loads(entry.leaf)
    actor = told["actor"]
    context = {name: str(value) for name, value in told.get("context", {}).items()}
    return RecordLine(
        entry.index,
        entry.recorded_at,
        entry.kind,
        entry.outcome or "",
        f"{actor['type']} {actor['ref']}",
        f"{actor['type']} {_short(actor['ref'])}",
        entry.subject,
        tuple(sorted(context.items())),
        context.get("decision", ""),
        entry.leaf_hash.hex(),
        json.dumps(told, indent=2, ensure_ascii=False),
    )


def _short(ref: str) -> str:
    """Return a commitment so that two of them can be told apart at a glance."""
    start = "commit:"
    return f"{ref.removeprefix(start)[:12]}…" if ref.startswith(start) else ref


def verified_of(outcome: Outcome, how: str) -> Verified:
    """Return what a check came to, in words."""
    mark = _STANDINGS[outcome.standing]
    return Verified(mark, outcome.size, outcome.heads, outcome.reason, outcome.index, how)
