"""Agreements, determinations and waivers that lie on file, as YAML, one a file."""

import re
from collections.abc import Iterable
from datetime import date

from policy.case import Meant, Waiver
from policy.clausemeaning import meanings_until
from policy.compiling import Pack
from policy.conditionparsing import scalar_of
from policy.diagnostics import Code, Diagnostic, Span, in_order, nearest
from policy.documents import Document, DocumentKind, Thing
from policy.facts.fact import Fact, Kind
from policy.facts.vocabulary import VOCABULARY
from policy.frozen import dataclass
from policy.linting import lint_document
from policy.packs import SourceFile
from policy.parsing import PackScope, parse_document
from policy.reading import Notebook, Reader
from policy.values import Given, Origin, Value, several
from policy.waiving import against
from policy.yamltext import (
    Entry,
    Fields,
    Items,
    Node,
    Text,
    UnreadableError,
    misspelled,
    read_yaml,
)
from registry.determinations import Determination, Scope
from registry.filings import PLACE

DETERMINATION_KEYS = """
    determination fact is settles basis issuer markets students ingredients by role on until
    reason
""".split()
WAIVER_KEYS = "waiver clauses findings plans by role on until reason meant".split()


REQUEST_KEYS = "waiver clauses findings plans until reason".split()
_FINGERPRINT = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Void:
    """A waiver that was granted, and that house policy does not allow any more."""

    waiver: Waiver
    why: str


