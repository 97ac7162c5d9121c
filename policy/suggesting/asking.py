"""Which questions to ask, and in what order, so that the fewest answers settle a verdict.

Each answer is judged, so that a question which an earlier answer makes moot is
not asked. The choice is greedy: the question after which the least is left on
average, all answers taken to be as likely; of many questions the first few are
tried.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from policy.suggesting.changes import Change, Option
from policy.suggesting.outcome import Judge, Outcome
from policy.verdict import Question, Ruling

MOST_TRIED = 4
MOST_DEEP = 6
Answer = tuple[str, Option]
"""The word of an answer, with what states it."""
AnswersTo = Callable[[Outcome, Question], tuple[Answer, ...]]


@dataclass(frozen=True, slots=True)
class Settled:
    """Nothing more needs to be asked."""

    ruling: Ruling


@dataclass(frozen=True, slots=True)
class Unsettled:
    """More is to be asked than can be laid out: open answers, or no time."""

    ruling: Ruling
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Ask:
    """One question, with what each answer leads to."""

    question: Question
    branches: tuple[tuple[str, "Tree"], ...]


Tree = Settled | Unsettled | Ask
_Tried = tuple[Question, tuple[tuple[str, tuple[Change, ...], Outcome], ...]]


def expected_answers(tree: Tree) -> Fraction:
    """Return how many answers it takes on average until nothing more is asked.

    What is not laid out counts with all its questions.
    """
    match tree:
        case Settled():
            return Fraction(0)
        case Unsettled(questions=questions):
            return Fraction(len(questions))
        case Ask(branches=branches):
            below = sum((expected_answers(each) for _, each in branches), Fraction(0))
            return 1 + below / len(branches)


@dataclass(slots=True)
class Asking:
    """Lays out the questions of a plan; `keep_going` is asked before each judgement."""

    judge: Judge
    answers: AnswersTo
    keep_going: Callable[[], bool]
    _stopped: bool = field(default=False, init=False)

    def tree(self, outcome: Outcome, said: tuple[Change, ...] = (), depth: int = 0) -> Tree:
        """Return which question to ask first, and what to ask after each answer."""
        verdict = outcome.verdict
        if not verdict.questions or verdict.best == verdict.worst:
            return Settled(verdict.ruling)
        tried = self._tried(outcome, said) if depth < MOST_DEEP else ()
        if not tried or self._stopped:
            return Unsettled(verdict.ruling, verdict.questions)
        question, branches = min(tried, key=_left)
        return Ask(
            question,
            tuple((word, self.tree(left, then, depth + 1)) for word, then, left in branches),
        )

    def _tried(self, outcome: Outcome, said: tuple[Change, ...]) -> tuple[_Tried, ...]:
        """Return the first few questions with what each of their answers leads to."""
        found: list[_Tried] = []
        for question in outcome.verdict.questions:
            if len(found) == MOST_TRIED:
                break
            branches = tuple(self._branches(outcome, said, question))
            if len(branches) > 1:
                found.append((question, branches))
        return tuple(found)

    def _branches(
        self, outcome: Outcome, said: tuple[Change, ...], question: Question
    ) -> Iterable[tuple[str, tuple[Change, ...], Outcome]]:
        for word, option in self.answers(outcome, question):
            if self._stopped or not self.keep_going():
                self._stopped = True
                return
            then = (*said, *option)
            left = self.judge(then)
            if left is not None and question not in left.verdict.questions:
                yield word, then, left


def _left(tried: _Tried) -> Fraction:
    """Return how many questions are left on average after the answers to one."""
    _, branches = tried
    left = sum(_open(outcome) for _, _, outcome in branches)
    return Fraction(left, len(branches))


def _open(outcome: Outcome) -> int:
    verdict = outcome.verdict
    return 0 if verdict.best == verdict.worst else len(verdict.questions)
