"""Runs and draws the commands that show documents."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from distillgate.cli.cards import clause_line, document_table, edition_card
from distillgate.cli.choices import Kind, Shape
from distillgate.cli.page import Page
from distillgate.cli.showing import Stock, shown
from distillgate.cli.terminal import Terminal, answer
from distillgate.settings import today
from distillgate.usecases.documentviews import (
    Difference,
    Edition,
    difference,
    difference_json,
    document_json,
    documents_of,
    edition_json,
    edition_on,
)
from distillgate.usecases.naming import document_called, version_called
from distillgate.usecases.planwriting import scalar
from policy.canonical import canonical_json
from policy.documents import Clause, DocumentKind

Packs = tuple[Path, ...]


def list_them(
    terminal: Terminal, packs: Packs, only: tuple[Kind | None, str | None], form: Shape
) -> None:
    """Draw the documents of a kind and an issuer."""
    kind, issuer = only
    wanted = DocumentKind(kind) if kind else None
    with shown(terminal, packs) as stock:
        found = documents_of(stock.pack(), wanted, issuer)
        if form is Shape.JSON:
            answer(canonical_json([document_json(each) for each in found]) + "\n")
            return
        page = Page(terminal.width)
        document_table(found, page)
        answer(page.text())


def show(terminal: Terminal, packs: Packs, named: tuple[str, date | None], form: Shape) -> None:
    """Draw one version of a document."""
    name, as_of = named
    with shown(terminal, packs) as stock:
        edition = _edition(stock, name, as_of or today())
        if form is Shape.JSON:
            answer(canonical_json(edition_json(edition)) + "\n")
            return
        page = Page(terminal.width)
        edition_card(edition, page)
        answer(page.text())


def _edition(stock: Stock, name: str, day: date) -> Edition:
    """Return the version that is named, else the one in force on `day`."""
    bare, mark, label = name.partition("@")
    document = document_called(bare, stock.pack(), stock.said(name))
    found = None if mark else edition_on(document, day)
    return found or version_called(document, label, stock.said(name))


def diff(terminal: Terminal, packs: Packs, names: tuple[str, str, str], form: Shape) -> None:
    """Draw what changed from one version of a document to another."""
    name, before, after = names
    with shown(terminal, packs) as stock:
        document = document_called(name, stock.pack(), stock.said(name))
        found = difference(
            version_called(document, before, stock.said(before)),
            version_called(document, after, stock.said(after)),
        )
        if form is Shape.JSON:
            answer(canonical_json(difference_json(found)) + "\n")
            return
        page = Page(terminal.width)
        _difference(found, page)
        answer(page.text())


def _difference(found: Difference, page: Page) -> None:
    before, after = found.before.version.label, found.after.version.label
    page.line(f"{found.after.document.id}: {before} -> {after}")
    for clause in found.added:
        _whole("added", clause, page)
    for clause in found.removed:
        _whole("removed", clause, page)
    for change in found.changed:
        page.line()
        page.line(f"changed  {change.clause}")
        for key, (old, new) in change.fields.items():
            page.line(f"  {key}")
            page.fold(_words(old), "    - ", "      ")
            page.fold(_words(new), "    + ", "      ")
    page.line()
    counts = (f"{len(found.added)} added", f"{len(found.removed)} removed")
    page.line(f"{', '.join(counts)}, {len(found.changed)} changed, {found.same} the same")


def _whole(word: str, clause: Clause, page: Page) -> None:
    page.line()
    page.line(f"{word}  {clause_line(clause)}")
    page.fold(clause.statement, "  ")


def _words(value: object) -> str:
    """Return one side of a change in the flow style of YAML; nothing is said as such."""
    if isinstance(value, str):
        return value
    return "nothing" if value in (None, []) else _flow(value)


def _flow(value: object) -> str:
    match value:
        case str():
            return scalar(value)
        case Mapping():
            return f"{{{', '.join(f'{key}: {_flow(each)}' for key, each in value.items())}}}"
        case list():
            return f"[{', '.join(map(_flow, value))}]"
        case _:
            return json.dumps(value)
