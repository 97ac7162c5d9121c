"""The time of records: each is later than the one before it, whatever the clock does."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from registry.audit.records import SYSTEM, Record, RecordKind, Subject

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BACK_US = 5_000_000
"""A clock that goes back by more than this is worth a record."""


@dataclass(slots=True)
class RecordClock:
    """Gives each record of one append its time."""

    last_us: int
    """When the last record was recorded, in microseconds."""
    now: datetime

    def tick(self) -> datetime:
        """Return the moment of the next record."""
        self.last_us = max(_microseconds(self.now), self.last_us + 1)
        return _EPOCH + timedelta(microseconds=self.last_us)

    def anomaly(self, log: str, size: int) -> Record | None:
        """Return a record where the clock has gone back by more than a little."""
        back = self.last_us - _microseconds(self.now)
        if back <= _BACK_US:
            return None
        subject = Subject("log", f"sha256:{sha256(log.encode()).hexdigest()}")
        return Record(
            RecordKind.CLOCK_ANOMALY,
            f"clock-{size}",
            self.now,
            SYSTEM,
            subject,
            details={"back_us": back},
        )


def _microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)
