"""Questions as pages show them: grouped and counted as `check` does."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from distillgate.console.findings import Json
from policy.explaining_questions import Asked, asked_of
from policy.facts.vocabulary import VOCABULARY
from policy.verdict import Question

SHOWN = 12


@dataclass(frozen=True, slots=True)
class QuestionPart:
    """One unknown fact behind a question: of the plan, or of one ingredient."""

    fact: str
    question: str
    ingredient: str
    issuer: str


@dataclass(frozen=True, slots=True)
class QuestionView:
    """An open question of the verdict, put once to a person."""

    question: str
    meaning: str
    answers: str
    who: str
    facts: tuple[str, ...]
    about: tuple[str, ...]
    """The ingredients of which it is asked, the first few."""
    more_about: int
    parts: tuple[QuestionPart, ...]
    """What it asks, fact by fact and ingredient by ingredient."""
    decides: tuple[str, ...]
    """The clauses that it decides, the first few."""
    more_decides: int


def question_views(questions: Iterable[Json]) -> tuple[QuestionView, ...]:
    """Return the questions of a verdict as they are put to a person."""
    return tuple(map(_view, asked_of(tuple(map(_question, questions)))))


def parts_of(questions: Sequence[QuestionView]) -> tuple[QuestionPart, ...]:
    """Return everything that is asked, one fact of one ingredient at a time."""
    return tuple(part for each in questions for part in each.parts)


def _question(each: Json) -> Question:
    return Question(
        each["fact"],
        each["question"],
        tuple(each["answers"]),
        each["who"],
        tuple(each["decides"]),
        each.get("ingredient"),
        each.get("issuer"),
    )


def _view(asked: Asked) -> QuestionView:
    parts = tuple(
        QuestionPart(each.fact, each.question, each.ingredient or "", each.issuer or "")
        for each in asked.questions
    )
    facts = tuple(dict.fromkeys(each.fact for each in parts))
    about = tuple(
        dict.fromkeys(
            ", under the terms of ".join(filter(None, (each.ingredient, each.issuer)))
            for each in parts
            if each.ingredient or each.issuer
        )
    )
    fact = VOCABULARY.find(facts[0]) if len(facts) == 1 else None
    return QuestionView(
        asked.question,
        fact.meaning if fact else "",
        asked.answers,
        asked.who,
        facts,
        about[:SHOWN],
        max(0, len(about) - SHOWN),
        parts,
        asked.decides[:SHOWN],
        max(0, len(asked.decides) - SHOWN),
    )
