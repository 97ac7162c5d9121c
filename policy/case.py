"""The case: the frozen facts of one check, each with its origin, and all ingredients.

Casework (`registry.casework`) makes it from a plan, the catalog and a day;
judging is a pure function of pack and case.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from datetime import date
from enum import StrEnum
from functools import lru_cache

from policy.diagnostics import Span
from policy.documents import Document, Reach
from policy.frozen import dataclass
from policy.testing import glob
from policy.truth import TRUE, Truth
from policy.values import NOT_GIVEN, Given, Value


class Edge(StrEnum):
    """How one thing was made from another."""

    __hash__ = str.__hash__

    WEIGHTS = "weights"
    OUTPUTS = "outputs"
    DATA = "data"


class Role(StrEnum):
    """What an ingredient is to the student, or to what it was made into."""

    __hash__ = str.__hash__

    TEACHER = "teacher"
    BASE = "base"
    DATASET = "dataset"
    PROMPTS = "prompts"


@dataclass(frozen=True, slots=True)
class Step:
    """One edge on the way from the student."""

    edge: Edge
    to: str


Path = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """One document that governs an ingredient, as the catalog or its record says."""

    document: str
    accepted: Truth = TRUE
    """Whether we agreed to it; what is unknown is asked for through `accepted_by`."""
    accepted_by: tuple[str, ...] = ()
    certainty: Truth = TRUE
    """Whether it governs at all: unknown where the channel is."""
    missing: tuple[str, ...] = ()
    start: date | None = None
    """First day of the window in which the outputs were collected or the weights obtained."""
    end: date | None = None
    not_before: date | None = None
    """The first day on which the document governed this channel at all."""
    not_after: date | None = None
    """The last such day."""
    revision: str | None = None
    hop: str | None = None


@dataclass(frozen=True, slots=True)
class Ingredient:
    """One thing that the student is made from, seen through one ingredient of the plan."""

    key: str
    id: str
    role: Role
    root: str
    """The key of the ingredient of the plan through which it comes."""
    paths: tuple[Path, ...]
    facts: Mapping[str, Given]
    terms: Mapping[str, Mapping[str, Given]] = field(default_factory=dict)
    """The `terms.*` facts by issuer."""
    links: tuple[Link, ...] = ()
    unknown: str | None = None
    """Set where this stands for all that could be there: what nobody named."""
    noted: bool = False
    """What is unknown about it is attested, so that it is worth a note and no review."""
    contradicted: str | None = None
    """Why its declared license cannot be the whole truth."""
    span: Span | None = field(default=None, compare=False)

    @property
    def depth(self) -> int:
        """Steps between the student and this ingredient, less one."""
        return min(len(path) for path in self.paths) - 1

    def given(self, fact: str, issuer: str | None = None) -> Given:
        """Return an `ingredient.*` or `terms.*` fact of this ingredient."""
        if fact.startswith("terms."):
            return self.terms.get(issuer or "", {}).get(fact, NOT_GIVEN)
        return self.facts.get(fact, NOT_GIVEN)

    def value(self, fact: str) -> Value:
        """Return the value of an `ingredient.*` fact."""
        return self.facts.get(fact, NOT_GIVEN).value

    def told(self, fact: str, given: Given) -> "Ingredient":
        """Return this ingredient with one more fact known of it."""
        return Ingredient(
            self.key,
            self.id,
            self.role,
            self.root,
            self.paths,
            {**self.facts, fact: given},
            self.terms,
            self.links,
            self.unknown,
            self.noted,
            self.contradicted,
            self.span,
        )


@dataclass(frozen=True, slots=True)
class Meant:
    """What one clause meant on a day, in the digits of `policy.clausemeaning`."""

    clause: str
    """As the waiver names it."""
    digests: tuple[str, ...]
    """Of each version that had begun by then."""


@dataclass(frozen=True, slots=True)
class Waiver:
    """A dated, reasoned exception to named findings, with an end."""

    id: str
    clauses: tuple[str, ...]
    reason: str
    by: str
    role: str
    on: date
    until: date
    plans: tuple[str, ...] = ("*",)
    span: Span | None = field(default=None, compare=False)
    findings: tuple[str, ...] = ()
    """The fingerprints of the findings that it is for; none: all of its clauses."""
    meant: tuple[Meant, ...] = ()
    """What its clauses meant when it was granted; none: whatever they mean."""

    def covers_meaning(self, clause: str, meaning: str) -> bool:
        """Return whether `clause`, as the waiver names it, meant this when it was granted."""
        known = {each.clause: each.digests for each in self.meant}
        return clause not in known or meaning in known[clause]


@dataclass(frozen=True, slots=True)
class Settlement:
    """A determination that settles a caution or serves as a basis: what, where, until when."""

    id: str
    clause: str | None
    """The caution that it settles (`document#clause`); nothing where it is a basis."""
    ingredients: tuple[str, ...]
    by: str
    reason: str
    until: date
    things: tuple[str, ...] = ()
    """What it is a basis for."""

    def names(self, ingredient: str) -> bool:
        """Return whether it is about the ingredient with this id."""
        name = ingredient.casefold()
        return any(glob(pattern.casefold())(name) for pattern in self.ingredients)


@dataclass(frozen=True, slots=True)
class Case:
    """Everything that a verdict may rest on, besides the pack."""

    plan: str
    title: str
    digest: str
    """SHA-256 of the canonical plan after includes."""
    as_of: date
    facts: Mapping[str, Given]
    ingredients: tuple[Ingredient, ...]
    agreements: tuple[Document, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    settlements: tuple[Settlement, ...] = ()
    adoption: bool = False
    """Nothing is trained: the question is whether a model of others may be used."""
    span: Span = field(default=Span("plan", 1, 1), compare=False)
    sha256: str = field(default="", compare=False)
    """The digest of the case itself (`policy.digesting`), once it is made."""

    def given(
        self, fact: str, ingredient: Ingredient | None = None, issuer: str | None = None
    ) -> Given:
        """Return any fact of the case, as seen from `ingredient` under `issuer`."""
        if fact.startswith(("ingredient.", "terms.")):
            return ingredient.given(fact, issuer) if ingredient else NOT_GIVEN
        return self.facts.get(fact, NOT_GIVEN)

    def assumed(self) -> Iterator[tuple[str, Given]]:
        """Yield every fact that rests on a presumption, an attestation or a determination."""
        yield from self.facts.items()
        for ingredient in self.ingredients:
            yield from ingredient.facts.items()
            for terms in ingredient.terms.values():
                yield from terms.items()


def in_order(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Return `paths`, each once, the shortest first."""
    unique = tuple(dict.fromkeys(paths))
    if len(unique) < 2:  # noqa: PLR2004 one is in order
        return unique
    return tuple(sorted(unique, key=lambda path: (len(path), [(s.edge, s.to) for s in path])))


