"""The versions of a document from YAML nodes: `like`, `partial` and unread texts resolved."""

from collections.abc import Sequence
from dataclasses import replace

from policy.clauseparsing import ClauseParser
from policy.conditionparsing import ConditionParser, Scope
from policy.diagnostics import Code, Span
from policy.documents import TOPICS, Clause, Confidence, Effect, Governs, Silence, Version
from policy.frozen import dataclass
from policy.reading import Notebook, Reader
from policy.yamltext import Node

VERSION_KEYS = """
    version effective until seen_from last_seen url like without partial text governs
    retroactive claims_outputs notes define silent unread clauses
""".split()
SILENCE_KEYS = ("topic", "section", "confidence", "source")
GOVERNS_KEYS = ("model", "revisions")
UNREAD = "unread"
MAX_VERSIONS = 500
MAX_CLAUSES = 20_000
"""Over all versions together, those included that a version has from an earlier one."""


def parse_versions(reader: Reader, notebook: Notebook, scope: Scope) -> tuple[Version, ...]:
    """Return the versions of the document in `reader`, the oldest first, each with its end."""
    reader.needs("versions")
    claims_outputs = reader.flag("claims_outputs")
    parser = _VersionParser(notebook, scope)
    for node in reader.items("versions"):
        if not parser.may_go_on(node):
            break
        parser.take(node, claims_outputs=claims_outputs)
    return parser.dated()


@dataclass(frozen=True, slots=True)
class _Read:
    """One version with the place that its dates are reported at."""

    version: Version
    span: Span


