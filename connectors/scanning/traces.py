"""What a scan has found so far: counts and samples, of bounded size."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum

MOST_SAMPLES = 3
MOST_VALUES = 2_000
"""So many names of models are told apart under one signal; the rest is counted together."""


class Sureness(IntEnum):
    """How much a trace says about who wrote a text."""

    LOW = 0
    MEDIUM = 1
    HIGH = 2

    @property
    def word(self) -> str:
        """The grade as it is written."""
        return self.name.lower()


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """What was found: a signal, and where it was a field, its name and its value."""

    signal: str
    field: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Sample:
    """One place at which it was found."""

    path: str
    line: int
    """Of a text file, from 1; of a table, the row from 1."""
    offset: int | None
    """Of a text file: bytes from its beginning, as it is unpacked."""
    excerpt: str


@dataclass(slots=True)
class Trace:
    """How often one thing was found, and where first."""

    count: int = 0
    samples: list[Sample] = field(default_factory=list)


@dataclass(slots=True)
class Tally:
    """Everything that was found."""

    traces: dict[Key, Trace] = field(default_factory=dict)
    size: int = 0
    """Bytes read, as they are unpacked."""
    rows: int = 0
    """Lines or rows."""
    most: int = MOST_VALUES
    """So many names are told apart under one signal."""
    _kinds: dict[str, int] = field(default_factory=dict)

    def trace(self, key: Key) -> Trace:
        """Return the trace of `key`; names beyond `most` are one trace."""
        found = self.traces.get(key)
        if found is None:
            seen = self._kinds.get(key.signal, 0)
            if seen >= self.most:
                key = Key(key.signal, key.field, OTHERS)
                found = self.traces.get(key)
            else:
                self._kinds[key.signal] = seen + 1
        if found is None:
            found = self.traces[key] = Trace()
        return found

    def add(self, other: "Tally") -> None:
        """Add what another tally found later."""
        self.size += other.size
        self.rows += other.rows
        for key, trace in other.traces.items():
            mine = self.trace(key)
            mine.count += trace.count
            mine.samples = (mine.samples + trace.samples)[:MOST_SAMPLES]


OTHERS = "(others)"


def tally_json(tally: Tally) -> Mapping[str, object]:
    """Return a tally as JSON, for a scan that is to go on later."""
    return {
        "size": tally.size,
        "rows": tally.rows,
        "traces": [
            {
                "signal": key.signal,
                "field": key.field,
                "value": key.value,
                "count": trace.count,
                "samples": [sample_json(each) for each in trace.samples],
            }
            for key, trace in sorted(tally.traces.items())
        ],
    }


def sample_json(sample: Sample) -> Mapping[str, object]:
    """Return a sample as JSON."""
    return {
        "path": sample.path,
        "line": sample.line,
        "offset": sample.offset,
        "excerpt": sample.excerpt,
    }


def merged(tallies: Iterable[Tally]) -> Tally:
    """Return one tally of what all found."""
    whole = Tally()
    for each in tallies:
        whole.add(each)
    return whole


def by_count(tally: Tally) -> Iterator[tuple[Key, Trace]]:
    """Yield what was found, the most frequent first."""
    yield from sorted(tally.traces.items(), key=lambda pair: (-pair[1].count, pair[0]))
