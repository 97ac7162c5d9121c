"""A log as a folder of static files (C2SP tlog-tiles), written bundle by bundle.

The checkpoint is written last, so that a folder without one is unfinished and
never taken for a whole log.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from distillgate.gate.checkpoints import Checkpoint
from distillgate.gate.tiles import CHECKPOINT, WIDTH, bundle_of, bundle_path, tile_path
from distillgate.gate.tree import extended, leaf_hash, root_of

MANIFEST = "export.json"
SCHEMA = "distillgate/export/v1"
HISTORY = "checkpoints"


class ExportError(ValueError):
    """A log that cannot be exported: its records are not those that its head covers."""


def export_log(
    leaves: Iterable[bytes],
    checkpoint: Checkpoint,
    earlier: Iterable[Checkpoint],
    folder: Path,
) -> None:
    """Write the log of `checkpoint` into `folder`, which holds nothing yet.

    Raises `ExportError` where `leaves` are not what the checkpoint covers;
    then no checkpoint is written, and what is there is no export.
    """
    size = checkpoint.head.size
    tiles = _Tiles(folder)
    kinds: Counter[str] = Counter()
    for number, bundle in enumerate(_bundles(islice(leaves, size))):
        _write(folder / bundle_path(number, len(bundle)), bundle_of(bundle))
        tiles.add([leaf_hash(leaf) for leaf in bundle])
        kinds.update(map(_kind, bundle))
    tiles.finish()
    if (tiles.size, root_of(tiles.edge)) != checkpoint.head.state:
        raise ExportError("the records are not those that the checkpoint covers")
    for each in earlier:
        _write(folder / HISTORY / str(each.head.size), str(each.note).encode())
    _write(folder / MANIFEST, _manifest(checkpoint, kinds))
    _write(folder / CHECKPOINT, str(checkpoint.note).encode())


@dataclass(slots=True)
class _Tiles:
    """The tiles of hashes of a log that is being written, level by level."""

    folder: Path
    size: int = 0
    edge: tuple[bytes, ...] = ()
    _open: list[list[bytes]] = field(default_factory=list)
    _done: list[int] = field(default_factory=list)

    def add(self, hashes: Sequence[bytes]) -> None:
        """Add the hashes of up to 256 leaves, the first of which begins a tile."""
        self.edge = extended(self.edge, self.size, hashes)
        self.size += len(hashes)
        self._add(0, hashes)

    def finish(self) -> None:
        """Write the tiles that are not full."""
        for level, hashes in enumerate(self._open):
            if hashes:
                path = tile_path(level, self._done[level], len(hashes))
                _write(self.folder / path, b"".join(hashes))

    def _add(self, level: int, hashes: Sequence[bytes]) -> None:
        if level == len(self._open):
            self._open.append([])
            self._done.append(0)
        pending = self._open[level]
        pending += hashes
        if len(pending) < WIDTH:
            return
        _write(self.folder / tile_path(level, self._done[level]), b"".join(pending))
        self._done[level] += 1
        self._open[level] = []
        self._add(level + 1, [root_of(extended((), 0, pending))])


def _bundles(leaves: Iterable[bytes]) -> Iterator[list[bytes]]:
    rest = iter(leaves)
    while bundle := list(islice(rest, WIDTH)):
        yield bundle


def _kind(leaf: bytes) -> str:
    """Return the kind of the record in `leaf`, as far as it says one."""
    try:
        record = json.loads(leaf)
    except (ValueError, RecursionError):
        return "unknown"
    kind = record.get("kind") if isinstance(record, dict) else None
    return kind if isinstance(kind, str) else "unknown"


def _manifest(checkpoint: Checkpoint, kinds: Counter[str]) -> bytes:
    head = checkpoint.head
    told = {
        "schema": SCHEMA,
        "origin": head.origin,
        "size": head.size,
        "kinds": dict(sorted(kinds.items())),
    }
    return (json.dumps(told, indent=2, ensure_ascii=False) + "\n").encode()


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
