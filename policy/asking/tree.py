"""The decision tree of questions: what is asked first, and what each answer leads to."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from policy.explaining_questions import Asked
from policy.verdict import Ruling


@dataclass(frozen=True, slots=True)
class End:
    """Where no further question of a closed list is asked."""

    ruling: Ruling
    best: Ruling
    worst: Ruling
    waiting: tuple[Asked, ...] = ()
    """What is still to be asked, and has no closed list of answers."""
    cut: bool = False
    """More could be asked here; the time ran out before it was put in order."""

    @property
    def settled(self) -> bool:
        """Whether no answer can change the verdict any more."""
        return self.best == self.worst


@dataclass(frozen=True, slots=True)
class Branch:
    """Answers that lead to the same."""

    answers: tuple[str, ...]
    then: "Node"


@dataclass(frozen=True, slots=True)
class Ask:
    """One question, and what comes after each of its answers."""

    asked: Asked
    branches: tuple[Branch, ...]

    @property
    def answers(self) -> int:
        """How many different answers there are."""
        return sum(len(each.answers) for each in self.branches)


Node = End | Ask


@dataclass(frozen=True, slots=True)
class Tree:
    """The order of questions for one plan."""

    root: Node
    least: bool
    """It was proven that no other order needs fewer answers."""

    @property
    def expected(self) -> Fraction:
        """How many answers it takes, each answer of a question being as likely as the others.

        Where the tree is cut, at least so many.
        """
        return expected(self.root)

    @property
    def complete(self) -> bool:
        """Whether it goes on until each verdict is settled, or waits for an open question."""
        return not any(each.cut for each in ends(self.root))

    @property
    def settles(self) -> bool:
        """Whether every way through it ends in a settled verdict."""
        return all(each.settled for each in ends(self.root))


def expected(node: Node) -> Fraction:
    """Return how many answers `node` takes, all answers of a question being equally likely."""
    if isinstance(node, End):
        return Fraction(int(node.cut))
    rest = (len(each.answers) * expected(each.then) for each in node.branches)
    return 1 + sum(rest, Fraction(0)) / node.answers


def ends(node: Node) -> Iterator[End]:
    """Yield where the ways through `node` end."""
    if isinstance(node, End):
        yield node
        return
    for branch in node.branches:
        yield from ends(branch.then)


def most(node: Node) -> int:
    """Return how many answers the longest way through `node` takes."""
    if isinstance(node, End):
        return int(node.cut)
    return 1 + max(most(each.then) for each in node.branches)
