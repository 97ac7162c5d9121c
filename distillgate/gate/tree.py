"""The Merkle tree of RFC 6962: hashes, heads, and proofs, made and checked.

A tree is read through a function that gives the hash of a complete subtree by
its height and its place among the subtrees of that height.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256().digest()
MOST_LEAVES = 2**63 - 1

Nodes = Callable[[int, int], bytes]
"""Gives the hash of a complete subtree, by height and place."""


def leaf_hash(leaf: bytes) -> bytes:
    """Return the hash of a leaf, which can never be taken for that of a node."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of the node over two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def extended(edge: Sequence[bytes], size: int, hashes: Iterable[bytes]) -> tuple[bytes, ...]:
    """Return the right edge of a tree after more leaves, from its `edge` at `size`.

    The edge holds one hash for each complete subtree that the tree falls
    into, the largest first.
    """
    stack = list(edge)
    for place, each in enumerate(hashes, size):
        top, filled = each, place
        while filled & 1:
            top = node_hash(stack.pop(), top)
            filled >>= 1
        stack.append(top)
    return tuple(stack)


def root_of(edge: Sequence[bytes]) -> bytes:
    """Return the root over a right edge."""
    if not edge:
        return EMPTY_ROOT
    root = edge[-1]
    for each in reversed(edge[:-1]):
        root = node_hash(each, root)
    return root


def root_at(nodes: Nodes, size: int) -> bytes:
    """Return the root of the first `size` leaves."""
    return _over(nodes, 0, size) if size else EMPTY_ROOT


def edge_at(nodes: Nodes, size: int) -> tuple[bytes, ...]:
    """Return the right edge of the first `size` leaves."""
    edge, start = [], 0
    for height in reversed(range(size.bit_length())):
        if size >> height & 1:
            edge.append(nodes(height, start >> height))
            start += 1 << height
    return tuple(edge)


def inclusion_proof(nodes: Nodes, index: int, size: int) -> tuple[bytes, ...]:
    """Return the hashes that lead from leaf `index` to the root over `size` leaves."""
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} leaves has no leaf {index}")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(_over(nodes, middle, end))
            end = middle
        else:
            path.append(_over(nodes, start, middle))
            start = middle
    return tuple(reversed(path))


def consistency_proof(nodes: Nodes, old: int, new: int) -> tuple[bytes, ...]:
    """Return the hashes that show the first `old` leaves unchanged under the head of `new`."""
    if not 0 < old <= new:
        raise ValueError(f"no proof leads from {old} to {new} leaves")
    path: list[bytes] = []
    start, end, whole = 0, new, True
    while old < end:
        middle = start + _split(end - start)
        if old <= middle:
            path.append(_over(nodes, middle, end))
            end = middle
        else:
            path.append(_over(nodes, start, middle))
            start, whole = middle, False
    if not whole:
        path.append(_over(nodes, start, end))
    return tuple(reversed(path))


def includes(
    root: bytes, size: int, proof: Sequence[bytes], *, index: int, hashed: bytes
) -> bool:
    """Return whether `proof` places the leaf hash `hashed` at `index` under `root`."""
    if not 0 <= index < size or len(proof) != _path_length(index, size):
        return False
    if len(root) != HASH_BYTES or len(hashed) != HASH_BYTES:
        return False
    current, place, last = hashed, index, size - 1
    for each in proof:
        if place & 1 or place == last:
            current = node_hash(each, current)
            while place and not place & 1:
                place >>= 1
                last >>= 1
        else:
            current = node_hash(current, each)
        place >>= 1
        last >>= 1
    return current == root and last == 0


def extends(old: tuple[int, bytes], new: tuple[int, bytes], proof: Sequence[bytes]) -> bool:
    """Return whether `proof` shows that the head `new` extends the head `old`.

    A head is a size and a root. From the empty tree there is nothing to
    prove, so a proof from it never holds: whoever holds no head yet has to say
    so.
    """
    (old_size, old_root), (new_size, new_root) = old, new
    if not 0 < old_size <= new_size:
        return False
    if old_size == new_size:
        return not proof and old_root == new_root
    path = list(proof)
    if old_size & (old_size - 1) == 0:
        path.insert(0, old_root)
    if not path:
        return False
    return _walk(path, old_size - 1, new_size - 1) == (old_root, new_root)


def _walk(path: Sequence[bytes], place: int, last: int) -> tuple[bytes, bytes] | None:
    """Return the two roots that a consistency path leads to, after RFC 9162, 2.1.4.2."""
    while place & 1:
        place >>= 1
        last >>= 1
    old = new = path[0]
    for each in path[1:]:
        if last == 0:
            return None
        if place & 1 or place == last:
            old, new = node_hash(each, old), node_hash(each, new)
            while place and not place & 1:
                place >>= 1
                last >>= 1
        else:
            new = node_hash(new, each)
        place >>= 1
        last >>= 1
    return (old, new) if last == 0 else None


def _split(width: int) -> int:
    """Return the largest power of two below `width`."""
    return 1 << (width - 1).bit_length() - 1


def _path_length(index: int, size: int) -> int:
    inner = (index ^ (size - 1)).bit_length()
    return inner + (index >> inner).bit_count()


def _over(nodes: Nodes, start: int, end: int) -> bytes:
    """Return the hash over the leaves from `start` to `end`, a range that a split gives."""
    width = end - start
    if width & (width - 1) == 0:
        height = width.bit_length() - 1
        return nodes(height, start >> height)
    middle = start + _split(width)
    return node_hash(_over(nodes, start, middle), _over(nodes, middle, end))
