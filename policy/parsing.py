"""Typed documents from YAML nodes: `like`, `partial` and unread texts resolved, spans kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from policy.clauseparsing import ClauseParser
from policy.conditionparsing import ConditionParser, Scope
from policy.conditions import Condition, joined
from policy.diagnostics import Code, nearest
from policy.documents import (
    TOPICS,
    Clause,
    Confidence,
    Document,
    DocumentKind,
    Effect,
    Governs,
    Silence,
    Version,
)
from policy.places import Territory, is_place
from policy.reading import Notebook, Reader
from policy.yamltext import Node, Text

DOCUMENT_KEYS = """
    document kind title issuer jurisdiction nexus license_tags spdx binds amendable
    protects passes_on claims_outputs notes versions
""".split()
AGREEMENT_KEYS = """
    document kind title issuer parties models effective until replaces pins lifts
    authority notes last_seen url clauses
""".split()
VERSION_KEYS = """
    version effective until seen_from last_seen url like without partial text governs
    retroactive claims_outputs notes define silent unread clauses
""".split()
_NAMELESS = frozenset({DocumentKind.LAW, DocumentKind.HOUSE, DocumentKind.BUILT_IN})


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
    kind = reader.member("kind", DocumentKind) or DocumentKind.STATEMENT
    parser = _DocumentParser(reader, notebook, scope, kind)
    if kind is DocumentKind.AGREEMENT:
        reader.only(AGREEMENT_KEYS)
        return parser.agreement()
    reader.only(DOCUMENT_KEYS)
    return parser.document()


class _DocumentParser:
    """Reads one document; holds what its versions share."""

    def __init__(
        self, reader: Reader, notebook: Notebook, scope: PackScope, kind: DocumentKind
    ) -> None:
        self._reader = reader
        self._notebook = notebook
        self._scope = scope
        self._kind = kind

    def document(self) -> Document:
        """Return the document with all its versions."""
        reader = self._reader
        if self._kind not in _NAMELESS:
            reader.needs("issuer")
        if self._kind is DocumentKind.LAW:
            reader.needs("jurisdiction")
        conditions = ConditionParser(self._conditions(), self._notebook)
        nexus = conditions.parse(reader.node("nexus")) if reader.node("nexus") else None
        versions = self._versions()
        self._ties(versions, nexus)
        return Document(
            id=reader.text("document") or "",
            kind=self._kind,
            title=reader.text("title") or reader.text("document") or "",
            versions=versions,
            issuer=reader.text("issuer"),
            jurisdiction=reader.text("jurisdiction"),
            nexus=nexus,
            license_tags=reader.texts("license_tags"),
            spdx=reader.text("spdx"),
            protects=reader.text("protects"),
            passes_on=reader.texts("passes_on"),
            span=reader.span,
        )

    def agreement(self) -> Document:
        """Return an agreement: one version, dated by the contract itself."""
        reader = self._reader
        for name in ("issuer", "parties", "effective"):
            reader.needs(name)
        effective = reader.day("effective")
        clauses = ClauseParser(
            ConditionParser(self._conditions(), self._notebook), self._notebook
        )
        version = Version(
            label=effective.isoformat() if effective else "undated",
            clauses=clauses.clauses(reader.items("clauses")),
            effective=effective,
            until=reader.day("until"),
            closed=True,
        )
        return Document(
            id=reader.text("document") or "",
            kind=self._kind,
            title=reader.text("title") or reader.text("document") or "",
            versions=(version,),
            issuer=reader.text("issuer"),
            parties=reader.texts("parties"),
            models=reader.texts("models"),
            replaces=reader.texts("replaces"),
            pins=self._pins(),
            lifts=reader.texts("lifts"),
            authority=reader.text("authority"),
            span=reader.span,
        )

    def _pins(self) -> tuple[tuple[str, str], ...]:
        pairs = self._reader.pairs("pins")
        return tuple((key.text, node.text) for key, node in pairs if isinstance(node, Text))

    def _conditions(self, define: Mapping[str, Condition] | None = None) -> Scope:
        definitions = {**self._scope.definitions, **(define or {})}
        return Scope(self._scope.territories, definitions)

    def _versions(self) -> tuple[Version, ...]:
        self._reader.needs("versions")
        done: dict[str, Version] = {}
        for node in self._reader.items("versions"):
            version = self._version(node, done)
            if version.label in done:
                message = f"the version `{version.label}` stands twice"
                self._notebook.error(Code.DUPLICATE_KEY, message, node.span)
            done[version.label] = version
        return self._dated(tuple(done.values()))

    def _version(self, node: Node, done: Mapping[str, Version]) -> Version:
        reader = Reader(node, self._notebook, "a version")
        reader.only(VERSION_KEYS)
        reader.needs("version")
        base = self._base(reader, done)
        unread_text = reader.text("text") == "unread"
        own = self._own_clauses(reader)
        by_id = {clause.id: clause for clause in (*_inherited(base, reader), *own)}
        clauses = tuple(by_id.values())
        effective = reader.day("effective") or reader.day("seen_from")
        return Version(
            label=reader.text("version") or "",
            clauses=tuple(map(_carried, clauses)) if unread_text else clauses,
            effective=effective,
            until=reader.day("until"),
            last_seen=reader.day("last_seen"),
            url=reader.text("url"),
            silent=self._silences(reader) + _kept_silences(base, reader, own),
            unread=self._topics(reader, "unread"),
            governs=self._governs(reader),
            carried_from=base.label if base and unread_text else None,
            retroactive=reader.flag("retroactive"),
            claims_outputs=reader.flag("claims_outputs") or self._reader.flag("claims_outputs"),
            closed=reader.day("until") is not None,
        )

    def _base(self, reader: Reader, done: Mapping[str, Version]) -> Version | None:
        """Return the version that this one is like, or whose text stands in for it."""
        label = reader.text("like")
        if label is None:
            previous = list(done.values())[-1:] if reader.text("text") == "unread" else []
            return previous[0] if previous else None
        if label not in done:
            near = nearest(label, tuple(done))
            hint = f"did you mean `{near}`?" if near else "`like` names an earlier version"
            message = f"there is no earlier version `{label}`"
            span = reader.key_span("like")
            self._notebook.error(Code.UNKNOWN_VERSION, message, span, hint)
        return done.get(label)

    def _own_clauses(self, reader: Reader) -> tuple[Clause, ...]:
        define: dict[str, Condition] = {}
        for key, value in reader.pairs("define"):
            scope = self._conditions(define)
            define[key.text] = ConditionParser(scope, self._notebook).parse(value)
        conditions = ConditionParser(self._conditions(define), self._notebook)
        return ClauseParser(conditions, self._notebook).clauses(reader.items("clauses"))

    def _silences(self, reader: Reader) -> tuple[Silence, ...]:
        found = []
        for node in reader.items("silent"):
            entry = Reader(node, self._notebook, "a silence")
            entry.only(("topic", "section", "confidence", "source"))
            entry.needs("topic")
            topic = entry.text("topic") or ""
            self._check_topic(topic, entry)
            grade = ClauseParser.confidence(entry)
            found.append(Silence(topic, entry.text("section"), grade, entry.text("source")))
        return tuple(found)

    def _topics(self, reader: Reader, name: str) -> tuple[str, ...]:
        topics = reader.texts(name)
        for topic in topics:
            self._check_topic(topic, reader)
        return topics

    def _check_topic(self, topic: str, reader: Reader) -> None:
        if topic not in TOPICS:
            near = nearest(topic, sorted(TOPICS))
            hint = f"did you mean `{near}`?" if near else None
            message = f"`{topic}` is no topic"
            self._notebook.error(Code.UNKNOWN_TOPIC, message, reader.span, hint)

    def _governs(self, reader: Reader) -> tuple[Governs, ...]:
        found = []
        for node in reader.items("governs"):
            entry = Reader(node, self._notebook, "a model that a version governs")
            entry.only(("model", "revisions"))
            entry.needs("model")
            found.append(Governs(entry.text("model") or "", entry.texts("revisions")))
        return tuple(found)

    def _dated(self, versions: tuple[Version, ...]) -> tuple[Version, ...]:
        """Return `versions` with each end set to the beginning of the next one.

        Versions that live side by side (`governs`) do not end one another.
        """
        done = []
        for place, version in enumerate(versions):
            later = [each for each in versions[place + 1 :] if _succeeds(version, each)]
            start = later[0].effective if later else None
            if start and version.effective and start < version.effective:
                message = f"version `{later[0].label}` begins before `{version.label}`"
                self._notebook.error(Code.UNUSABLE_DATES, message, self._reader.span)
            ends = [day for day in (version.until, start) if day is not None]
            done.append(
                replace(
                    version,
                    until=min(ends, default=None),
                    closed=version.closed or bool(later),
                )
            )
        return tuple(done)

    def _ties(self, versions: Iterable[Version], nexus: Condition | None) -> None:
        """Report clauses of laws that bind and have no tie to a place or a person."""
        if self._kind is not DocumentKind.LAW:
            return
        binding = {Effect.FORBIDS, Effect.REQUIRES, Effect.CAUTIONS}
        for version in versions:
            for clause in version.clauses:
                if clause.effect in binding and joined(nexus, clause.when) == joined():
                    message = f"the clause `{clause.id}` has no tie to its jurisdiction"
                    hint = "give the document a `nexus`, or the clause a `when`"
                    place = clause.span or self._reader.span
                    self._notebook.error(Code.NO_NEXUS, message, place, hint)


def _succeeds(version: Version, later: Version) -> bool:
    """Return whether `later` takes the place of `version` for the same models."""
    if later.effective is None:
        return False
    models = {each.model for each in version.governs}
    return (
        not models or not later.governs or bool(models & {each.model for each in later.governs})
    )


def _inherited(base: Version | None, reader: Reader) -> tuple[Clause, ...]:
    if base is None:
        return ()
    without = reader.texts("without")
    kept = tuple(clause for clause in base.clauses if clause.id not in without)
    if not reader.flag("partial"):
        return kept
    return tuple(
        replace(clause, confidence=min(clause.confidence, Confidence.MEDIUM)) for clause in kept
    )


def _kept_silences(
    base: Version | None, reader: Reader, own: tuple[Clause, ...]
) -> tuple[Silence, ...]:
    if base is None:
        return ()
    spoken = {clause.topic for clause in own} | set(reader.texts("unread"))
    weaker = reader.flag("partial") or reader.text("text") == "unread"
    most = Confidence.MEDIUM if weaker else Confidence.HIGH
    return tuple(
        replace(silence, confidence=min(silence.confidence, most))
        for silence in base.silent
        if silence.topic not in spoken
    )


def _carried(clause: Clause) -> Clause:
    """Return `clause` as it stands in for a text that nobody has read."""
    most = Confidence.LOW if clause.effect is Effect.PERMITS else Confidence.MEDIUM
    return replace(clause, confidence=min(clause.confidence, most), carried=True)


def parse_territory(node: Node, notebook: Notebook) -> Territory:
    """Return the territory in `node`."""
    reader = Reader(node, notebook, "a territory")
    reader.only(
        [
            "territory",
            "title",
            "as_of",
            "members",
            "except",
            "url",
            "source",
            "confidence",
            "note",
            "review_by",
        ]
    )
    reader.needs("territory")
    reader.needs("members")
    codes = reader.texts("members")
    for text in reader.text_nodes("members"):
        _check_place(text, notebook)
    return Territory(
        name=reader.text("territory") or "",
        title=reader.text("title") or "",
        codes=frozenset(codes),
        excluded=frozenset(reader.texts("except")),
        as_of=reader.day("as_of"),
        url=reader.text("url"),
        source=reader.text("source"),
        confidence=reader.text("confidence") or "high",
    )


def _check_place(text: Text, notebook: Notebook) -> None:
    if not is_place(text.text):
        message = f"`{text.text}` is no ISO 3166 code"
        notebook.error(Code.UNKNOWN_PLACE, message, text.span)


def parse_definitions(
    node: Node, notebook: Notebook, territories: Mapping[str, Territory]
) -> Mapping[str, Condition]:
    """Return the named conditions of a pack; a later one may use an earlier one."""
    reader = Reader(node, notebook, "the definitions of a pack")
    reader.only(("definitions",))
    found: dict[str, Condition] = {}
    for key, value in reader.pairs("definitions"):
        scope = Scope(territories, found)
        found[key.text] = ConditionParser(scope, notebook).parse(value)
    return found
