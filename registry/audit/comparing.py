"""Holds two copies of one log against each other: whether one only goes on from the other.

A copy is a signed head, with the tiles under it where they are at hand. Two
heads of one size with other roots are a split view: somebody was shown another
log. Where the longer copy does not contain the shorter one the log forked, as
after a restore that was written to.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from distillgate.gate.checkpoints import Checkpoint, Head
from distillgate.gate.tiles import WIDTH, widths
from distillgate.gate.tree import HASH_BYTES, root_at
from registry.audit.tilenodes import ReadTile, nodes_of


class Relation(StrEnum):
    """How two copies of one log stand to each other."""

    SAME = "same"
    EXTENDS = "extends"
    """The longer one only goes on from the shorter one."""
    SPLIT_VIEW = "split-view"
    """Two heads of one size were signed, with other roots."""
    FORK = "fork"
    """The longer one does not contain the shorter one."""
    UNKNOWN = "unknown"
    """Nobody can tell: the tiles that it takes are not at hand."""


class CopyError(ValueError):
    """A copy that is not what its own head says, or is of another log."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of a log: where it is, its signed head, and its tiles where they are at hand."""

    name: str
    checkpoint: Checkpoint
    tile: ReadTile | None = None

    @property
    def head(self) -> Head:
        """The head that was signed."""
        return self.checkpoint.head


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two copies stand to each other, and the first record in which they differ."""

    relation: Relation
    shorter: Copy
    longer: Copy
    parted: int | None = None

    @property
    def contradicts(self) -> bool:
        """Return whether no honest log can have both heads."""
        return self.relation in {Relation.SPLIT_VIEW, Relation.FORK}


def compare(one: Copy, other: Copy) -> Comparison:
    """Return how two copies of one log stand to each other; raises `CopyError`."""
    if one.head.origin != other.head.origin:
        message = f"they are two logs, `{one.head.origin}` and `{other.head.origin}`"
        raise CopyError(message)
    for each in (one, other):
        _refuse_unsound(each)
    shorter, longer = sorted((one, other), key=lambda each: each.head.size)
    relation = _relation(shorter, longer)
    found = Comparison(relation, shorter, longer)
    if not found.contradicts:
        return found
    return Comparison(relation, shorter, longer, _parted(shorter, longer))


def _relation(shorter: Copy, longer: Copy) -> Relation:
    size = shorter.head.size
    if size == longer.head.size:
        same = shorter.head.root == longer.head.root
        return Relation.SAME if same else Relation.SPLIT_VIEW
    if longer.tile is None:
        return Relation.UNKNOWN
    root = root_at(nodes_of(longer.tile, longer.head.size), size)
    return Relation.EXTENDS if root == shorter.head.root else Relation.FORK


def _refuse_unsound(copy: Copy) -> None:
    """Refuse a copy whose tiles do not come to its own head."""
    if copy.tile is None:
        return
    size = copy.head.size
    if root_at(nodes_of(copy.tile, size), size) != copy.head.root:
        raise CopyError(f"the tiles of {copy.name} do not come to its own head")


def _parted(shorter: Copy, longer: Copy) -> int | None:
    """Return the first record in which two copies differ; nothing without the tiles of both."""
    if shorter.tile is None or longer.tile is None:
        return None
    for number, width in widths(shorter.head.size):
        whole = min(WIDTH, longer.head.size - number * WIDTH)
        one = shorter.tile(0, number, width)
        other = longer.tile(0, number, whole)[: width * HASH_BYTES]
        if one != other:
            return number * WIDTH + _first(_hashes(one), _hashes(other))
    return None


def _first(one: Iterable[bytes], other: Iterable[bytes]) -> int:
    pairs = enumerate(zip(one, other, strict=True))
    return next(place for place, (this, that) in pairs if this != that)


def _hashes(tile: bytes) -> list[bytes]:
    return [tile[at : at + HASH_BYTES] for at in range(0, len(tile), HASH_BYTES)]
