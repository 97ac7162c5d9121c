"""Runs and draws the commands that show documents."""

from datetime import date

from distillgate.cli.cards import document_table, edition_page
from distillgate.cli.choices import Kind, Shape
from distillgate.cli.page import Page
from distillgate.cli.showing import Packs, shown
from distillgate.cli.terminal import Terminal, answer
from distillgate.settings import today
from distillgate.usecases.documentviews import (
    Edition,
    document_json,
    documents_of,
    edition_json,
    edition_on,
)
from distillgate.usecases.governed import governed_by
from distillgate.usecases.naming import document_called, version_called
from policy.canonical import canonical_json
from policy.compiling import Pack
from policy.diagnostics import Span
from policy.documents import DocumentKind


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
        library = stock.library()
        edition = _edition(library.pack, name, as_of or today(), stock.said(name))
        every = tuple(library.pack.documents.values())
        found = governed_by(edition.document, library.records.catalog, every)
    if form is Shape.JSON:
        told = {**edition_json(edition), "governs": found.json()}
        answer(canonical_json(told) + "\n")
        return
    page = Page(terminal.width)
    edition_page(edition, found, page)
    answer(page.text())


def _edition(pack: Pack, name: str, day: date, said: Span) -> Edition:
    """Return the version that is named, else the one in force on `day`."""
    bare, mark, label = name.partition("@")
    document = document_called(bare, pack, said)
    found = None if mark else edition_on(document, day)
    return found or version_called(document, label, said)
