"""Questions as people read them: each fact once, and once all that one signature answers."""

from collections.abc import Iterable, Sequence

from policy.explaining_keys import Part, answer_words, plan_key, signature_key
from policy.explaining_words import listed, squeezed
from policy.facts.attestations import SIGNATURES
from policy.facts.fact import Attestation
from policy.facts.vocabulary import VOCABULARY
from policy.frozen import dataclass
from policy.questions import BINDS_US, worded
from policy.verdict import Question

REQUESTER = "requester"
_SIGNED = "yes, or what is otherwise"


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, with the place for its answer."""

    who: str
    question: str
    answers: str
    key: tuple[Part, ...]
    decides: tuple[str, ...]
    questions: tuple[Question, ...]
    """What it asks, fact by fact and ingredient by ingredient."""


def asked_of(questions: Sequence[Question]) -> tuple[Asked, ...]:
    """Return `questions` as they are put to a person, in their order.

    Where several wait for facts that one attestation covers, that is the
    question; a fact that is asked of several ingredients is asked once.
    """
    signed = _signatures(questions)
    groups: dict[tuple[object, ...], list[Question]] = {}
    for each in questions:
        name = signed.get(each.fact)
        groups.setdefault((name,) if name else _alone(each), []).append(each)
    return tuple(_asked(group, signed.get(group[0].fact)) for group in groups.values())


def _alone(question: Question) -> tuple[object, ...]:
    """Return what a question is asked for once; whether a text binds us, for each source."""
    about = question.ingredient if question.fact == BINDS_US else None
    return (question.fact, question.issuer, about)


def _signatures(questions: Iterable[Question]) -> dict[str, Attestation]:
    """Return the attestation by fact, where at least two of its facts are asked for."""
    covered: dict[Attestation, dict[str, None]] = {}
    for each in questions:
        fact = VOCABULARY.find(each.fact)
        if fact is not None and fact.attestation is not None:
            covered.setdefault(fact.attestation, {})[each.fact] = None
    return {fact: name for name, facts in covered.items() if len(facts) > 1 for fact in facts}


def _asked(group: Sequence[Question], name: Attestation | None) -> Asked:
    first = group[0]
    decides = tuple(dict.fromkeys(clause for each in group for clause in each.decides))
    if name is not None:
        facts = tuple(dict.fromkeys(each.fact for each in group))
        words = squeezed(SIGNATURES[name])
        return Asked(
            REQUESTER, words, _SIGNED, signature_key(name, facts), decides, tuple(group)
        )
    about = tuple(dict.fromkeys(each.ingredient for each in group if each.ingredient))
    words = first.question
    if len(about) > 1:
        words = worded(first.fact, listed(about), first.issuer)
    return Asked(
        first.who,
        squeezed(words),
        answer_words(first.fact, first.answers),
        plan_key(first.fact, about, first.issuer),
        decides,
        tuple(group),
    )
