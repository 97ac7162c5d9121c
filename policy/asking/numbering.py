"""The tree of questions as a numbered list, in which what is equal stands once."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

from policy.asking.tree import Ask, End, Node


@dataclass(frozen=True, slots=True)
class Numbered:
    """One question, with where each of its answers leads."""

    number: int
    ask: Ask
    leads: tuple[tuple[tuple[str, ...], "int | End"], ...]
    """Answers, with the number of the next question or the end."""


def numbered(root: Node) -> tuple[Numbered, ...]:
    """Return the questions below `root`, those that come sooner first."""
    numbers: dict[Ask, int] = {}
    waiting = deque([root])
    while waiting:
        node = waiting.popleft()
        if isinstance(node, Ask) and node not in numbers:
            numbers[node] = len(numbers) + 1
            waiting.extend(each.then for each in node.branches)
    return tuple(_numbered(number, ask, numbers) for ask, number in numbers.items())


def _numbered(number: int, ask: Ask, numbers: Mapping[Ask, int]) -> Numbered:
    leads = tuple(
        (each.answers, each.then if isinstance(each.then, End) else numbers[each.then])
        for each in ask.branches
    )
    return Numbered(number, ask, leads)
