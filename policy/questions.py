"""Questions: the unknown facts that can still change the verdict, what settles most first."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from policy.case import Case, Ingredient
from policy.documents import DocumentKind
from policy.facts.fact import Fact, Kind
from policy.facts.vocabulary import VOCABULARY
from policy.frozen import dataclass
from policy.values import UNKNOWN, Bounds, Several, Value
from policy.verdict import Finding, Question, Ruling, State

STRUCTURAL = {
    "teachers": "Which models does the student learn from? Write `teachers: []` if none.",
    "datasets": "Which data sets is it trained on? Write `datasets: []` if none.",
    "student.base": "Which weights does it start from? Write `base: none` for none.",
    "made_from": "What is {ingredient} made from? Write `made_from: []` if it is all your own.",
    "lineage": "What was {ingredient} made from? Name it, or attest `ingredients-complete`.",
}
"""The questions about what the plan is made of; they come first."""


BINDS_US = "terms.binds_us"
_SEVERAL_ISSUERS = (
    "Do the terms under which others made {ingredient} bind us, although we never agreed to"
    " them?"
)
_NOBODY_ASKS = frozenset({"ingredient.output_terms"})
"""What other findings come to: their questions settle it."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """One fact that is asked about one ingredient, or about the plan."""

    fact: str
    ingredient: str | None
    issuer: str | None


def questions_of(findings: Iterable[Finding], case: Case, best: Ruling) -> tuple[Question, ...]:
    """Return the questions that can still move the verdict, what settles most first."""
    by_key = {ingredient.key: ingredient for ingredient in case.ingredients}
    settled: dict[_Asked, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.state in {State.LIFTED, State.WAIVED}:
            continue
        if finding.weight.best == finding.weight.worst or finding.weight.worst <= best:
            continue
        known = [by_key[key] for key in finding.keys if key in by_key]
        about: Sequence[Ingredient | None] = known or [None]
        if finding.kind == DocumentKind.BUILT_IN:
            about = about[:1]
        for asked in dict.fromkeys(_all_asked(finding, about, case)):
            settled[asked].append(finding)
    ranked = sorted(settled.items(), key=lambda item: _rank(item[0], item[1]))
    return tuple(_question(asked, found) for asked, found in ranked)


def _all_asked(
    finding: Finding, about: Sequence[Ingredient | None], case: Case
) -> Iterator[_Asked]:
    """Yield what to ask for the sake of `finding`, of each ingredient that it is about."""
    for ingredient in about:
        for fact in finding.missing:
            given = case.given(fact, ingredient, _issuer(finding))
            if len(about) == 1 or _is_open(given.value):
                yield from _inputs(fact, finding, ingredient, case)


def _is_open(value: Value) -> bool:
    opened = isinstance(value, Bounds) or (isinstance(value, Several) and value.open)
    return value is UNKNOWN or opened


def _issuer(finding: Finding) -> str | None:
    return finding.protects or finding.issuer


def _inputs(
    name: str, finding: Finding, ingredient: Ingredient | None, case: Case
) -> Iterable[_Asked]:
    """Yield what to ask about `name`: itself, or the unknown facts that it is derived from."""
    if name in _NOBODY_ASKS:
        return
    fact = VOCABULARY.find(name)
    about = _about(name, ingredient, case)
    if fact is None:
        yield _Asked(name, about, None)
        return
    unknown = [
        path
        for path in fact.inputs
        if case.given(path, ingredient, _issuer(finding)).value is UNKNOWN
    ]
    if not unknown:
        yield _asked(fact, about, _issuer(finding))
        return
    for path in unknown:
        yield from _inputs(path, finding, ingredient, case)


INHERITED = frozenset(
    {
        "ingredient.used_as",
        "ingredient.signals",
        "ingredient.by",
        "ingredient.collected_from",
        "ingredient.collected_until",
        "ingredient.generated_for",
    }
)
"""What an ancestor takes from the ingredient of the plan through which it comes."""


def _about(name: str, ingredient: Ingredient | None, case: Case) -> str | None:
    """Return the ingredient to ask about: the one in the plan, for what is said there."""
    if ingredient is None:
        return None
    if name not in INHERITED:
        return ingredient.id
    return next((each.id for each in case.ingredients if each.key == ingredient.root), None)


def _asked(fact: Fact, about: str | None, issuer: str | None) -> _Asked:
    if fact.path.startswith("terms."):
        shared = fact.path != BINDS_US
        return _Asked(fact.path, None if shared else about, issuer)
    if fact.path.startswith("ingredient."):
        return _Asked(fact.path, about, None)
    return _Asked(fact.path, None, None)


def _rank(asked: _Asked, found: list[Finding]) -> tuple[object, ...]:
    structural = asked.fact in STRUCTURAL or asked.fact.startswith("ingredient.collected")
    fact = VOCABULARY.find(asked.fact)
    structural = structural or (fact is not None and fact.structural)
    worst = max(finding.weight.worst for finding in found)
    gravest = max(finding.weight.now for finding in found)
    return (
        not structural,
        -gravest,
        -worst,
        -len(found),
        asked.fact,
        asked.ingredient or "",
        asked.issuer or "",
    )


def _question(asked: _Asked, found: list[Finding]) -> Question:
    decides = tuple(dict.fromkeys(finding.clause for finding in found))
    fact = VOCABULARY.find(asked.fact)
    words = worded(asked.fact, asked.ingredient, asked.issuer)
    if fact is None:
        return Question(asked.fact, words, (), "engineer", decides, asked.ingredient)
    return Question(
        asked.fact,
        words,
        answers_of(fact),
        fact.who.value,
        decides,
        asked.ingredient,
        asked.issuer,
    )


def worded(name: str, about: str | None, issuer: str | None) -> str:
    """Return the question about a fact, or about what a plan is made of, in plain words."""
    fact = VOCABULARY.find(name)
    if fact is None:
        words = STRUCTURAL.get(name, f"What is `{name}`?")
        return words.format(ingredient=about or "it")
    if name == BINDS_US and issuer is None:
        return _SEVERAL_ISSUERS.format(ingredient=about or "this ingredient")
    return fact.question.format(
        ingredient=about or "this ingredient", issuer=issuer or "the issuer"
    )


def answers_of(fact: Fact) -> tuple[str, ...]:
    """Return the words that answer a question about `fact`; none where any value may."""
    if fact.kind is Kind.BOOLEAN:
        return ("yes", "no")
    return fact.values
