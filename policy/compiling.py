"""Documents made executable: evaluators for every clause, and an index over standing ones."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from policy.canonical import canonical_json, sha256
from policy.conditions import (
    Condition,
    Evaluator,
    Tester,
    compile_condition,
    facts_read,
    joined,
)
from policy.documents import Clause, Document, DocumentKind, Reach, Version, default_reach
from policy.house import House
from policy.indexing import ClauseIndex
from policy.places import Territory
from policy.testing import tester_for

_PER_INGREDIENT = ("ingredient.", "terms.")


@dataclass(frozen=True, slots=True)
class CompiledClause:
    """One clause with its evaluators."""

    document: Document
    version: Version
    clause: Clause
    reach: Reach
    condition: Condition
    """Nexus and `when` joined."""
    holds: Evaluator
    reads: tuple[str, ...]
    exceptions: tuple[Evaluator, ...]
    check: Evaluator | None
    start: date | None
    """The first day on which both version and clause hold."""
    end: date | None
    """The first day on which one of them no longer holds."""
    per_ingredient: bool
    """It reads facts of an ingredient, so it is held against each one in reach."""
    about_ingredient: bool
    """It reads them itself; a nexus alone does not make it about an ingredient."""
    ref: str
    """The full name: `document@version#clause`."""
    name: str
    """The name without the version: `document#clause`."""


@dataclass(frozen=True, slots=True)
class CompiledVersion:
    """One version with its clauses."""

    version: Version
    clauses: tuple[CompiledClause, ...]


@dataclass(frozen=True, slots=True)
class CompiledDocument:
    """One document, ready to be held against a case."""

    document: Document
    versions: tuple[CompiledVersion, ...]


class Compiler:
    """Compiles documents against the territories of one pack."""

    def __init__(self, territories: Mapping[str, Territory]) -> None:
        self.tester: Tester = tester_for(territories)

    def document(self, document: Document) -> CompiledDocument:
        """Return `document` with evaluators for all its clauses."""
        versions = tuple(
            CompiledVersion(
                version,
                tuple(self._clause(document, version, each) for each in version.clauses),
            )
            for version in document.versions
        )
        return CompiledDocument(document, versions)

    def _clause(self, document: Document, version: Version, clause: Clause) -> CompiledClause:
        condition = joined(document.nexus, clause.when)
        own = facts_read(clause.when)
        for each in clause.exceptions:
            own |= facts_read(each.when)
        own |= facts_read(clause.check) if clause.check else frozenset()
        read = own | facts_read(condition)
        return CompiledClause(
            document=document,
            version=version,
            clause=clause,
            reach=clause.reach or default_reach(document.kind, clause.effect, clause.topic),
            condition=condition,
            holds=compile_condition(condition, self.tester),
            reads=tuple(sorted(read)),
            exceptions=tuple(
                compile_condition(each.when, self.tester) for each in clause.exceptions
            ),
            check=compile_condition(clause.check, self.tester) if clause.check else None,
            start=max(filter(None, (version.effective, clause.start)), default=None),
            end=min(filter(None, (version.until, clause.end)), default=None),
            per_ingredient=any(fact.startswith(_PER_INGREDIENT) for fact in read),
            about_ingredient=any(fact.startswith(_PER_INGREDIENT) for fact in own),
            ref=document.clause_ref(version, clause),
            name=f"{document.id}#{clause.id}",
        )


@dataclass(frozen=True)
class Pack:
    """Documents, territories and house settings, checked and ready to judge."""

    documents: Mapping[str, Document]
    territories: Mapping[str, Territory]
    house: House = field(default_factory=House)
    digests: Mapping[str, str] = field(default_factory=dict)
    """SHA-256 of each document's canonical content, by id."""
    license_tags: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Documents by the hub tags that name them, in lower case."""
    standing_ids: tuple[str, ...] = ()
    """The documents that are found by what a plan touches: laws and house policy."""

    @cached_property
    def compiler(self) -> Compiler:
        """The compiler for the territories of this pack."""
        return Compiler(self.territories)

    @cached_property
    def _compiled(self) -> dict[str, CompiledDocument]:
        return {}

    def compiled(self, name: str) -> CompiledDocument | None:
        """Return the document `name` ready to judge, or nothing where it is unknown."""
        done = self._compiled.get(name)
        if done is None and name in self.documents:
            done = self._compiled[name] = self.compiler.document(self.documents[name])
        return done

    def replacing(self, document: Document) -> "Pack":
        """Return the pack with `document` in the place of the one with its id.

        What is compiled of the others is shared; digests are those of the old one.
        """
        made = replace(self, documents={**self.documents, document.id: document})
        others = {name: each for name, each in self._compiled.items() if name != document.id}
        vars(made).update(compiler=self.compiler, _compiled=others)
        return made

    def standing_on(self, names: Collection[str]) -> "Pack":
        """Return the pack with no other laws and house policy than those called `names`.

        What is compiled is shared.
        """
        standing = tuple(name for name in self.standing_ids if name in names)
        made = replace(self, standing_ids=standing)
        vars(made).update(compiler=self.compiler, _compiled=self._compiled)
        return made

    @cached_property
    def digest(self) -> str:
        """The digest of all documents, whatever their order."""
        return sha256(canonical_json(dict(self.digests)))

    @cached_property
    def standing(self) -> ClauseIndex:
        """The clauses of laws and house policy, indexed by what they can be about."""
        return ClauseIndex(tuple(self._standing_clauses()), self.territories)

    def _standing_clauses(self) -> Iterator[CompiledClause]:
        for name in self.standing_ids:
            compiled = self.compiled(name)
            for version in compiled.versions if compiled else ():
                yield from version.clauses


STANDING = frozenset({DocumentKind.LAW, DocumentKind.HOUSE})


def make_pack(
    documents: Mapping[str, Document],
    territories: Mapping[str, Territory],
    house: House,
    digests: Mapping[str, str],
) -> Pack:
    """Return the pack of `documents`, in canonical order."""
    tags: dict[str, list[str]] = {}
    ordered = dict(sorted(documents.items()))
    for document in ordered.values():
        for tag in document.license_tags:
            tags.setdefault(tag.casefold(), []).append(document.id)
    return Pack(
        documents=ordered,
        territories=dict(sorted(territories.items())),
        house=house,
        digests=dict(sorted(digests.items())),
        license_tags={tag: tuple(tags[tag]) for tag in sorted(tags)},
        standing_ids=tuple(name for name, each in ordered.items() if each.kind in STANDING),
    )
