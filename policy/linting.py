"""Checks over a whole pack that no single document can make."""

from collections.abc import Mapping

from policy.builtin import RULES
from policy.diagnostics import Code, Span
from policy.documents import TOPICS, Clause, Document, DocumentKind
from policy.frozen import dataclass
from policy.house import House
from policy.reading import Notebook

_NOWHERE = Span("pack", 1, 1)


def lint_documents(documents: Mapping[str, Document], notebook: Notebook) -> None:
    """Note every reference of `documents` that leads nowhere or where it may not."""
    for name in sorted(documents):
        lint_document(documents[name], documents, notebook)


def lint_document(
    document: Document, documents: Mapping[str, Document], notebook: Notebook
) -> None:
    """Note every reference of `document`, which need not be one of `documents`."""
    _Linter(document, documents, notebook).lint()


def lint_house(house: House, documents: Mapping[str, Document], notebook: Notebook) -> None:
    """Note every rule for waivers of a clause that no document has: it limits nothing."""
    known = frozenset(RULES).union(*map(_clauses, documents.values()))
    for rule in house.waivers:
        if rule.clause not in known:
            hint = notebook.near(rule.clause, sorted(known))
            message = f"no document has a clause `{rule.clause}`, so nothing is limited"
            notebook.warning(Code.UNKNOWN_CLAUSE, message, rule.span or _NOWHERE, hint)
    _lint_never(house, documents, known, notebook)


def _lint_never(
    house: House,
    documents: Mapping[str, Document],
    known: frozenset[str],
    notebook: Notebook,
) -> None:
    """Note what nobody may waive and is not there: it protects nothing."""
    kinds = {each.value for each in DocumentKind}
    names = {*known, *kinds, *documents}
    for name in house.never_waived:
        title, mark, clause = name.partition("#")
        inside = _clauses(documents[title]) if title in documents else frozenset()
        if name not in names and not (mark and clause in inside):
            hint = notebook.near(name, sorted(names))
            message = f"no clause, document or kind is called `{name}`, so nothing is kept"
            notebook.warning(Code.UNKNOWN_CLAUSE, message, house.span or _NOWHERE, hint)


@dataclass(frozen=True, slots=True)
class _Linter:
    """Checks the references of one document."""

    document: Document
    documents: Mapping[str, Document]
    notebook: Notebook

    def lint(self) -> None:
        """Note what leads nowhere."""
        for version in self.document.versions:
            for clause in version.clauses:
                self._lifts(clause.lifts, clause)
                self._recurs(clause)
        self._lifts(self.document.lifts, self.document)
        for other in (*self.document.passes_on, *self.document.replaces):
            self._document(other, self._place(other, self.document))
        for other, label in self.document.pins:
            self._pin(other, label)

    def _recurs(self, clause: Clause) -> None:
        if clause.recurs is None or self.document.kind is DocumentKind.AGREEMENT:
            return
        message = f"`every` says nothing in `{self.document.id}`: only agreements ask so"
        span = clause.span or _NOWHERE
        self.notebook.error(Code.UNKNOWN_KEY, message, span, "say it in the statement")

    def _place(self, name: str, holder: Clause | Document) -> Span:
        """Return where `name` stands in `holder`, as well as that is known."""
        return dict(holder.places).get(name) or holder.span or self.document.span or _NOWHERE

    def _document(self, name: str, span: Span) -> Document | None:
        found = self.documents.get(name)
        if found is None:
            hint = self.notebook.near(name, tuple(self.documents))
            message = f"no document is called `{name}`"
            self.notebook.error(Code.UNKNOWN_DOCUMENT, message, span, hint)
        return found

    def _pin(self, name: str, label: str) -> None:
        other = self._document(name, self._place(name, self.document))
        labels = [version.label for version in other.versions] if other else [label]
        if label not in labels:
            hint = self.notebook.near(label, labels) or f"one of {', '.join(labels)}"
            message = f"`{name}` has no version `{label}`"
            span = self._place(label, self.document)
            self.notebook.error(Code.UNKNOWN_VERSION, message, span, hint)

    def _lifts(self, targets: tuple[str, ...], holder: Clause | Document) -> None:
        for target in targets:
            span = self._place(target, holder)
            topic = target.removeprefix("topic:")
            if topic == target:
                self._lift(target, span)
            elif topic not in TOPICS:
                hint = self.notebook.near(topic, sorted(TOPICS))
                message = f"`{topic}` is no topic"
                self.notebook.error(Code.UNKNOWN_TOPIC, message, span, hint)

    def _lift(self, target: str, span: Span) -> None:
        name, mark, rule = target.rpartition("#")
        document = self.document
        other = self._document(name.partition("@")[0], span) if mark else document
        if other is None:
            return
        if rule not in _clauses(other):
            hint = self.notebook.near(rule, sorted(_clauses(other)))
            message = f"`{other.id}` has no clause `{rule}`"
            self.notebook.error(Code.UNKNOWN_CLAUSE, message, span, hint)
        if _may_not_lift(document, other):
            message = f"`{document.id}` cannot lift `{target}`: only a law of the place can"
            hint = "laws are lifted by laws of the same jurisdiction, or by an authority"
            self.notebook.error(Code.LIFTS_LAW, message, span, hint)


def _clauses(document: Document) -> frozenset[str]:
    return frozenset(clause.id for version in document.versions for clause in version.clauses)


def _may_not_lift(document: Document, other: Document) -> bool:
    if other.kind is not DocumentKind.LAW or document.authority == other.id:
        return False
    same = document.jurisdiction == other.jurisdiction
    return document.kind is not DocumentKind.LAW or not same
