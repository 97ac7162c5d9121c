"""Why nothing passes: the clauses that cannot be met together, and what holds them there."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from policy.compiling import Pack
from policy.conditions import Operator, Test, tests_of
from policy.documents import DocumentKind
from policy.explaining_words import first_sentence, listed, value_words
from policy.suggesting.choosing import CHOICES, Choosing, Stage
from policy.suggesting.options import clauses_of
from policy.suggesting.searching import Stuck
from policy.values import UNKNOWN
from policy.verdict import Because, Finding

_CONFLICT = "duties-conflict"
_MOST = 12


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One clause that no change removes."""

    clause: str
    statement: str
    why: tuple[str, ...]


def obstacles(stuck: Iterable[Stuck], choosing: Choosing, pack: Pack) -> tuple[Obstacle, ...]:
    """Return the clauses at which every way ended, each once, those first that stand alone."""
    ordered = sorted(stuck, key=lambda each: len(each.changes))
    found: dict[str, Obstacle] = {}
    for each in ordered:
        finding = each.finding
        if finding.clause not in found:
            words = first_sentence(finding.statement)[0]
            why = tuple(dict.fromkeys(_why(finding, choosing, pack))) or _rests(finding)
            found[finding.clause] = Obstacle(finding.clause, words, why)
    return tuple(found.values())[:_MOST]


def _why(finding: Finding, choosing: Choosing, pack: Pack) -> Iterator[str]:
    if _CONFLICT in finding.clause:
        yield f"{listed(clauses_of(finding))} exclude each other"
        yield from _excluding(finding, pack)
    known = [each for each in finding.because if each.given.value is not UNKNOWN]
    for because in known:
        yield from _fixed(because, finding, choosing)
    match finding.kind:
        case DocumentKind.LAW.value:
            yield "no agreement with anybody sets a law aside"
        case DocumentKind.HOUSE.value:
            yield "house policy names nobody who may waive it"
        case _:
            pass


def _rests(finding: Finding) -> tuple[str, ...]:
    """Return what a finding rests on, where nothing else is to be said."""
    known = [each for each in finding.because if each.given.value is not UNKNOWN]
    facts = [f"`{each.fact}` ({value_words(each.given.value)})" for each in known]
    if facts:
        return (f"it rests on {listed(facts)}, and no choice that is left changes that",)
    about = finding.ingredient or "the plan"
    return (f"it binds whoever takes {about}, whatever else the plan says",)


def _fixed(because: Because, finding: Finding, choosing: Choosing) -> Iterator[str]:
    """Yield why a fact that decides cannot be otherwise."""
    fact, value = because.fact, value_words(because.given.value)
    if fact.startswith("organization."):
        yield f"`{fact}` is {value}, which the organization cannot choose"
    elif fact in CHOICES and choosing.stage >= CHOICES[fact].before:
        past = "released" if choosing.stage is Stage.RELEASED else "trained"
        yield f"`{fact}` is {value}, and the student is {past} already"
    elif fact in CHOICES and fact.startswith("ingredient."):
        about = finding.ingredient or "it"
        yield f"`{fact}` is {value}, and {about} was collected already"


def _excluding(finding: Finding, pack: Pack) -> Iterator[str]:
    """Yield why two duties exclude each other, in the words of what they ask."""
    tests: dict[str, list[Test]] = {}
    for ref in clauses_of(finding):
        compiled = pack.compiled(ref.partition("@")[0])
        versions = compiled.versions if compiled else ()
        for clause in (each for version in versions for each in version.clauses):
            if clause.ref == ref and clause.clause.check is not None:
                for test in tests_of(clause.clause.check):
                    tests.setdefault(test.fact, []).append(test)
    for fact, asked in tests.items():
        if len(asked) > 1:
            yield _together(fact, asked)


def _together(fact: str, asked: list[Test]) -> str:
    if all(test.operator is Operator.STARTS_WITH for test in asked):
        words = [listed([f"`{each}`" for each in test.operands], "or") for test in asked]
        what = "a name" if fact == "student.name" else f"`{fact}`"
        return f"{what} cannot begin with {' and with '.join(dict.fromkeys(words))}"
    return f"no value of `{fact}` does what both ask"
