"""Answers that questions may get, where the list of answers is closed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from policy.explaining_questions import REQUESTER, Asked, asked_of
from policy.facts.fact import Attestation, Kind
from policy.facts.vocabulary import VOCABULARY
from policy.values import Value
from policy.verdict import Question

SIGNED = "yes"
NOT_SIGNED = "something is otherwise"
_BOOLEANS: dict[str, Value] = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class Told:
    """A fact that an answer gives, of one ingredient and under one issuer where it has them."""

    fact: str
    ingredient: str | None
    issuer: str | None
    value: Value


@dataclass(frozen=True, slots=True)
class Signed:
    """Whether the requester signs an attestation; if not, its facts are asked one by one."""

    name: Attestation
    truly: bool


Piece = Told | Signed
State = frozenset[Piece]
"""Everything that was answered so far; the order of the answers does not matter."""
NOTHING: State = frozenset()


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to a question, with what it tells."""

    words: str
    tells: State


def put_to_people(questions: Iterable[Question], state: State) -> Iterator[Asked]:
    """Yield `questions` as they are put to people who gave the answers of `state`.

    What was answered is not asked again, and where an attestation was not
    signed each of its facts is a question of its own.
    """
    told = {
        (each.fact, each.ingredient, each.issuer) for each in state if isinstance(each, Told)
    }
    refused = {each.name for each in state if isinstance(each, Signed) and not each.truly}
    left = [each for each in questions if (each.fact, each.ingredient, each.issuer) not in told]
    for asked in asked_of(left):
        if signature_of(asked) not in refused:
            yield asked
            continue
        for fact in dict.fromkeys(each.fact for each in asked.questions):
            yield from asked_of([each for each in asked.questions if each.fact == fact])


def signature_of(asked: Asked) -> Attestation | None:
    """Return the attestation that `asked` is about, or nothing where it asks for a fact."""
    fact = VOCABULARY.find(asked.questions[0].fact)
    return fact.attestation if fact is not None and asked.who == REQUESTER else None


def choices_of(asked: Asked) -> tuple[Choice, ...]:
    """Return the answers to `asked`; none where their list is not closed.

    Numbers, dates, names, places and lists have no closed list, nor has what
    a plan is made of.
    """
    name = signature_of(asked)
    if name is not None:
        return (
            Choice(SIGNED, frozenset({Signed(name, truly=True)})),
            Choice(NOT_SIGNED, frozenset({Signed(name, truly=False)})),
        )
    return tuple(
        Choice(words, frozenset(_told(each, value) for each in asked.questions))
        for words, value in _values(asked.questions[0].fact)
    )


def _told(question: Question, value: Value) -> Told:
    return Told(question.fact, question.ingredient, question.issuer, value)


def _values(path: str) -> Iterator[tuple[str, Value]]:
    fact = VOCABULARY.find(path)
    if fact is None or fact.many:
        return
    if fact.kind is Kind.BOOLEAN:
        yield from _BOOLEANS.items()
    elif fact.kind is Kind.ENUM:
        yield from ((word, word) for word in fact.values)