class _VersionParser:
    """Reads one version after another; each may be like an earlier one."""

    def __init__(self, notebook: Notebook, scope: Scope) -> None:
        self._notebook = notebook
        self._scope = scope
        self._done: dict[str, _Read] = {}
        self._clauses = 0

    def may_go_on(self, node: Node) -> bool:
        """Return whether the document is small enough; versions that are alike multiply."""
        if len(self._done) < MAX_VERSIONS and self._clauses <= MAX_CLAUSES:
            return True
        message = f"the document has over {MAX_VERSIONS} versions, or {MAX_CLAUSES:,} clauses"
        hint = "clauses that a version has from an earlier one count too"
        self._notebook.error(Code.TOO_LARGE, message, node.span, hint)
        return False

    def take(self, node: Node, *, claims_outputs: bool) -> None:
        """Read the version in `node`."""
        reader = Reader(node, self._notebook, "a version")
        reader.only(VERSION_KEYS)
        reader.needs("version")
        version = self._version(reader)
        if claims_outputs:
            version = replace(version, claims_outputs=True)
        reader.in_order(version.effective, version.until, "until")
        if version.label in self._done:
            message = f"the version `{version.label}` stands twice"
            span = reader.key_span("version")
            self._notebook.error(Code.DUPLICATE_KEY, message, span)
        self._clauses += len(version.clauses)
        dated = "effective" if reader.node("effective") else "seen_from"
        self._done[version.label] = _Read(version, reader.key_span(dated))

    def _version(self, reader: Reader) -> Version:
        unread_text = self._is_unread(reader)
        base = self._base(reader, unread_text=unread_text)
        own = self._own_clauses(reader)
        by_id = {clause.id: clause for clause in (*self._inherited(base, reader), *own)}
        clauses = tuple(by_id.values())
        effective, seen = reader.day("effective"), reader.day("seen_from")
        until = reader.day("until")
        reader.text("notes")
        return Version(
            label=reader.text("version") or "",
            clauses=tuple(map(_carried, clauses)) if unread_text else clauses,
            effective=effective or seen,
            until=until,
            last_seen=reader.day("last_seen"),
            url=reader.text("url"),
            silent=self._silences(reader) + _kept_silences(base, reader, own),
            unread=self._topics(reader, "unread"),
            governs=self._governs(reader),
            carried_from=base.label if base and unread_text else None,
            retroactive=reader.flag("retroactive"),
            claims_outputs=reader.flag("claims_outputs"),
            closed=until is not None,
            span=reader.value_span("version"),
        )

    def _is_unread(self, reader: Reader) -> bool:
        """Return whether the version is known by its date only."""
        node = reader.node("text")
        if node is not None and reader.text("text") != UNREAD:
            reader.wrong_word(node, (UNREAD,))
        return node is not None

    def _base(self, reader: Reader, *, unread_text: bool) -> Version | None:
        """Return the version that this one is like, or whose text stands in for it."""
        label = reader.text("like")
        if label is None:
            last = next(reversed(self._done.values()), None) if unread_text else None
            return last.version if last else None
        if label not in self._done:
            hint = self._notebook.near(label, tuple(self._done))
            message = f"there is no earlier version `{label}`"
            node = reader.node("like")
            span = node.span if node else reader.span
            hint = hint or "`like` names an earlier version of this document"
            self._notebook.error(Code.UNKNOWN_VERSION, message, span, hint)
            return None
        return self._done[label].version

    def _own_clauses(self, reader: Reader) -> tuple[Clause, ...]:
        defined = dict(self._scope.definitions)
        scope = Scope(self._scope.territories, defined)
        conditions = ConditionParser(scope, self._notebook)
        for key, value in reader.pairs("define"):
            defined[key.text] = conditions.parse(value)
        return ClauseParser(conditions, self._notebook).clauses(reader.items("clauses"))

    def _inherited(self, base: Version | None, reader: Reader) -> tuple[Clause, ...]:
        if base is None:
            return ()
        without = set(reader.texts("without"))
        known = {clause.id for clause in base.clauses}
        for node in reader.text_nodes("without"):
            if node.text not in known:
                message = f"version `{base.label}` has no clause `{node.text}`"
                hint = self._notebook.near(node.text, sorted(known))
                self._notebook.error(Code.UNKNOWN_CLAUSE, message, node.span, hint)
        kept = tuple(clause for clause in base.clauses if clause.id not in without)
        if not reader.flag("partial"):
            return kept
        return tuple(
            replace(clause, confidence=min(clause.confidence, Confidence.MEDIUM))
            for clause in kept
        )

    def _silences(self, reader: Reader) -> tuple[Silence, ...]:
        found = []
        for node in reader.items("silent"):
            entry = Reader(node, self._notebook, "a silence")
            entry.only(SILENCE_KEYS)
            entry.needs("topic")
            grade = ClauseParser.confidence(entry)
            for topic in self._topics(entry, "topic"):
                silence = Silence(topic, entry.text("section"), grade, entry.text("source"))
                found.append(silence)
        return tuple(found)

    def _topics(self, reader: Reader, name: str) -> tuple[str, ...]:
        for node in reader.text_nodes(name):
            if node.text not in TOPICS:
                hint = self._notebook.near(node.text, sorted(TOPICS))
                message = f"`{node.text}` is no topic"
                self._notebook.error(Code.UNKNOWN_TOPIC, message, node.span, hint)
        return reader.texts(name)

    def _governs(self, reader: Reader) -> tuple[Governs, ...]:
        found = []
        for node in reader.items("governs"):
            entry = Reader(node, self._notebook, "a model that a version governs")
            entry.only(GOVERNS_KEYS)
            entry.needs("model")
            found.append(Governs(entry.text("model") or "", entry.texts("revisions")))
        return tuple(found)

    def dated(self) -> tuple[Version, ...]:
        """Return the versions with each end set to the beginning of the next one.

        Versions that live side by side (`governs`) do not end one another.
        """
        read = tuple(self._done.values())
        return tuple(self._ended(each, read[place + 1 :]) for place, each in enumerate(read))

    def _ended(self, read: _Read, rest: Sequence[_Read]) -> Version:
        version = read.version
        later = next((each for each in rest if succeeds(version, each.version)), None)
        start = later.version.effective if later else None
        if later and start and version.effective and start < version.effective:
            message = f"version `{later.version.label}` begins before `{version.label}`"
            hint = "versions stand in the order of their dates, the oldest first"
            self._notebook.error(Code.UNUSABLE_DATES, message, later.span, hint)
        elif later and start and version.until and start < version.until:
            message = f"version `{version.label}` ends after `{later.version.label}` begins"
            hint = "two versions cannot hold on one day; leave `until` out, or mend the dates"
            self._notebook.warning(Code.OVERLAPPING_VERSIONS, message, later.span, hint)
        ends = [day for day in (version.until, start) if day is not None]
        closed = version.closed or later is not None
        return replace(version, until=min(ends, default=None), closed=closed)


def succeeds(version: Version, later: Version) -> bool:
    """Return whether `later` takes the place of `version` for the same models.

    A version that names its models stands beside those that name none, which
    go on for all others.
    """
    if later.effective is None:
        return False
    models = {each.model for each in version.governs}
    others = {each.model for each in later.governs}
    return bool(models & others) if models or others else True


def _kept_silences(
    base: Version | None, reader: Reader, own: tuple[Clause, ...]
) -> tuple[Silence, ...]:
    if base is None:
        return ()
    spoken = {clause.topic for clause in own} | set(reader.texts("unread"))
    weaker = reader.flag("partial") or reader.node("text") is not None
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