@dataclass(frozen=True, slots=True)
class OnFile:
    """Everything that the organization has signed or decided and keeps as files."""

    agreements: tuple[Document, ...] = ()
    determinations: tuple[Determination, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    void: tuple[Void, ...] = ()


def named_by(given: Given) -> str | None:
    """Return the id of the determination that a fact comes from; `given` has put it there."""
    if given.origin is not Origin.DETERMINATION or given.owner is None:
        return None
    return given.owner.removesuffix(")").rpartition(" (")[2]


def load_on_file(
    files: Iterable[SourceFile], pack: Pack
) -> tuple[OnFile, tuple[Diagnostic, ...]]:
    """Return what lies in `files`, with everything that is wrong with it."""
    notebook = Notebook()
    reader = _OnFileReader(pack, notebook)
    for file in sorted(files, key=lambda each: each.path):
        try:
            reader.take(read_yaml(file.content, file.path))
        except UnreadableError as error:
            notebook.found += error.diagnostics
    return reader.done(), in_order(notebook.found)


def load_request(
    file: SourceFile, pack: Pack, by: str, on: date
) -> tuple[Waiver | None, tuple[Diagnostic, ...]]:
    """Return the waiver that a text asks for, as `by` would have it from `on`.

    Whoever grants it signs it, so the text names neither them nor their role.
    """
    notebook = Notebook()
    reader = _OnFileReader(pack, notebook, requested=True)
    try:
        node = read_yaml(file.content, file.path)
        if not isinstance(node, Fields) or node.get("waiver") is None:
            message, hint = "this asks for no waiver", "it begins with the key `waiver`"
            notebook.error(Code.WRONG_VALUE, message, node.span, hint)
        else:
            Reader(node, notebook, "a waiver that is asked for").only(REQUEST_KEYS)
            said = {"by": by, "role": "requester", "on": on.isoformat()}
            added = (_entry(key, text, node.span) for key, text in said.items())
            kept = (each for each in node.entries if each.key.text not in said)
            reader.take(Fields((*kept, *added), node.span))
    except UnreadableError as error:
        notebook.found += error.diagnostics
    waivers = reader.done().waivers
    return (waivers[0] if waivers else None), in_order(notebook.found)


def _entry(key: str, text: str, span: Span) -> Entry:
    return Entry(Text(key, plain=True, span=span), Text(text, plain=True, span=span))


class _OnFileReader:
    def __init__(self, pack: Pack, notebook: Notebook, *, requested: bool = False) -> None:
        self._pack = pack
        self._requested = requested
        self._notebook = notebook
        self._agreements: list[Document] = []
        self._determinations: list[Determination] = []
        self._waivers: list[Waiver] = []
        self._void: list[Void] = []
        self._ids: set[str] = set()

    def done(self) -> OnFile:
        """Return everything that was read."""
        return OnFile(
            tuple(self._agreements),
            tuple(self._determinations),
            tuple(self._waivers),
            tuple(self._void),
        )

    def take(self, node: Node) -> None:
        """Read one file by the key that it begins with."""
        if isinstance(node, Fields) and node.get("determination") is not None:
            found = self._determination(node)
            if found is not None:
                self._determinations.append(found)
        elif isinstance(node, Fields) and node.get("waiver") is not None:
            waiver = self._waiver(node)
            if waiver is not None:
                self._waivers.append(waiver)
        else:
            self._agreement(node)

    def _agreement(self, node: Node) -> None:
        scope = PackScope(self._pack.territories, {})
        document = parse_document(node, self._notebook, scope)
        if document.kind is not DocumentKind.AGREEMENT:
            message = "what lies on file is an agreement, a determination or a waiver"
            hint = "`kind: agreement`, or the key `determination` or `waiver`"
            self._notebook.error(Code.WRONG_VALUE, message, node.span, hint)
            return
        lint_document(document, self._pack.documents, self._notebook)
        self._is_new(document.id, node.span)
        self._agreements.append(document)

    def _determination(self, node: Node) -> Determination | None:
        reader = Reader(node, self._notebook, "a determination")
        reader.only(DETERMINATION_KEYS)
        for key in ("by", "role", "on", "until", "reason"):
            reader.needs(key)
        on, until = reader.day("on"), reader.day("until")
        fact, value = self._answer(reader)
        settles = reader.text("settles")
        if settles is not None:
            self._clause(settles, reader.key_span("settles"))
        if on is None or until is None or not self._is_whole(reader, on, until):
            return None
        return Determination(
            id=reader.text("determination") or "",
            by=reader.text("by") or "",
            role=reader.text("role") or "",
            on=on,
            until=until,
            reason=reader.text("reason") or "",
            scope=Scope(
                reader.text("issuer"),
                reader.texts("markets"),
                reader.texts("students"),
                reader.texts("ingredients"),
            ),
            fact=fact,
            value=value,
            settles=settles,
            basis=reader.members("basis", Thing),
            span=node.span,
        )

    def _is_whole(self, reader: Reader, on: date, until: date) -> bool:
        """Return whether it says something, and for a time that is not over as it begins."""
        before = len(self._notebook.found)
        self._lasts(reader, on, until)
        self._is_new(reader.text("determination") or "", reader.value_span("determination"))
        said = [key for key in ("fact", "settles", "basis") if reader.node(key) is not None]
        if not said:
            message = "the determination answers nothing"
            hint = "`fact` with `is`, `settles` with a clause, or `basis`"
            span = reader.value_span("determination")
            self._notebook.error(Code.MISSING_KEY, message, span, hint)
        return len(self._notebook.found) == before

    def _lasts(self, reader: Reader, on: date, until: date) -> None:
        if until <= on:
            message = "it ends before it begins to count"
            hint = f"`until` is the first day without it, after {on.isoformat()}"
            span = reader.value_span("until")
            self._notebook.error(Code.UNUSABLE_DATES, message, span, hint)

    def _is_new(self, name: str, span: Span) -> None:
        """Report an id that stands twice: verdicts name what is on file by its id."""
        if name in self._ids:
            message = f"two things on file are called `{name}`"
            hint = "give each an id of its own"
            self._notebook.error(Code.DUPLICATE_DOCUMENT, message, span, hint)
        self._ids.add(name)

    def _answer(self, reader: Reader) -> tuple[str | None, Value | None]:
        name = reader.text("fact")
        if name is None:
            return None, None
        fact = VOCABULARY.find(name)
        if fact is None:
            hint = misspelled(name, VOCABULARY.names)
            message = f"no fact is called `{name}`"
            self._notebook.error(Code.UNKNOWN_FACT, message, reader.key_span("fact"), hint)
            return None, None
        reader.needs("is")
        node = reader.node("is")
        value = _value(node, fact) if node is not None else None
        if value is None and node is not None:
            reader.wrong_type(node, f"a value of `{name}`")
        return name, value

    def _clause(self, name: str, span: Span) -> None:
        document, _, rule = name.partition("#")
        held = self._pack.documents.get(document.partition("@")[0])
        if document == "distillgate":
            return
        versions = held.versions if held else ()
        known = {clause.id for version in versions for clause in version.clauses}
        if rule not in known:
            near = nearest(rule, sorted(known))
            hint = f"did you mean `{near}`?" if near else None
            message = f"no clause is called `{name}`"
            # What was filed long ago may name what the packs of today no longer have.
            tell = self._notebook.warning if _is_filed(span) else self._notebook.error
            tell(Code.UNKNOWN_CLAUSE, message, span, hint)

    def _waiver(self, node: Node) -> Waiver | None:
        reader = Reader(node, self._notebook, "a waiver")
        reader.only(WAIVER_KEYS)
        for key in ("clauses", "by", "role", "on", "reason"):
            reader.needs(key)
        reader.needs("until", "a waiver has an end: the first day on which it no longer holds")
        for text in reader.text_nodes("clauses"):
            self._clause(text.text, text.span)
        on, until = reader.day("on"), reader.day("until")
        if on is None or until is None:
            return None
        before = len(self._notebook.found)
        self._lasts(reader, on, until)
        self._is_new(reader.text("waiver") or "", reader.value_span("waiver"))
        if len(self._notebook.found) > before:
            return None
        waiver = Waiver(
            id=reader.text("waiver") or "",
            clauses=reader.texts("clauses"),
            reason=reader.text("reason") or "",
            by=reader.text("by") or "",
            role=reader.text("role") or "",
            on=on,
            until=until,
            plans=reader.texts("plans") or ("*",),
            span=node.span,
            findings=self._fingerprints(reader),
            meant=_meant(reader, on, self._pack, self._notebook),
        )
        return waiver if self._allowed(waiver, node) else None

    def _fingerprints(self, reader: Reader) -> tuple[str, ...]:
        for text in reader.text_nodes("findings"):
            if not _FINGERPRINT.fullmatch(text.text):
                message = f"`{text.text}` is no fingerprint of a finding"
                hint = "`check --format json` names them: 32 digits and letters"
                self._notebook.error(Code.WRONG_VALUE, message, text.span, hint)
        return reader.texts("findings")

    def _allowed(self, waiver: Waiver, node: Node) -> bool:
        """Return whether house policy lets this role waive these clauses for so long."""
        before = len(self._notebook.found)
        role = None if self._requested else waiver.role
        lasts = waiver.until - waiver.on
        for message, hint in against(waiver.clauses, role, lasts, self._pack):
            if _is_filed(node.span):
                self._void.append(Void(waiver, message))
                return False
            self._notebook.error(Code.WAIVER_NOT_ALLOWED, message, node.span, hint)
        return len(self._notebook.found) == before


def _meant(reader: Reader, on: date, pack: Pack, notebook: Notebook) -> tuple[Meant, ...]:
    """Return what its clauses meant when it was granted.

    One that does not say so was for the versions that had begun by then.
    """
    if reader.node("meant") is None:
        known = ((name, meanings_until(pack, name, on)) for name in reader.texts("clauses"))
        return tuple(Meant(name, digests) for name, digests in known if digests)
    found = []
    for key, node in reader.pairs("meant"):
        texts = reader.texts_of(node)
        if not all(map(_FINGERPRINT.fullmatch, texts)):
            message = f"this does not say what `{key.text}` meant"
            hint = "32 digits and letters for each version, as `waiver show` shows them"
            notebook.error(Code.WRONG_VALUE, message, node.span, hint)
        found.append(Meant(key.text, texts))
    return tuple(found)


def _is_filed(span: Span) -> bool:
    """Return whether a text was filed in the registry, and was sound on that day."""
    return span.path.startswith(f"{PLACE}/")


def _value(node: Node, fact: Fact) -> Value | None:
    """Return what `node` means where `fact` is asked, lists included."""
    if not fact.many:
        return scalar_of(node, fact) if isinstance(node, Text) else None
    items = node.items if isinstance(node, Items) else (node,)
    texts = [item.text for item in items if isinstance(item, Text)]
    good = len(texts) == len(items) and (
        fact.kind is not Kind.ENUM or set(texts) <= set(fact.values)
    )
    return several(*texts) if good else None
