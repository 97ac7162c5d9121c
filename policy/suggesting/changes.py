"""Changes: what the organization may do otherwise, each with the edit that does it."""

from collections.abc import Iterable, Mapping
from dataclasses import field
from enum import StrEnum
from types import MappingProxyType

from policy.frozen import dataclass


class ChangeKind(StrEnum):
    """The closed list of what a suggestion may change."""

    __hash__ = str.__hash__

    ANSWER = "answer"
    """What the plan leaves open is answered in it."""
    DETERMINATION = "determination"
    """Legal answers or settles it, and puts that on file."""
    NOTICES = "notices"
    NAME = "name"
    LICENSE = "license"
    SIGNALS = "signals"
    DATES = "dates"
    COMPUTE = "compute"
    CHANNEL = "channel"
    PROGRAM = "program"
    TEACHER = "teacher"
    LEAVE_OUT = "leave-out"
    BASE = "base"
    DATASET = "dataset"
    RELEASE = "release"
    USE = "use"
    AGREEMENT = "agreement"
    WAIVER = "waiver"


COSTS: Mapping[ChangeKind, int] = MappingProxyType(
    {
        ChangeKind.ANSWER: 1,
        ChangeKind.DETERMINATION: 4,
        ChangeKind.NOTICES: 1,
        ChangeKind.NAME: 2,
        ChangeKind.LICENSE: 3,
        ChangeKind.SIGNALS: 3,
        ChangeKind.DATES: 4,
        ChangeKind.COMPUTE: 6,
        ChangeKind.CHANNEL: 3,
        ChangeKind.PROGRAM: 5,
        ChangeKind.TEACHER: 5,
        ChangeKind.LEAVE_OUT: 7,
        ChangeKind.BASE: 8,
        ChangeKind.DATASET: 6,
        ChangeKind.RELEASE: 7,
        ChangeKind.USE: 9,
        ChangeKind.AGREEMENT: 12,
        ChangeKind.WAIVER: 15,
    }
)
"""What a change of each kind costs where house policy does not say."""
COLLECT_AGAIN = "collect-again"
"""What it costs on top to collect anew what was collected already."""
COLLECTING_AGAIN = 4
TRAIN_AGAIN = "train-again"
"""What it costs on top to train anew what was trained already."""
TRAINING_AGAIN = 8
RELEASE_AGAIN = "release-again"
"""What it costs on top to take back what was released, and to release it otherwise."""
RELEASING_AGAIN = 5
COST_WORDS: tuple[str, ...] = (*ChangeKind, COLLECT_AGAIN, TRAIN_AGAIN, RELEASE_AGAIN)
"""What house policy may price besides facts."""

Step = str | int
Place = tuple[Step, ...]
"""The way to a value in the plan: keys, and numbers of entries from 0."""


@dataclass(frozen=True, slots=True)
class Put:
    """The value at a place is written anew, or for the first time."""

    place: Place
    value: str
    """YAML in one line."""


@dataclass(frozen=True, slots=True)
class Replace:
    """A whole entry is written anew."""

    place: Place
    fields: tuple[tuple[str, str], ...]
    """Keys with their values, YAML in one line."""


@dataclass(frozen=True, slots=True)
class Append:
    """A list at a place gets one more entry."""

    place: Place
    value: str
    """YAML in one line."""


@dataclass(frozen=True, slots=True)
class Remove:
    """An entry of a list is taken out."""

    place: Place


@dataclass(frozen=True, slots=True)
class Write:
    """A file is laid beside the agreements of the organization."""

    name: str
    text: str


Act = Put | Replace | Append | Remove | Write


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is done otherwise."""

    kind: ChangeKind
    slot: str
    """What it is done to: two changes of one slot exclude each other."""
    words: str
    """What to do, for people."""
    acts: tuple[Act, ...]
    cost: int = field(compare=False, default=0)


Option = tuple[Change, ...]
"""Changes that belong together."""


class Prices:
    """What changes cost in one house."""

    def __init__(self, costs: Mapping[str, int]) -> None:
        self._costs = costs

    def of(self, kind: ChangeKind, fact: str | None = None, *, again: bool = False) -> int:
        """Return the cost: of the fact, else of the kind; `again`: with a new collection."""
        named = self._costs.get(kind.value, COSTS[kind])
        cost = self._costs.get(fact, named) if fact else named
        return cost + (self._costs.get(COLLECT_AGAIN, COLLECTING_AGAIN) if again else 0)

    @property
    def training_again(self) -> int:
        """What it costs on top to train anew."""
        return self._costs.get(TRAIN_AGAIN, TRAINING_AGAIN)

    @property
    def releasing_again(self) -> int:
        """What it costs on top to take back what was released."""
        return self._costs.get(RELEASE_AGAIN, RELEASING_AGAIN)


def cost_of(changes: Iterable[Change]) -> int:
    """Return what `changes` cost together."""
    return sum(each.cost for each in changes)
