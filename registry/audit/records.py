"""Records: what the log says happened, as the bytes that are hashed.

A record is canonical JSON of words and whole numbers. Words have no spaces, so
that free text, names and comments cannot get in: they stand in documents that
a record names by digest, or as commitments.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from types import MappingProxyType

from distillgate.gate.canonical import MOST_EXACT
from distillgate.gate.tiles import MOST_LEAF_BYTES
from registry.statements import KnownBy

VERSION = 1
_WORD = re.compile(r"[!-~]{1,512}")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")

Detail = str | int | tuple[str, ...]


class RecordError(ValueError):
    """A record that must not be written, with the reason."""


class RecordKind(StrEnum):
    """The closed list of what a log records."""

    LOG_OPENED = "log.opened"
    LOG_CLOSED = "log.closed"
    DECISION_MADE = "decision.made"
    REVIEW_REQUESTED = "review.requested"
    SIGNOFF_GIVEN = "signoff.given"
    SIGNOFF_REFUSED = "signoff.refused"
    WAIVER_GRANTED = "waiver.granted"
    WAIVER_EXPIRED = "waiver.expired"
    AGREEMENT_RECORDED = "agreement.recorded"
    DETERMINATION_MADE = "determination.made"
    DOCUMENT_RECORDED = "document.recorded"
    PERMIT_ISSUED = "permit.issued"
    PERMIT_REVOKED = "permit.revoked"
    PERMIT_CONSUMED = "permit.consumed"
    STATUS_LISTED = "status.listed"
    COLLECTION_MADE = "collection.made"
    POLICY_ACTIVATED = "policy.activated"
    POLICY_RETIRED = "policy.retired"
    REGISTRY_CHANGED = "registry.changed"
    KEY_ADDED = "key.added"
    KEY_RETIRED = "key.retired"
    KEY_COMPROMISED = "key.compromised"
    AUDIT_READ = "access.audit_read"
    ERASURE_DONE = "erasure.done"
    CHECK_FAILED = "check.failed"
    CLOCK_ANOMALY = "anomaly.clock"


class ActorType(StrEnum):
    """Who acts."""

    USER = "user"
    SERVICE = "service"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did what a record says, named by a commitment only."""

    type: ActorType
    ref: str
    auth: KnownBy
    on_behalf_of: str | None = None

    def plain(self) -> dict[str, object]:
        """Return the actor as it stands in a record."""
        return {
            "type": self.type.value,
            "ref": self.ref,
            "auth": self.auth.value,
            "on_behalf_of": self.on_behalf_of,
        }


SYSTEM = Actor(ActorType.SYSTEM, "distillgate", KnownBy.COMMAND)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a record is about."""

    type: str
    digest: str


@dataclass(frozen=True, slots=True)
class Relation:
    """An earlier record that this one supersedes, signs, waives or revokes."""

    rel: str
    index: int
    leaf: str


@dataclass(frozen=True, slots=True)
class Record:
    """Something that happened, before the log gives it a place and a time."""

    kind: RecordKind
    id: str
    """The caller's key: the same record submitted twice is in the log once."""
    occurred_at: datetime
    actor: Actor
    subject: Subject
    tenant: str = "main"
    outcome: str | None = None
    result: str | None = None
    """The digest of the full document, which lies in the content store."""
    context: Mapping[str, Detail] = field(default_factory=dict)
    """The digests of all that determined the outcome, and the day it was asked for."""
    reasons: tuple[str, ...] = ()
    related: tuple[Relation, ...] = ()
    withheld: tuple[str, ...] = ()
    details: Mapping[str, Detail] = field(default_factory=dict)
    """What only this kind of record says."""
    trace_id: str | None = None

    def __post_init__(self) -> None:
        """Refuse what is no word, no digest and no name."""
        object.__setattr__(self, "context", MappingProxyType(dict(self.context)))
        object.__setattr__(self, "details", MappingProxyType(dict(self.details)))
        if self.occurred_at.tzinfo is None:
            raise RecordError("the moment of a record has no time zone")
        if self.result is not None and not is_digest(self.result):
            raise RecordError("the result of a record is no digest")
        for name in (*self.context, *self.details):
            if not _NAME.fullmatch(name):
                raise RecordError(f"`{name}` is no name of a field")
        plain = self.plain()
        _refuse_others(plain)
        _leaf(plain, self.occurred_at)

    def plain(self) -> dict[str, object]:
        """Return the record as JSON, without the time that only the log can give."""
        return {
            "v": VERSION,
            "kind": self.kind.value,
            "id": self.id,
            "tenant": self.tenant,
            "occurred_at": stamp(self.occurred_at),
            "actor": self.actor.plain(),
            "subject": {"type": self.subject.type, "digest": self.subject.digest},
            "outcome": self.outcome,
            "result": self.result,
            "context": dict(self.context),
            "reasons": self.reasons,
            "related": [
                {"rel": each.rel, "index": each.index, "leaf": each.leaf}
                for each in self.related
            ],
            "withheld": self.withheld,
            "details": dict(self.details),
            "trace_id": self.trace_id,
        }


def body_of(record: Record) -> bytes:
    """Return what two submissions of one record have in common, byte for byte.

    The moment is another one when something is submitted again, and so is the
    commitment to who does it.
    """
    plain = record.plain()
    actor = record.actor
    plain |= {
        "occurred_at": None,
        "trace_id": None,
        "actor": [actor.type.value, actor.auth.value],
    }
    return _canonical(plain)


def leaf_of(record: Record, recorded_at: datetime) -> bytes:
    """Return the leaf of `record`; raises `RecordError` where it is too large for one."""
    return _leaf(record.plain(), recorded_at)


def _leaf(plain: Mapping[str, object], recorded_at: datetime) -> bytes:
    leaf = _canonical({**plain, "recorded_at": stamp(recorded_at)})
    if len(leaf) > MOST_LEAF_BYTES:
        raise RecordError(f"the record takes {len(leaf):,} bytes, and {MOST_LEAF_BYTES:,} fit")
    return leaf


def stamp(moment: datetime) -> str:
    """Return `moment` as records write it, in UTC to the microsecond."""
    utc = moment.astimezone(UTC).replace(tzinfo=None)
    return utc.isoformat(timespec="microseconds") + "Z"


def moment_of(text: str) -> datetime:
    """Return the moment that a record wrote; raises `ValueError` for any other spelling."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None or stamp(moment) != text:
        raise ValueError("this is no moment as records write it")
    return moment.astimezone(UTC)


def is_digest(text: str) -> bool:
    """Return whether `text` is a SHA-256 as records write it."""
    return _DIGEST.fullmatch(text) is not None


def _canonical(plain: Mapping[str, object]) -> bytes:
    """Return the canonical JSON of a record, whose words and names are plain ASCII."""
    return json.dumps(plain, sort_keys=True, separators=(",", ":")).encode()


def _refuse_others(value: object) -> None:
    """Raise where `value` holds anything but words, and whole numbers that stay exact."""
    match value:
        case None:
            pass
        case str():
            if not _WORD.fullmatch(value):
                raise RecordError(f"`{value[:40]}` is no word; texts go into documents")
        case int() if not isinstance(value, bool) and abs(value) <= MOST_EXACT:
            pass
        case Mapping() | list() | tuple():
            for each in value.values() if isinstance(value, Mapping) else value:
                _refuse_others(each)
        case _:
            raise RecordError("a record holds words and whole numbers only")
