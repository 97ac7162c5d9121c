"""Where a log's tiles lie, and how wide they are (C2SP tlog-tiles)."""

from collections.abc import Iterator

WIDTH = 256
HEIGHT = 8
CHECKPOINT = "checkpoint"
_LENGTH_BYTES = 2
MOST_LEAF_BYTES = 2**16 - 1
"""The longest leaf that a bundle can hold."""


class BundleError(ValueError):
    """A bundle of entries that cannot be taken apart."""


def tile_path(level: int, index: int, width: int = WIDTH) -> str:
    """Return the path of a tile of hashes; a `width` below 256 is a partial one."""
    return f"tile/{level}/{_place(index, width)}"


def bundle_path(index: int, width: int = WIDTH) -> str:
    """Return the path of a bundle of entries."""
    return f"tile/entries/{_place(index, width)}"


def _place(index: int, width: int) -> str:
    parts = [f"{index % 1000:03d}"]
    while index := index // 1000:
        parts.append(f"x{index % 1000:03d}")
    place = "/".join(reversed(parts))
    return place if width == WIDTH else f"{place}.p/{width}"


def widths(size: int, level: int = 0) -> Iterator[tuple[int, int]]:
    """Yield index and width of each tile of `level` in a log of `size` leaves."""
    full, rest = divmod(size >> HEIGHT * level, WIDTH)
    for index in range(full):
        yield index, WIDTH
    if rest:
        yield full, rest


def levels(size: int) -> range:
    """Return the levels that a log of `size` leaves has tiles on."""
    count = 0
    while size >> HEIGHT * count:
        count += 1
    return range(count)


def bundle_of(leaves: list[bytes]) -> bytes:
    """Return the bundle of up to 256 leaves."""
    return b"".join(len(each).to_bytes(_LENGTH_BYTES, "big") + each for each in leaves)


def leaves_of(bundle: bytes) -> list[bytes]:
    """Return the leaves of a bundle; raises `BundleError` where it does not come out even."""
    leaves, at, end = [], 0, len(bundle)
    while at < end:
        start = at + _LENGTH_BYTES
        at = start + int.from_bytes(bundle[at:start], "big")
        leaves.append(bundle[start:at])
    if at != end:
        raise BundleError("its last entry is cut off")
    return leaves
