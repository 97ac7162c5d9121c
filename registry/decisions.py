"""Plans as they were submitted, and the decisions about them; values, and no rows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from policy.case import Case
from policy.verdict import Ruling, Verdict
from registry.onfile import named_by

RULINGS = {ruling.word: ruling for ruling in Ruling}


class RestKind(StrEnum):
    """What a decision may rest on."""

    FILING = "filing"
    """A waiver or a determination on file."""
    INGREDIENT = "ingredient"
    DOCUMENT = "document"
    CLAUSE = "clause"


@dataclass(frozen=True, slots=True)
class Rest:
    """One thing that a decision rests on."""

    kind: RestKind
    name: str


@dataclass(frozen=True, slots=True)
class PlanVersion:
    """One state of a plan, as it was submitted."""

    plan: str
    number: int
    title: str
    digest: str
    """Of what the plan says, however it is written."""
    source: str
    """The digest of its text, with the files that it names."""
    owner: str
    """Who submitted the plan first."""
    submitter: str
    made_at: str
    id: int = 0


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict with everything that it was made from, ready to be recorded."""

    case: str
    """The case, as `policy.casejson` writes it."""
    packs: str
    """The digest of the list of packs."""
    verdict: str
    """The verdict, as canonical JSON."""
    ruling: Ruling
    best: Ruling
    worst: Ruling
    as_of: date
    binding: bool
    documents: str
    engine: str
    rests: tuple[Rest, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """One verdict as it was recorded."""

    number: int
    version: PlanVersion
    ruling: Ruling
    best: Ruling
    worst: Ruling
    as_of: date
    binding: bool
    """False for a day that was not the day on which it was judged: it explains only."""
    case: str
    packs: str
    verdict: str
    """The digests of what it was made from, and of what it says."""
    documents: str
    engine: str
    actor: str
    made_at: str


def rests_of(case: Case, verdict: Verdict) -> tuple[Rest, ...]:
    """Return everything that a verdict rests on: ingredients, texts, clauses, what is on file.

    An agreement on file is a text.
    """
    found: set[Rest] = set()
    for ingredient in case.ingredients:
        if ingredient.unknown is None:
            found.add(Rest(RestKind.INGREDIENT, ingredient.id))
    for each in verdict.ingredients:
        found |= {Rest(RestKind.DOCUMENT, name) for name in each.documents}
    clauses = [finding.clause for finding in verdict.findings]
    clauses += [clause for basis in verdict.bases for clause in basis.clauses]
    clauses += [each.clause for each in verdict.obligations]
    clauses += [finding.lifted_by for finding in verdict.findings if finding.lifted_by]
    for clause in clauses:
        found.add(Rest(RestKind.CLAUSE, clause))
        found.add(Rest(RestKind.DOCUMENT, clause.partition("#")[0]))
    found |= {Rest(RestKind.FILING, name) for name in _on_file(case, verdict)}
    return in_order(found)


def _on_file(case: Case, verdict: Verdict) -> Iterator[str]:
    """Yield what waives something in the verdict, and what legal has answered in the case."""
    yield from (each.waived_by for each in verdict.findings if each.waived_by)
    yield from (each.id for each in case.settlements)
    for _, given in case.assumed():
        name = named_by(given)
        if name is not None:
            yield name


def in_order(rests: Iterable[Rest]) -> tuple[Rest, ...]:
    """Return `rests` by kind and name."""
    return tuple(sorted(rests, key=lambda each: (each.kind, each.name.casefold(), each.name)))