def covers(reach: Reach, path: Path) -> bool:
    """Return whether a clause of `reach` covers what lies at the end of `path`.

    The five reaches are those of the design, section 5.
    """
    return reach in _covering(tuple([step.edge for step in path]))


def reaches_of(paths: Iterable[Path]) -> frozenset[Reach]:
    """Return the reaches that cover some of `paths`."""
    found = [_covering(tuple([step.edge for step in path])) for path in paths]
    return found[0] if len(found) == 1 else _NOWHERE.union(*found)


_NOWHERE: frozenset[Reach] = frozenset()


@lru_cache(maxsize=1024)
def _covering(edges: tuple[Edge, ...]) -> frozenset[Reach]:
    """Return the reaches that cover a path of these `edges`."""
    return frozenset(reach for reach in Reach if _covers(reach, edges))


def _covers(reach: Reach, edges: tuple[Edge, ...]) -> bool:
    match reach:
        case Reach.ALL:
            return True
        case Reach.DIRECT:
            return len(edges) == 1
        case Reach.WEIGHTS:
            return all(edge is Edge.WEIGHTS for edge in edges)
        case Reach.USE:
            return all(edge is Edge.WEIGHTS for edge in edges[1:])
        case Reach.OUTPUTS:
            return _outputs_reach(edges)


def _outputs_reach(edges: tuple[Edge, ...]) -> bool:
    """Weights and data edges, at most one outputs edge, then weights edges."""
    if Edge.OUTPUTS not in edges:
        return True
    after = edges[edges.index(Edge.OUTPUTS) + 1 :]
    return all(edge is Edge.WEIGHTS for edge in after)
