"""Reads the hash of any complete subtree out of tiles."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from hashlib import sha256

from distillgate.gate.tiles import HEIGHT, WIDTH
from distillgate.gate.tree import HASH_BYTES, Nodes

ReadTile = Callable[[int, int, int], bytes]
"""Gives the hashes of a tile, by level, index and width."""
_KEPT_TILES = 128


def nodes_of(read: ReadTile, size: int) -> Nodes:
    """Return the nodes of a log of `size` leaves, whose tiles `read` gives."""
    kept = lru_cache(_KEPT_TILES)(read)

    def node(height: int, place: int) -> bytes:
        level, above = divmod(height, HEIGHT)
        first = place << above
        number, start = divmod(first, WIDTH)
        width = min(WIDTH, (size >> HEIGHT * level) - number * WIDTH)
        tile = kept(level, number, width)
        return root_of_tile(tile[start * HASH_BYTES : (start + (1 << above)) * HASH_BYTES])

    return node


def root_of_tile(hashes: bytes) -> bytes:
    """Return the root over hashes whose count is a power of two."""
    step = 2 * HASH_BYTES
    while len(hashes) > HASH_BYTES:
        hashes = b"".join(
            sha256(b"\x01" + hashes[at : at + step]).digest()
            for at in range(0, len(hashes), step)
        )
    return hashes


def first_unlike(hashes: Sequence[bytes], tile: bytes) -> int | None:
    """Return the first place with another hash in a tile; none where only widths differ."""
    for place, each in enumerate(hashes):
        if tile[place * HASH_BYTES : (place + 1) * HASH_BYTES] != each:
            return place
    return None
