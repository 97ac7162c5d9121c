"""Reads the records of a log one after another, and finds the first that cannot be one."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from registry.audit.records import VERSION, RecordKind, moment_of

_KINDS = frozenset(RecordKind)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the record at a place."""

    place: int
    reason: str


def first_fault(leaves: Iterable[bytes], before: str | None) -> tuple[Fault | None, str | None]:
    """Return the first fault of `leaves`, and when the last sound one was recorded.

    Records come one after another, so each has a later time than the one
    `before` it.
    """
    last = before
    for place, leaf in enumerate(leaves):
        recorded, reason = _recorded(leaf)
        if recorded is None:
            return Fault(place, reason), last
        if last is not None and recorded <= last:
            return Fault(place, "the record is no later than the one before it"), last
        last = recorded
    return None, last


def _recorded(leaf: bytes) -> tuple[str | None, str]:
    """Return when `leaf` was recorded, or nothing and the reason why it is no record."""
    try:
        record = json.loads(leaf)
    except (ValueError, RecursionError):
        return None, "the record is no JSON"
    if not isinstance(record, dict) or record.get("v") != VERSION:
        return None, "the record has no version that can be read here"
    if record.get("kind") not in _KINDS:
        return None, "the record is of a kind that is not known here"
    recorded = record.get("recorded_at")
    try:
        moment_of(recorded if isinstance(recorded, str) else "")
    except ValueError:
        return None, "the record says no moment at which it was recorded"
    return str(recorded), ""
