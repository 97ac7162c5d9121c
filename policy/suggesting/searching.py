"""The search for what would pass: each way is judged, and none is more than it must be.

Every way out has to remove each finding that stands against the plan, so the
search takes one of them, tries what might remove it, and goes on with what is
then left, the cheapest first. It can be stopped at any time, and what it has
found by then holds.
"""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count

from policy.suggesting.changes import Change, ChangeKind, Option, cost_of
from policy.suggesting.outcome import Judge, Outcome
from policy.verdict import Finding

MOST_CHANGES = 16
_TRIED = 16
"""How many offers are tried for one place until one leaves nothing new against the plan."""
_LEFT = 10
"""What a part of the plan with something against it is taken to cost still."""
_FILED = frozenset({ChangeKind.DETERMINATION, ChangeKind.AGREEMENT, ChangeKind.WAIVER})
"""What is laid on file; it stands after what changes in the plan."""
_EACH = 2
"""What a finding is taken to cost still: one change often removes several."""
Signature = frozenset[tuple[ChangeKind, str]]
OptionsOf = Callable[[Outcome, Finding], tuple[Option, ...]]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One way that passes."""

    changes: tuple[Change, ...]
    outcome: Outcome

    @property
    def cost(self) -> int:
        """What it costs by house policy."""
        return cost_of(self.changes)

    @property
    def kinds(self) -> frozenset[ChangeKind]:
        """What kinds of change it makes: two ways of the same kinds are variations."""
        return frozenset(each.kind for each in self.changes)


@dataclass(frozen=True, slots=True)
class Stuck:
    """A finding that nothing removes, with the changes after which it stands."""

    finding: Finding
    changes: tuple[Change, ...]


@dataclass(slots=True)
class _Node:
    """A plan as changes left it, of which a finding must be removed."""

    changes: tuple[Change, ...]
    outcome: Outcome
    finding: Finding
    open: int
    """How many of its branches have come to nothing yet, counted down."""
    moved: bool = False


@dataclass(frozen=True, slots=True)
class _Branch:
    """Options of which one may be taken, that differ in what they offer only."""

    node: _Node
    options: list[Option]
    more: bool = False
    """Whether there are others, which are not tried."""

    @property
    def changes(self) -> tuple[Change, ...]:
        """The changes with those of the first option."""
        return (*self.node.changes, *self.options[0])


@dataclass(slots=True)
class Search:
    """Looks for changes that pass; `keep_going` is asked before each judgement."""

    judge: Judge
    options: OptionsOf
    keep_going: Callable[[], bool]
    judged: int = 0
    stopped: bool = False
    """Whether it was stopped before everything was tried."""
    narrowed: bool = False
    """Whether the first offers for some place did not do, and the others were not tried."""
    stuck: list[Stuck] = field(default_factory=list)
    _known: dict[frozenset[Change], Outcome | None] = field(default_factory=dict)
    _found: list[Suggestion] = field(default_factory=list)
    _liked: dict[Signature, Option] = field(default_factory=dict)
    _waiting: list[tuple[int, int, _Branch]] = field(default_factory=list)
    _number: Iterator[int] = field(default_factory=count)

    def run(self, start: Outcome) -> Iterator[Suggestion]:
        """Yield the ways that pass, each as soon as it is found."""
        self._open((), start)
        seen: set[frozenset[Change]] = set()
        while self._waiting and not self.stopped:
            _, _, branch = heapq.heappop(self._waiting)
            best = None if self._is_known(branch.changes) else self._best(branch)
            if best is None:
                self._close(branch.node)
                continue
            branch.node.moved = True
            child, left = best
            if frozenset(child) in seen:
                continue
            seen.add(frozenset(child))
            if left.passes:
                yield self._least(child, left)
            else:
                self._open(child, left)

    def _open(self, changes: tuple[Change, ...], outcome: Outcome) -> None:
        """Put aside, the cheapest first, what may remove the gravest finding."""
        finding = outcome.blockers[0]
        taken = {each.slot for each in changes}
        families: dict[Signature, list[Option]] = {}
        if len(changes) < MOST_CHANGES:
            for option in self.options(outcome, finding):
                if not any(_overlaps(each.slot, slot) for each in option for slot in taken):
                    families.setdefault(signature(option), []).append(option)
        node = _Node(changes, outcome, finding, len(families))
        if not families:
            self.stuck.append(Stuck(finding, changes))
        rest = _LEFT * max(_parts(outcome) - 1, 0) + _EACH * len(outcome.blockers)
        for family, options in families.items():
            ranked = self._ranked(family, options)
            guess = cost_of(changes) + min(map(cost_of, ranked)) + rest
            branch = _Branch(node, ranked, len(options) > len(ranked))
            heapq.heappush(self._waiting, (guess, next(self._number), branch))

    def _close(self, node: _Node) -> None:
        """Note that a branch came to nothing; after the last one a finding is stuck."""
        node.open -= 1
        if node.open == 0 and not node.moved and not self.stopped:
            self.stuck.append(Stuck(node.finding, node.changes))

    def _is_known(self, changes: tuple[Change, ...]) -> bool:
        """Return whether `changes` hold all kinds of a way that was found, for no less."""
        mine, cost = frozenset(each.kind for each in changes), cost_of(changes)
        return any(each.kinds <= mine and each.cost <= cost for each in self._found)

    def _ranked(self, family: Signature, options: list[Option]) -> list[Option]:
        """Return `options` with the one first that did well before."""
        liked = self._liked.get(family)
        ranked = options[:_TRIED]
        if liked not in options:
            return ranked
        return [liked, *(each for each in ranked if each != liked)]

    def _best(self, branch: _Branch) -> tuple[tuple[Change, ...], Outcome] | None:
        """Return the first option that brings nothing new against it, else that with least."""
        changes, outcome = branch.node.changes, branch.node.outcome
        finding = branch.node.finding
        before = _marks(outcome)
        found: list[tuple[int, int, tuple[Change, ...], Outcome]] = []
        for at, option in enumerate(branch.options):
            child = (*changes, *option)
            if self._is_known(child):
                return None
            left = self._judged(child)
            if left is None:
                continue
            if left.passes or (_moves(left, finding) and _marks(left) < before):
                self._liked[signature(option)] = option
                return child, left
            if _moves(left, finding):
                found.append((len(left.blockers), at, child, left))
        if branch.more and not self.stopped:
            self.narrowed = True
        if not found:
            return None
        _, _, child, left = min(found, key=lambda each: each[:2])
        return child, left

    def _judged(self, changes: tuple[Change, ...]) -> Outcome | None:
        key = frozenset(changes)
        if key in self._known:
            return self._known[key]
        if self.stopped or not self.keep_going():
            self.stopped = True
            return None
        self.judged += 1
        self._known[key] = self.judge(changes)
        return self._known[key]

    def _least(self, changes: tuple[Change, ...], outcome: Outcome) -> Suggestion:
        """Return a way without the changes that it does not need."""
        for each in sorted(changes, key=lambda one: -one.cost):
            fewer = tuple(one for one in changes if one != each)
            left = self._judged(fewer) if fewer else None
            if left is not None and left.passes:
                changes, outcome = fewer, left
        ordered = sorted(changes, key=lambda one: (one.kind in _FILED, one.slot))
        found = Suggestion(tuple(ordered), outcome)
        self._found.append(found)
        return found


def signature(changes: tuple[Change, ...]) -> Signature:
    """Return what `changes` are, whatever they put in the place of what was there."""
    return frozenset((each.kind, each.slot) for each in changes)


def _overlaps(one: str, other: str) -> bool:
    """Return whether two slots are the same, or one lies in the other."""
    return (
        one == other
        or one.startswith((f"{other}.", f"{other}["))
        or other.startswith((f"{one}.", f"{one}["))
    )


def _marks(outcome: Outcome) -> set[tuple[str, str]]:
    return {(each.name, key) for each in outcome.blockers for key in each.keys or ("",)}


def _moves(outcome: Outcome, finding: Finding) -> bool:
    """Return whether `finding` no longer stands, or stands for less."""
    before = {(finding.name, key) for key in finding.keys or ("",)}
    return not before <= _marks(outcome)


def _parts(outcome: Outcome) -> int:
    """Return how many parts of the plan have something against them."""
    roots = {each.key: each.root for each in outcome.case.ingredients}
    return len({roots.get(key, "") for each in outcome.blockers for key in each.keys or ("",)})
