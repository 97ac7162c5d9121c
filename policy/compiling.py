"""Documents made executable: evaluators for every clause, and an index over standing ones."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from policy.bundles import Bundle, bundled, values_of
from policy.bundles import CompiledClause as CompiledClause  # noqa: PLC0414 a name of this module
from policy.canonical import canonical_json, sha256
from policy.conditions import Tester, compile_condition, facts_read, joined
from policy.documents import (
    Act,
    Clause,
    Document,
    DocumentKind,
    Effect,
    Reach,
    Version,
    default_reach,
)
from policy.frozen import dataclass
from policy.house import House
from policy.indexing import ClauseIndex
from policy.places import Territory
from policy.remembering import Memo
from policy.testing import tester_for

if TYPE_CHECKING:
    from policy.selecting import Selected

_PER_INGREDIENT = ("ingredient.", "terms.")
_BINDING = frozenset({Effect.FORBIDS, Effect.REQUIRES, Effect.CAUTIONS})


@dataclass(frozen=True, slots=True)
class CompiledVersion:
    """One version with its clauses."""

    version: Version
    clauses: tuple[CompiledClause, ...]
    place: int
    """Which of the versions of its document it is."""


@dataclass(frozen=True, slots=True)
class CompiledDocument:
    """One document, ready to be held against a case."""

    document: Document
    versions: tuple[CompiledVersion, ...]
    is_read: bool
    by_model: bool
    """Its versions live side by side, each for models of its own."""
    selections: "Memo[object, Selected]" = field(
        default_factory=Memo, compare=False, repr=False
    )
    """The versions that governed, by all that tells them."""
    bundles: Memo[object, Bundle] = field(default_factory=Memo, compare=False, repr=False)
    """Those that were held, by their versions and their reaches."""

    def bundle(self, versions: Sequence[CompiledVersion], reaches: frozenset[Reach]) -> Bundle:
        """Return the clauses of those of its `versions` that one of `reaches` covers."""
        key = (tuple([each.place for each in versions]), reaches)
        known = self.bundles.get(key)
        if known is not None:
            return known
        return self.bundles.keep(
            key,
            bundled(
                [
                    (each.version.label, [one for one in each.clauses if one.reach in reaches])
                    for each in versions
                ]
            ),
        )


class Compiler:
    """Compiles documents against the territories of one pack."""

    def __init__(self, territories: Mapping[str, Territory]) -> None:
        self.tester: Tester = tester_for(territories)

    def document(self, document: Document) -> CompiledDocument:
        """Return `document` with evaluators for all its clauses."""
        tied = facts_read(document.nexus) if document.nexus else frozenset[str]()
        versions = tuple(
            CompiledVersion(
                version,
                tuple(self._clause(document, version, each, tied) for each in version.clauses),
                place,
            )
            for place, version in enumerate(document.versions)
        )
        by_model = any(version.governs for version in document.versions)
        return CompiledDocument(document, versions, document.is_read, by_model)

    def _clause(
        self, document: Document, version: Version, clause: Clause, tied: frozenset[str]
    ) -> CompiledClause:
        """Return `clause` with its evaluators; its document's nexus reads the facts `tied`."""
        condition = joined(document.nexus, clause.when)
        own = facts_read(clause.when)
        for each in clause.exceptions:
            own |= facts_read(each.when)
        held = own | tied
        checked = facts_read(clause.check) if clause.check else frozenset()
        own |= checked
        read = own | held
        protects = clause.protects or document.protects
        per_ingredient = any(fact.startswith(_PER_INGREDIENT) for fact in read)
        by_law = clause.effect is Effect.PERMITS and document.kind is DocumentKind.LAW
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
            check_reads=checked,
            tester=self.tester,
            start=max(filter(None, (version.effective, clause.start)), default=None),
            end=min(filter(None, (version.until, clause.end)), default=None),
            per_ingredient=per_ingredient,
            about_ingredient=any(fact.startswith(_PER_INGREDIENT) for fact in own),
            kind=document.kind.value,
            once=not per_ingredient or clause.per_plan,
            binds=clause.effect in _BINDING,
            informs=clause.effect is Effect.NOTES or by_law,
            due=clause.due or clause.act or Act.RELEASE,
            ref=document.clause_ref(version, clause),
            name=f"{document.id}#{clause.id}",
            whose=document.issuer if protects in {None, "issuer"} else protects,
            of_maker=protects == "maker",
            hangs_on=tuple(sorted(held)),
            values=values_of(sorted(held)),
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
