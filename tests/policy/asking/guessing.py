"""Verdicts that hang on a few facts, by a table of what every combination of them comes to."""

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from policy.asking.answers import NOTHING, State, Told
from policy.facts.vocabulary import VOCABULARY
from policy.questions import answers_of
from policy.values import Value
from policy.verdict import Question, Ruling, Verdict

FACTS = ("student.monetized", "organization.us_person", "student.systemic_risk")
"""Yes or no, and under no attestation."""
PURPOSE = "use.purpose"
Row = tuple[Value, ...]


def values_of(fact: str) -> tuple[Value, ...]:
    return (True, False) if VOCABULARY.get(fact).values == () else VOCABULARY.get(fact).values


@dataclass(frozen=True)
class Table:
    """What every combination of values of `facts` comes to."""

    facts: tuple[str, ...]
    rulings: Mapping[Row, Ruling]

    def rows(self, known: Mapping[str, Value]) -> Iterator[Row]:
        every = [(known[fact],) if fact in known else values_of(fact) for fact in self.facts]
        yield from itertools.product(*every)

    def judge(self, state: State) -> Verdict:
        known = {each.fact: each.value for each in state if isinstance(each, Told)}
        rulings = [self.rulings[row] for row in self.rows(known)]
        best, worst = min(rulings), max(rulings)
        asked = [] if best == worst else [f for f in self.facts if f not in known]
        return a_verdict(best, worst, map(a_question, asked))

    def least(self, known: Mapping[str, Value]) -> Fraction:
        """Return the expected number of answers of the best order, by trying every order."""
        left = [fact for fact in self.facts if fact not in known]
        if len({self.rulings[row] for row in self.rows(known)}) == 1:
            return Fraction(0)
        return min(
            1
            + sum(
                (self.least({**known, fact: value}) for value in values_of(fact)), Fraction(0)
            )
            / len(values_of(fact))
            for fact in left
        )


def a_question(fact: str) -> Question:
    about = VOCABULARY.get(fact)
    return Question(fact, about.question, answers_of(about), about.who.value, ("a@1#b",))


def a_verdict(best: Ruling, worst: Ruling, questions: Iterable[Question]) -> Verdict:
    now = best if best == worst else max(best, min(worst, Ruling.NEEDS_REVIEW))
    return Verdict(
        plan="plan",
        title="",
        digest="",
        as_of=date(2026, 11, 24),
        ruling=now,
        best=best,
        worst=worst,
        findings=(),
        bases=(),
        obligations=(),
        questions=tuple(questions),
        assumptions=(),
        ingredients=(),
        case_digest="",
        documents_digest="",
    )


def nothing_known(table: Table) -> Verdict:
    return table.judge(NOTHING)
