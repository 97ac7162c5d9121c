"""Puts two rows of words side by side, in time that grows with their length alone."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

Row = bytes | tuple[str, ...]
"""A row whose slices can be looked up: words, or one byte for each."""
_RUNS = (5, 3, 1)
"""Lengths of the runs that are looked for, as each stands once on both sides."""
_SMALL = 2_500
_MOST_CELLS = 400_000


@dataclass(frozen=True, slots=True)
class Block:
    """A run that stands on both sides."""

    left: int
    right: int
    length: int


@dataclass(frozen=True, slots=True)
class Gap:
    """What stands between two blocks: words of the left side against words of the right."""

    left: tuple[int, int]
    right: tuple[int, int]


@dataclass(slots=True)
class _Search:
    """One alignment under way, and how much close comparing it may still do."""

    left: Row
    right: Row
    cells: int = _MOST_CELLS
    blocks: list[Block] = field(default_factory=list)


def blocks_of(left: Row, right: Row) -> tuple[Block, ...]:
    """Return runs that stand on both sides, in order, neither overlapping nor touching.

    Runs that stand once on each side are anchors. Between them the same is
    done again, and short stretches are compared word by word, as long as the
    allowance for that lasts; what is then left counts as different. So two
    texts may be shown further apart than they are, but never closer.
    """
    search = _Search(left, right)
    waiting = [(0, len(left), 0, len(right), 0)]
    while waiting:
        a, b, c, d, depth = waiting.pop()
        a, c = _head(search, (a, b, c, d))
        b, d = _tail(search, (a, b, c, d))
        if a == b or c == d:
            continue
        if (b - a) * (d - c) <= min(_SMALL, search.cells):
            _compare(search, (a, b, c, d))
            continue
        for run in _RUNS[depth:]:
            chain = _chain(_anchors(search, (a, b, c, d), run))
            if chain:
                waiting += _between(chain, (a, b, c, d), min(depth + 1, len(_RUNS)))
                break
    return _joined(search.blocks)


def gaps_between(blocks: Sequence[Block], left: int, right: int) -> Iterator[Gap]:
    """Yield what stands outside `blocks`, in rows as long as `left` and `right`."""
    a = c = 0
    for block in (*blocks, Block(left, right, 0)):
        if a < block.left or c < block.right:
            yield Gap((a, block.left), (c, block.right))
        a, c = block.left + block.length, block.right + block.length


_Box = tuple[int, int, int, int]


def _head(search: _Search, box: _Box) -> tuple[int, int]:
    """Take the run with which both stretches begin; return where they go on."""
    a, b, c, d = box
    length = 0
    while (
        a + length < b
        and c + length < d
        and search.left[a + length] == search.right[c + length]
    ):
        length += 1
    if length:
        search.blocks.append(Block(a, c, length))
    return a + length, c + length


def _tail(search: _Search, box: _Box) -> tuple[int, int]:
    """Take the run with which both stretches end; return where they then end."""
    a, b, c, d = box
    length = 0
    while (
        b - length > a
        and d - length > c
        and (search.left[b - length - 1] == search.right[d - length - 1])
    ):
        length += 1
    if length:
        search.blocks.append(Block(b - length, d - length, length))
    return b - length, d - length


def _anchors(search: _Search, box: _Box, run: int) -> list[tuple[int, int]]:
    """Return where runs lie that stand once on each side, in the order of the left one."""
    a, b, c, d = box
    once_left = _once(search.left, a, b, run)
    once_right = _once(search.right, c, d, run)
    return [
        (at, once_right[key])
        for key, at in once_left.items()
        if at >= 0 and once_right.get(key, -1) >= 0
    ]


def _once(row: Row, start: int, stop: int, run: int) -> dict[Row, int]:
    """Return where each run begins; -1 for one that comes again."""
    found: dict[Row, int] = {}
    for at in range(start, stop - run + 1):
        key = row[at : at + run]
        found[key] = -1 if key in found else at
    return found


def _chain(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest choice of `pairs` that is in order on the right side too."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for index, (_, right) in enumerate(pairs):
        at = bisect_left(tails, right)
        before.append(ends[at - 1] if at else -1)
        if at == len(tails):
            tails.append(right)
            ends.append(index)
        else:
            tails[at] = right
            ends[at] = index
    chain = []
    index = ends[-1] if ends else -1
    while index >= 0:
        chain.append(pairs[index])
        index = before[index]
    return chain[::-1]


def _between(
    chain: Sequence[tuple[int, int]], box: _Box, depth: int
) -> Iterator[tuple[int, int, int, int, int]]:
    """Yield the stretches from one anchor to the next; each begins with its anchor."""
    a, b, c, d = box
    starts = [(a, c), *chain]
    ends = [*chain, (b, d)]
    for (left, right), (left_end, right_end) in zip(starts, ends, strict=True):
        if left < left_end or right < right_end:
            yield left, left_end, right, right_end, depth


def _compare(search: _Search, box: _Box) -> None:
    """Take the longest common choice of words of two short stretches."""
    a, b, c, d = box
    search.cells -= (b - a) * (d - c)
    best = [[0] * (d - c + 1)]
    for i in range(b - 1, a - 1, -1):
        below = best[-1]
        row = [0] * (d - c + 1)
        for j in range(d - c - 1, -1, -1):
            equal = search.left[i] == search.right[c + j]
            row[j] = below[j + 1] + 1 if equal else max(below[j], row[j + 1])
        best.append(row)
    best.reverse()
    i, j = 0, 0
    while i < b - a and j < d - c:
        if search.left[a + i] == search.right[c + j]:
            search.blocks.append(Block(a + i, c + j, 1))
            i, j = i + 1, j + 1
        elif best[i + 1][j] >= best[i][j + 1]:
            i += 1
        else:
            j += 1


def _joined(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return `blocks` in order, those that touch made one."""
    found: list[Block] = []
    for block in sorted(blocks, key=lambda each: each.left):
        last = found[-1] if found else None
        if last and (last.left + last.length, last.right + last.length) == (
            block.left,
            block.right,
        ):
            found[-1] = Block(last.left, last.right, last.length + block.length)
        else:
            found.append(block)
    return tuple(found)
