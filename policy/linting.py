"""Checks over a whole pack that no single document can make."""

from collections.abc import Mapping

from policy.diagnostics import Code, Span, nearest
from policy.documents import Clause, Document, DocumentKind, Effect
from policy.reading import Notebook

_NOWHERE = Span("pack", 1, 1)


def lint_documents(documents: Mapping[str, Document], notebook: Notebook) -> None:
    """Note every reference of `documents` that leads nowhere or where it may not."""
    for name in sorted(documents):
        document = documents[name]
        for version in document.versions:
            for clause in version.clauses:
                _lint_lifts(document, clause, documents, notebook)
        for other in document.passes_on:
            _lint_document(other, document.span, documents, notebook)


def _lint_document(
    name: str, span: Span | None, documents: Mapping[str, Document], notebook: Notebook
) -> None:
    if name not in documents:
        near = nearest(name, tuple(documents))
        hint = f"did you mean `{near}`?" if near else None
        message = f"no document is called `{name}`"
        notebook.error(Code.UNKNOWN_DOCUMENT, message, span or _NOWHERE, hint)


def _lint_lifts(
    document: Document, clause: Clause, documents: Mapping[str, Document], notebook: Notebook
) -> None:
    span = clause.span or document.span or _NOWHERE
    if clause.lifts and clause.effect is not Effect.PERMITS:
        message = f"the clause `{clause.id}` lifts, and only a `permits` can"
        notebook.error(Code.WRONG_VALUE, message, span)
    for target in clause.lifts:
        if target.startswith("topic:"):
            continue
        name, mark, rule = target.rpartition("#")
        other = documents.get(name.partition("@")[0]) if mark else document
        if other is None:
            _lint_document(name, span, documents, notebook)
            continue
        if rule not in _clauses(other):
            near = nearest(rule, sorted(_clauses(other)))
            hint = f"did you mean `{near}`?" if near else None
            message = f"`{other.id}` has no clause `{rule}`"
            notebook.error(Code.UNKNOWN_CLAUSE, message, span, hint)
        if _may_not_lift(document, other):
            message = f"`{document.id}` cannot lift `{target}`: only a law of the place can"
            hint = "laws are lifted by laws of the same jurisdiction, or by an authority"
            notebook.error(Code.LIFTS_LAW, message, span, hint)


def _clauses(document: Document) -> frozenset[str]:
    return frozenset(clause.id for version in document.versions for clause in version.clauses)


def _may_not_lift(document: Document, other: Document) -> bool:
    if other.kind is not DocumentKind.LAW or document.authority == other.id:
        return False
    same = document.jurisdiction == other.jurisdiction
    return document.kind is not DocumentKind.LAW or not same
