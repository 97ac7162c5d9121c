"""Reads the records of a log one after another, and finds the first that cannot be one."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from registry.audit.records import VERSION, RecordKind

_KINDS = frozenset(each.value for each in RecordKind)
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2}\.[0-9]{6}Z"
)

Copies = tuple[str, str, str | None, str]
"""What stands beside a record for searching: kind, subject, outcome, and when."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the record at a place."""

    place: int
    reason: str


def first_fault(
    leaves: Sequence[bytes], before: str | None, copies: Sequence[Copies] | None = None
) -> tuple[Fault | None, str | None]:
    """Return the first fault of `leaves`, and when the last sound one was recorded.

    Records come one after another, so each has a later time than the one
    `before` it. Where `copies` of parts of them are given, these must be what
    the records say.
    """
    last = before
    for place, leaf in enumerate(leaves):
        record, reason = _read(leaf)
        if record is None:
            return Fault(place, reason), last
        recorded: str = record["recorded_at"]
        if last is not None and recorded <= last:
            return Fault(place, "the record is no later than the one before it"), last
        if copies is not None and copies[place] != _copied(record):
            return Fault(place, "what stands beside the record is not what it says"), last
        last = recorded
    return None, last


def _read(leaf: bytes) -> tuple[dict[str, Any] | None, str]:
    """Return what a record says, or nothing and the reason why it is none."""
    try:
        record = json.loads(leaf)
    except (ValueError, RecursionError):
        return None, "the record is no JSON"
    if not isinstance(record, dict) or record.get("v") != VERSION:
        return None, "the record has no version that can be read here"
    if _kind(record) not in _KINDS:
        return None, "the record is of a kind that is not known here"
    if not _is_moment(record.get("recorded_at")):
        return None, "the record says no moment at which it was recorded"
    return record, ""


def _kind(record: dict[str, Any]) -> str:
    kind = record.get("kind")
    return kind if isinstance(kind, str) else ""


def _is_moment(value: object) -> bool:
    """Return whether `value` is a moment as records write it; this is asked a million times."""
    if not isinstance(value, str) or _MOMENT.fullmatch(value) is None:
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _copied(record: dict[str, Any]) -> tuple[object, ...]:
    subject = record.get("subject")
    digest = subject.get("digest") if isinstance(subject, dict) else None
    return record["kind"], digest, record.get("outcome"), record["recorded_at"]
