"""Signed lists of the permits and keys that no longer count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from distillgate.gate.envelope import Envelope, EnvelopeError, PermitKey, json_of
from distillgate.gate.statements import Reader, stamp

PAYLOAD_TYPE = "application/vnd.distillgate.status-list.v1+json"
_SCHEMA = "distillgate/status-list/v1"


@dataclass(frozen=True, slots=True)
class StatusList:
    """What no longer counts, as of a moment, and until when the list is good."""

    issued_at: datetime
    next_update: datetime
    revoked: frozenset[str] = frozenset()
    """The ids of permits."""
    suspended: frozenset[str] = frozenset()
    """The ids of permits that do not count while what they rest on has fallen away."""
    void_from: Mapping[str, int] = field(default_factory=dict)
    """From where in the log permits are void, by the key that was replaced or lost."""

    def plain(self) -> dict[str, object]:
        """Return the list as JSON."""
        return {
            "schema": _SCHEMA,
            "issuedAt": stamp(self.issued_at),
            "nextUpdate": stamp(self.next_update),
            "revoked": sorted(self.revoked),
            "suspended": sorted(self.suspended),
            "keys": [
                {"id": key, "voidFrom": index} for key, index in sorted(self.void_from.items())
            ],
        }

    @classmethod
    def parse(cls, content: bytes, keys: Sequence[PermitKey]) -> "StatusList":
        """Return the list in `content`, signed by one of `keys`; raises `EnvelopeError`."""
        envelope = Envelope.parse(content)
        envelope.signed_by(keys)
        if envelope.payload_type != PAYLOAD_TYPE:
            raise EnvelopeError("it is no status list")
        told = Reader(json_of(envelope.payload))
        if told.text("schema") != _SCHEMA:
            raise EnvelopeError("it is a status list of another version")
        lost = {each.text("id"): each.number("voidFrom") for each in told.readers("keys")}
        return cls(
            told.moment("issuedAt"),
            told.moment("nextUpdate"),
            frozenset(told.texts("revoked")),
            frozenset(told.texts("suspended")),
            MappingProxyType(lost),
        )
