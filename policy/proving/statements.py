"""Statements about every plan, as YAML says them: typed, with everything that is wrong told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from policy.compiling import Pack
from policy.conditionparsing import ConditionParser, Scope
from policy.conditions import ALWAYS, Condition
from policy.diagnostics import Code, Diagnostic, Span
from policy.documents import TOPICS, DocumentKind, Effect
from policy.reading import Notebook, Reader
from policy.yamltext import Items, Node, Text

STATEMENT_FILE_KEYS = ("statements", "about")
STATEMENT_KEYS = ("id", "says", "documents", "every", "but", "as", "from", "when", "unless")
STATEMENT_ENDS = ("verdict", "brings", "search")
EVERY_KEYS = ("kind", "topic", "effect", "issuer")
BUT_KEYS = ("document", "because")


class Claim(StrEnum):
    """What a statement says of the verdict."""

    DENIED = "denied"
    NOT_APPROVED = "not-approved"
    """Denied, or left to a person."""


class Sought(StrEnum):
    """What is searched for and cannot be proven from a pack: it is about the engine."""

    FACT_REMOVED = "fact-removed"
    """Taking a fact away turns a denial or a review into an approval."""
    UNREAD_DOCUMENT = "unread-document"
    """A plan is approved under a text that nobody has read."""


class Subject(StrEnum):
    """What the ingredient is that a document governs."""

    TEACHER = "teacher"
    BASE = "base"
    DATASET = "dataset"


class _Kind(StrEnum):
    """The kinds of documents that a statement may be about."""

    PROVIDER_TERMS = "provider-terms"
    USAGE_POLICY = "usage-policy"
    PROGRAM_TERMS = "program-terms"
    MODEL_LICENSE = "model-license"
    DATASET_LICENSE = "dataset-license"
    STATEMENT = "statement"
    LAW = "law"
    HOUSE = "house"


@dataclass(frozen=True, slots=True)
class Every:
    """Documents by what they are and what they hold."""

    kinds: tuple[DocumentKind, ...] = ()
    topic: str | None = None
    effect: Effect | None = None
    issuer: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that must hold for every plan that it ranges over."""

    id: str
    says: str
    documents: tuple[str, ...] = ()
    every: Every | None = None
    but: Mapping[str, str] = field(default_factory=dict)
    """Documents that it does not range over, with the reason."""
    subject: Subject | None = None
    start: date | None = None
    """It ranges over plans of which all days lie on or after this one."""
    when: Condition = ALWAYS
    unless: Condition | None = None
    claim: Claim | None = None
    brings: str | None = None
    """The topic of a duty that every such plan owes."""
    sought: Sought | None = None
    span: Span = field(default=Span("", 1, 1), compare=False)


def parse_statements(node: Node, notebook: Notebook, pack: Pack) -> tuple[Statement, ...]:
    """Return the statements of one file; what is wrong goes into the notebook."""
    reader = Reader(node, notebook, "a file of statements")
    reader.only(STATEMENT_FILE_KEYS)
    reader.needs("statements")
    listed = reader.node("statements")
    if listed is not None and not isinstance(listed, Items):
        reader.wrong_type(listed, "a list of statements")
    parser = _Parser(notebook, pack)
    nodes = listed.items if isinstance(listed, Items) else ()
    return tuple(parser.statement(each) for each in nodes)


class _Parser:
    """Reads statements against the documents of one pack."""

    def __init__(self, notebook: Notebook, pack: Pack) -> None:
        self._notebook = notebook
        self._pack = pack
        self._conditions = ConditionParser(Scope(pack.territories), notebook)

    def statement(self, node: Node) -> Statement:
        """Return one statement."""
        reader = Reader(node, self._notebook, "a statement")
        reader.only((*STATEMENT_KEYS, *STATEMENT_ENDS))
        reader.needs("id")
        reader.needs("says")
        unless = reader.written("unless")
        made = Statement(
            id=reader.name("id"),
            says=reader.text("says") or "",
            documents=self._documents(reader.text_nodes("documents")),
            every=self._every(reader.node("every")),
            but=self._but(reader.node("but")),
            subject=reader.member("as", Subject),
            start=reader.day("from"),
            when=self._conditions.parse(reader.written("when")),
            unless=self._conditions.parse(unless) if unless else None,
            claim=reader.member("verdict", Claim),
            brings=self._topic(reader, "brings"),
            sought=reader.member("search", Sought),
            span=reader.span,
        )
        self._check(made, reader)
        return made

    def _check(self, made: Statement, reader: Reader) -> None:
        ends = [name for name in STATEMENT_ENDS if reader.node(name) is not None]
        if len(ends) != 1:
            names = ", ".join(f"`{each}`" for each in STATEMENT_ENDS)
            reader.lacks(f"claim: exactly one of {names}")
        about = made.documents or made.every
        if made.sought is None and not about:
            reader.lacks("`documents` or `every`", "say by which documents it holds")
        if made.sought is not None and (about or made.when != ALWAYS or made.unless):
            message = "a search ranges over all plans, so nothing else stands beside it"
            self._notebook.error(Code.UNKNOWN_KEY, message, reader.key_span("search"))

    def _documents(self, nodes: Iterable[Text]) -> tuple[str, ...]:
        return tuple(self._known(node) for node in nodes)

    def _known(self, node: Text) -> str:
        if node.text not in self._pack.documents:
            hint = self._notebook.near(node.text, tuple(self._pack.documents))
            message = f"no document is called `{node.text}`"
            self._notebook.error(Code.UNKNOWN_DOCUMENT, message, node.span, hint)
        return node.text

    def _every(self, node: Node | None) -> Every | None:
        if node is None:
            return None
        reader = Reader(node, self._notebook, "a choice of documents")
        reader.only(EVERY_KEYS)
        kinds = tuple(DocumentKind(each) for each in reader.members("kind", _Kind))
        topic, issuer = self._topic(reader, "topic"), reader.text("issuer")
        return Every(kinds, topic, reader.member("effect", Effect), issuer)

    def _but(self, node: Node | None) -> dict[str, str]:
        if node is None:
            return {}
        found: dict[str, str] = {}
        for each in node.items if isinstance(node, Items) else (node,):
            reader = Reader(each, self._notebook, "a document left out")
            reader.only(BUT_KEYS)
            reader.needs("document")
            reader.needs("because")
            for name in reader.text_nodes("document"):
                found[self._known(name)] = reader.text("because") or ""
        return found

    def _topic(self, reader: Reader, key: str) -> str | None:
        topic = reader.text(key)
        if topic is not None and topic not in TOPICS:
            hint = self._notebook.near(topic, sorted(TOPICS))
            message = f"no topic is called `{topic}`"
            self._notebook.error(Code.UNKNOWN_TOPIC, message, reader.value_span(key), hint)
        return topic


def said_twice(found: Iterable[Statement]) -> list[Diagnostic]:
    """Return an error for each statement whose name another one has already."""
    seen: set[str] = set()
    wrong = []
    for each in found:
        if each.id in seen:
            message = f"the statement `{each.id}` stands twice"
            wrong.append(Diagnostic(Code.DUPLICATE_CLAUSE, message, each.span))
        seen.add(each.id)
    return wrong
