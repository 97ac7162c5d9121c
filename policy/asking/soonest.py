"""The search for the order of questions that settles a verdict soonest.

First an order by looking one answer ahead, laid out where it matters most; it
is there at once and can be stopped at any time. Then, where time is left, the
best of all orders, with a bound that spares those that cannot be better.
"""

import heapq
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import count

from policy.asking.answers import NOTHING, Choice, State, choices_of, put_to_people
from policy.asking.tree import Ask, Branch, End, Node, Tree
from policy.explaining_questions import Asked
from policy.verdict import Verdict

Judge = Callable[[State], Verdict | None]
"""Judges the plan with answers; nothing where they contradict it."""
_CONSIDERED = 8
"""How many questions, what settles most first, one step of the first order compares."""


@dataclass(frozen=True, slots=True)
class _Step:
    """A question with the states to which its answers lead."""

    asked: Asked
    ways: tuple[tuple[str, State], ...]


@dataclass(slots=True)
class Soonest:
    """Looks for the order of questions; `keep_going` is asked before each judgement."""

    judge: Judge
    keep_going: Callable[[], bool]
    judged: int = 0
    _known: dict[State, Verdict | None] = field(default_factory=dict)
    _steps: dict[State, tuple[_Step, ...]] = field(default_factory=dict)
    _first: dict[State, _Step] = field(default_factory=dict)
    """The question that the order by one answer ahead asks in each state."""
    _best: dict[State, tuple[Fraction, _Step | None]] = field(default_factory=dict)
    """What each state takes at least, and the question that achieves it."""

    def tree(self, start: Verdict) -> Tree:
        """Return the order of questions that follows `start`, the verdict without answers."""
        self._known[NOTHING] = start
        try:
            self._lay_out()
            self._least(NOTHING)
        except _OutOfTimeError:
            return Tree(self._node(NOTHING, self._first.get), least=False)
        return Tree(self._node(NOTHING, lambda state: self._best[state][1]), least=True)

    def _lay_out(self) -> None:
        """Choose a question in every state that the first order leads to, likely ones first."""
        number = count()
        waiting = [(Fraction(-1), next(number), NOTHING)]
        while waiting:
            likely, _, state = heapq.heappop(waiting)
            if state in self._first:
                continue
            steps = self._open(state, _CONSIDERED)
            if not steps:
                continue
            step = min(steps, key=self._rank)
            self._first[state] = step
            for _, child in step.ways:
                heapq.heappush(waiting, (likely / len(step.ways), next(number), child))

    def _rank(self, step: _Step) -> tuple[Fraction, Fraction]:
        """Return how much is left after `step`: states not settled, then their questions."""
        left = [len(list(self._asked(child))) for _, child in step.ways]
        ways = len(step.ways)
        return Fraction(sum(map(bool, left)), ways), Fraction(sum(left), ways)

    def _least(self, state: State) -> Fraction:
        """Return how many answers `state` takes by the best order."""
        known = self._best.get(state)
        if known is not None:
            return known[0]
        least: Fraction | None = None
        chosen: _Step | None = None
        for step in sorted(self._open(state), key=self._rank):
            if least is not None and self._bound(step) >= least:
                continue
            cost = 1 + self._mean(map(self._least, (child for _, child in step.ways)), step)
            if least is None or cost < least:
                least, chosen = cost, step
        self._best[state] = (least or Fraction(0), chosen)
        return least or Fraction(0)

    def _bound(self, step: _Step) -> Fraction:
        """Return what `step` takes at least: its answer, and one where it leaves something."""
        left = (Fraction(bool(self._open(child))) for _, child in step.ways)
        return 1 + self._mean(left, step)

    @staticmethod
    def _mean(costs: Iterable[Fraction], step: _Step) -> Fraction:
        return sum(costs, Fraction(0)) / len(step.ways)

    def _open(self, state: State, most: int | None = None) -> tuple[_Step, ...]:
        """Return the questions of closed lists that can still move the verdict in `state`."""
        if most is None and state in self._steps:
            return self._steps[state]
        found: list[_Step] = []
        for asked in self._asked(state):
            if most is not None and len(found) == most:
                return tuple(found)
            step = _Step(asked, tuple(self._ways(choices_of(asked), state)))
            if len(step.ways) > 1 and any(
                self._is_taken(asked, child) for _, child in step.ways
            ):
                found.append(step)
        self._steps[state] = tuple(found)
        return tuple(found)

    def _asked(self, state: State) -> Iterator[Asked]:
        """Yield what may be asked in `state`; nothing once the verdict is settled."""
        verdict = self._judged(state)
        if verdict is not None and verdict.best != verdict.worst:
            yield from put_to_people(verdict.questions, state)

    def _ways(self, choices: Iterable[Choice], state: State) -> Iterator[tuple[str, State]]:
        """Yield the answers that do not contradict what is known, with where they lead."""
        for each in choices:
            child = state | each.tells
            if self._judged(child) is not None:
                yield each.words, child

    def _is_taken(self, asked: Asked, child: State) -> bool:
        """Return whether an answer counts; what a plan states as unknown stays so."""
        verdict = self._judged(child)
        return verdict is not None and not set(asked.questions) <= set(verdict.questions)

    def _judged(self, state: State) -> Verdict | None:
        if state not in self._known:
            if not self.keep_going():
                raise _OutOfTimeError
            self.judged += 1
            self._known[state] = self.judge(state)
        return self._known[state]

    def _node(self, state: State, chosen: Callable[[State], _Step | None]) -> Node:
        """Return the tree below `state`, answers that lead to the same tree joined."""
        step = chosen(state)
        if step is None:
            return self._end(state)
        joined: dict[Node, list[str]] = {}
        for words, child in step.ways:
            joined.setdefault(self._node(child, chosen), []).append(words)
        return Ask(
            step.asked, tuple(Branch(tuple(words), then) for then, words in joined.items())
        )

    def _end(self, state: State) -> End:
        """Return the end at `state`, which was judged before a question led to it."""
        verdict = self._known[state]
        if verdict is None:
            raise ValueError("no question leads to answers that contradict the plan")
        if verdict.best == verdict.worst:
            return End(verdict.ruling, verdict.best, verdict.worst)
        left = tuple(put_to_people(verdict.questions, state))
        open_still = self._steps.get(state, left)
        cut = bool(open_still) and any(map(choices_of, left))
        return End(verdict.ruling, verdict.best, verdict.worst, left, cut)


class _OutOfTimeError(Exception):
    """There is no time left."""
