"""Typed documents from YAML nodes, spans kept."""

from collections.abc import Iterable, Iterator, Mapping

from policy.clauseparsing import ClauseParser
from policy.conditionparsing import ConditionParser, Scope
from policy.conditions import Condition, joined
from policy.diagnostics import Code, Span
from policy.documents import Document, DocumentKind, Effect, Version
from policy.frozen import dataclass
from policy.places import Territory
from policy.reading import Notebook, Reader
from policy.versionparsing import parse_versions
from policy.yamltext import Node, Text

DOCUMENT_KEYS = """
    document kind title issuer jurisdiction nexus license_tags spdx binds amendable
    protects passes_on claims_outputs notes versions
""".split()
AGREEMENT_KEYS = """
    document kind title issuer parties models effective until replaces pins lifts
    authority notes last_seen url clauses
""".split()
KINDS = tuple(kind for kind in DocumentKind if kind is not DocumentKind.BUILT_IN)
"""The kinds of documents that people write."""
BINDS = ("account-holder", "end-users", "downstream-by-contract")
NAMELESS = frozenset({DocumentKind.LAW, DocumentKind.HOUSE})
"""Kinds without an issuer."""
RESERVED = "distillgate"
_BINDING = frozenset({Effect.FORBIDS, Effect.REQUIRES, Effect.CAUTIONS})


@dataclass(frozen=True, slots=True)
class PackScope:
    """What all documents of a pack share."""

    territories: Mapping[str, Territory]
    definitions: Mapping[str, Condition]


def parse_document(node: Node, notebook: Notebook, scope: PackScope) -> Document:
    """Return the document in `node`; what is wrong with it is in `notebook`."""
    reader = Reader(node, notebook, "a document")
    reader.needs("document")
    reader.needs("kind")
    kind = _kind(reader)
    parser = _DocumentParser(reader, notebook, scope, kind)
    if kind is DocumentKind.AGREEMENT:
        reader.only(AGREEMENT_KEYS)
        return parser.agreement()
    reader.only(DOCUMENT_KEYS)
    return parser.document()


def _kind(reader: Reader) -> DocumentKind:
    node = reader.node("kind")
    word = node.text if isinstance(node, Text) else ""
    if word in KINDS:
        return DocumentKind(word)
    if node is not None:
        reader.wrong_word(node, KINDS)
    return DocumentKind.STATEMENT


class _DocumentParser:
    """Reads one document; holds what its versions share."""

    def __init__(
        self, reader: Reader, notebook: Notebook, scope: PackScope, kind: DocumentKind
    ) -> None:
        self._reader = reader
        self._notebook = notebook
        self._scope = Scope(scope.territories, scope.definitions)
        self._conditions = ConditionParser(self._scope, notebook)
        self._kind = kind

    def document(self) -> Document:
        """Return the document with all its versions."""
        reader = self._reader
        if self._kind not in NAMELESS:
            reader.needs("issuer")
        if self._kind is DocumentKind.LAW:
            reader.needs("jurisdiction")
        self._remarks()
        written = reader.written("nexus")
        nexus = self._conditions.parse(written) if written else None
        versions = parse_versions(reader, self._notebook, self._scope)
        self._ties(versions, nexus)
        name = self._name()
        return Document(
            id=name,
            kind=self._kind,
            title=reader.text("title") or name,
            versions=versions,
            issuer=reader.text("issuer"),
            jurisdiction=reader.text("jurisdiction"),
            nexus=nexus,
            license_tags=reader.texts("license_tags"),
            spdx=reader.text("spdx"),
            protects=reader.text("protects"),
            passes_on=reader.texts("passes_on"),
            span=reader.span,
            places=reader.places("passes_on"),
        )

    def agreement(self) -> Document:
        """Return an agreement: one version, dated by the contract itself."""
        reader = self._reader
        for name in ("issuer", "parties", "effective"):
            reader.needs(name)
        self._remarks()
        effective, until = reader.day("effective"), reader.day("until")
        reader.in_order(effective, until, "until")
        clauses = ClauseParser(self._conditions, self._notebook)
        version = Version(
            label=effective.isoformat() if effective else "undated",
            clauses=clauses.clauses(reader.items("clauses")),
            effective=effective,
            until=until,
            last_seen=reader.day("last_seen"),
            url=reader.text("url"),
            closed=True,
        )
        name = self._name()
        return Document(
            id=name,
            kind=self._kind,
            title=reader.text("title") or name,
            versions=(version,),
            issuer=reader.text("issuer"),
            parties=reader.texts("parties"),
            models=reader.texts("models"),
            replaces=reader.texts("replaces"),
            pins=self._pins(),
            lifts=reader.texts("lifts"),
            authority=reader.text("authority"),
            span=reader.span,
            places=(*reader.places("replaces", "lifts"), *self._pinned()),
        )

    def _name(self) -> str:
        name = self._reader.name("document")
        if name == RESERVED:
            message = f"`{name}` is the name of the built-in document"
            span = self._reader.value_span("document")
            self._notebook.error(Code.WRONG_VALUE, message, span)
        return name

    def _remarks(self) -> None:
        """Check what is kept for readers only, so that it is not written in vain."""
        self._reader.text("notes")
        self._reader.flag("amendable")
        binds = self._reader.node("binds")
        if binds is not None and self._reader.text("binds") not in BINDS:
            self._reader.wrong_word(binds, BINDS)

    def _pinned(self) -> Iterator[tuple[str, Span]]:
        """Yield the documents and labels under `pins`, each with its place."""
        for key, node in self._reader.pairs("pins"):
            yield key.text, key.span
            if isinstance(node, Text):
                yield node.text, node.span

    def _pins(self) -> tuple[tuple[str, str], ...]:
        found = []
        for key, node in self._reader.pairs("pins"):
            if isinstance(node, Text) and not node.is_null:
                found.append((key.text, node.text))
            else:
                self._reader.wrong_type(node, "the label of a version")
        return tuple(found)

    def _ties(self, versions: Iterable[Version], nexus: Condition | None) -> None:
        """Report clauses of laws that bind and have no tie to a place or a person."""
        if self._kind is not DocumentKind.LAW:
            return
        for version in versions:
            for clause in version.clauses:
                if clause.effect in _BINDING and joined(nexus, clause.when) == joined():
                    message = f"the clause `{clause.id}` has no tie to its jurisdiction"
                    hint = "give the document a `nexus`, or the clause a `when`"
                    place = clause.span or self._reader.span
                    self._notebook.error(Code.NO_NEXUS, message, place, hint)
