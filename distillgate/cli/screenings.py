"""Runs and draws the commands on screening lists."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import typer

from distillgate.cli.choices import Shape
from distillgate.cli.drawing import COMMAND_LINE, Lines, draw_errors, said
from distillgate.cli.page import Page, table
from distillgate.cli.showing import shown
from distillgate.cli.terminal import Terminal, answer, talk
from distillgate.settings import today
from distillgate.usecases.names import readable
from distillgate.usecases.screening import (
    Import,
    Imported,
    edition_json,
    editions_titled,
    import_list,
    screened_json,
)
from policy.canonical import canonical_json
from policy.diagnostics import Code, Diagnostic, Span
from policy.explaining_words import counted
from policy.yamltext import UnreadableError, misspelled
from registry.screening.listnames import TITLES
from registry.screening.matching import Hit, Screened
from registry.screening.parties import Edition

_SHORT = 19


def take_in(
    terminal: Terminal, asked: tuple[str, str | None, date | None], form: Shape
) -> None:
    """Import a file, telling how far it is, and draw what is loaded now."""
    file, name, day = asked
    with _refusing(terminal):
        folder = _folder(terminal)
        _known(terminal, name)
        found = import_list(Import(file, folder, today(), day, name), _told)
        if found.diagnostics:
            draw_errors(found.diagnostics, Lines(terminal))
        if form is Shape.JSON:
            answer(canonical_json([edition_json(each) for each in found.editions]) + "\n")
            return
        page = Page(terminal.width)
        _imported(found, page)
        answer(page.text())


def _told(count: int) -> None:
    talk(f"read {count:,} parties")


def _folder(terminal: Terminal) -> Path:
    folder = terminal.settings.screening
    if folder is None:
        message = "there is no folder for screening lists"
        hint = "set DISTILLGATE_SCREENING_DIR to one"
        found = Diagnostic(Code.UNUSABLE_FILE, message, Span(COMMAND_LINE, 1, 1), hint)
        raise UnreadableError((found,))
    return folder


def _known(terminal: Terminal, name: str | None) -> None:
    if name is not None and name not in TITLES:
        message = f"no list is called `{readable(name)}`"
        hint = misspelled(name, tuple(TITLES)) or "`distillgate screening list` shows them"
        place = said(terminal, name)
        raise UnreadableError((Diagnostic(Code.UNKNOWN_LIST, message, place, hint),))


@contextmanager
def _refusing(terminal: Terminal) -> Iterator[None]:
    """End the command with the reason where something cannot be read."""
    try:
        yield
    except UnreadableError as error:
        raise typer.Exit(draw_errors(error.diagnostics, Lines(terminal))) from error


def _imported(found: Imported, page: Page) -> None:
    parties = sum(each.parties for each in found.editions)
    if found.known:
        page.line(f"this file is loaded already: {found.form}")
    else:
        page.line(f"imported {counted(parties, 'record')}: {found.form}")
    page.line()
    _editions(found.editions, page)


def _editions(editions: tuple[Edition, ...], page: Page) -> None:
    rows = [
        (
            each.list,
            each.day.isoformat(),
            f"{each.parties:,}",
            "a sample that ships" if each.sample else f"{each.file} {each.digest[:_SHORT]}",
        )
        for each in editions
    ]
    for line in table(rows):
        page.line(line)


def list_them(terminal: Terminal, form: Shape) -> None:
    """Draw the editions that are loaded, and the lists of which there is none."""
    with shown(terminal) as stock:
        editions = editions_titled(stock.library().records.screener.editions())
        if form is Shape.JSON:
            answer(canonical_json([edition_json(each) for each in editions]) + "\n")
            return
        page = Page(terminal.width)
        _editions(editions, page)
        absent = sorted(set(TITLES) - {each.list for each in editions if not each.sample})
        if absent:
            page.line()
            page.fold("No whole edition is loaded of these, so nobody is clear of them:")
            for line in table([(name, TITLES[name]) for name in absent]):
                page.line(f"  {line}")
        answer(page.text())


def match(
    terminal: Terminal, asked: tuple[str, tuple[str, ...], date | None], form: Shape
) -> None:
    """Draw the listed parties that a name matches, or is like."""
    name, numbers, as_of = asked
    with shown(terminal) as stock:
        screener = stock.library().records.screener
        found = screener.screen([name], as_of or today(), numbers=numbers)
        if form is Shape.JSON:
            answer(canonical_json(screened_json(found)) + "\n")
            return
        page = Page(terminal.width)
        _screened(found, page)
        answer(page.text())


def _screened(found: Screened, page: Page) -> None:
    if found.matched:
        page.fold(f"stands on {', '.join(found.matched)}")
    if found.possible:
        page.fold(f"may stand on {', '.join(found.possible)}: a person decides")
    if not found.hits:
        whole = ", ".join(sorted(found.covered)) or "no whole list"
        page.fold(f"nobody by this name was found; searched in full: {whole}")
    for hit in found.hits:
        page.line()
        _hit(hit, page)


def _hit(hit: Hit, page: Page) -> None:
    party = hit.party
    page.line(f"{hit.likeness.value}  {party.name}")
    page.row("list", f"{party.list} ({party.key})")
    page.row("found", f"`{hit.name}` {hit.why}, likeness {hit.score:.2f}")
    page.row("country", party.country)
    page.row(
        "listed", f"from {party.listed}" if party.listed else "from a day that is not known"
    )
    page.row("note", party.note)
    page.row("source", party.source)
