"""Runs and draws `scan`."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from connectors.scanning.files import scan_file
from connectors.scanning.reading import UnreadableDataError, is_packed
from connectors.scanning.scanner import Scanner
from connectors.scanning.traces import Tally, merged
from distillgate.cli.choices import Shape
from distillgate.cli.drawing import Lines, draw_errors
from distillgate.cli.page import Page
from distillgate.cli.terminal import Terminal, answer, talk
from distillgate.datafiles import data_files
from distillgate.exits import Exit
from distillgate.scanstates import Scanned, read_state, write_state
from distillgate.settings import today
from distillgate.usecases.library import UnreadableLibraryError
from distillgate.usecases.names import readable
from distillgate.usecases.planfiles import plan_at
from distillgate.usecases.scan import Author, ScanReport, declared_in, report_json, report_of
from distillgate.wiring import Layers, load_library
from policy.canonical import canonical_json
from policy.diagnostics import Code, Diagnostic, Span
from policy.explaining_words import counted
from policy.yamltext import UnreadableError

_TOLD_EACH = 256 << 20
"""After so many bytes a terminal is told how far the scan is, and the state is kept."""
_MOST_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be scanned, and what it is held against."""

    paths: tuple[Path, ...]
    plan: Path | None = None
    state: Path | None = None
    as_of: date | None = None
    packs: tuple[Path, ...] = ()


def scan(terminal: Terminal, asked: Asked, form: Shape) -> Exit:
    """Draw what the traces in data come to, and return the exit."""
    lines = Lines(terminal)
    try:
        library = load_library(Layers(asked.packs), terminal.settings)
        declared = None
        if asked.plan is not None:
            day = asked.as_of or today()
            declared = declared_in(plan_at(str(asked.plan)), library, as_of=day)
        files = data_files(asked.paths)
        state = _state(files, asked.state)
    except (UnreadableError, UnreadableLibraryError) as error:
        return draw_errors(error.diagnostics, lines)
    run = _Run(state, asked.state, Scanner(), sum(each.size for each in state.values()))
    try:
        unread = [found for path in files if (found := run.scan(path)) is not None]
    except UnreadableError as error:
        return draw_errors(error.diagnostics, lines)
    names = [readable(str(path)) for path in files]
    tally = merged(state[name].tally for name in names)
    report = report_of(tally, names, library.records.catalog.providers(), declared)
    match form:
        case Shape.JSON:
            answer(canonical_json(report_json(report)) + "\n")
        case Shape.TEXT:
            answer(_text(report, terminal.width))
    if unread:
        return draw_errors(unread, lines)
    return Exit.NEEDS_REVIEW if report.questions else Exit.APPROVED


def _state(files: tuple[Path, ...], kept: Path | None) -> dict[str, Scanned]:
    """Return how far each file is; one that was changed begins anew."""
    known = read_state(kept) if kept else {}
    found = {}
    for path in files:
        name = readable(str(path))
        fresh, before = Scanned.of(path), known.get(name)
        found[name] = before if before and before.is_of(fresh) else fresh
    return found


@dataclass(slots=True)
class _Run:
    """One run over all files."""

    state: dict[str, Scanned]
    kept: Path | None
    scanner: Scanner
    total: int
    done: int = 0
    _since: int = 0

    def scan(self, path: Path) -> Diagnostic | None:
        """Scan what is left of a file; return why, where it cannot be read to its end."""
        name = readable(str(path))
        file = self.state[name]
        try:
            if not file.done:
                self._pieces(path, name, file)
                file.done = True
        except UnreadableDataError as error:
            return Diagnostic(Code.UNUSABLE_FILE, error.message, Span(name, 1, 1), error.hint)
        finally:
            self.done += file.size
            self._keep()
        return None

    def _pieces(self, path: Path, name: str, file: Scanned) -> None:
        if file.progress.offset and is_packed(name):
            file.progress, file.tally = Scanned.of(path).progress, Tally()
        for progress in scan_file(str(path), name, self.scanner, file.tally, file.progress):
            read = progress.offset - file.progress.offset
            file.progress = progress
            self._since += read
            if self._since >= _TOLD_EACH:
                self._since = 0
                self._keep()
                self._tell(name, file)

    def _keep(self) -> None:
        if self.kept is not None:
            write_state(self.kept, self.state)

    def _tell(self, name: str, file: Scanned) -> None:
        if sys.stderr.isatty():
            at = (
                ""
                if is_packed(name)
                else f", {_percent(self.done + file.progress.offset, self.total)}"
            )
            talk(f"{name}: {_megabytes(file.progress.offset)} scanned{at}")


def _percent(done: int, total: int) -> str:
    return f"{min(100 * done // total, 100) if total else 100} % of all"


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"


def _text(report: ScanReport, width: int) -> str:
    page = Page(width)
    told = counted(sum(each.maker is not None for each in report.authors), "maker")
    where = f"{counted(len(report.files), 'file')}, {counted(report.rows, 'row')}"
    page.fold(f"scan  {where}, {_megabytes(report.size)}: traces of {told}", rest="  ")
    if report.questions:
        page.line()
        page.line("to settle it:")
        for question in report.questions:
            page.fold(f"engineer answers: {question}", "  ", "    ")
    for author in report.authors:
        page.line()
        page.lines += _author(author, width)
    if report.declared is not None and report.declared.unknown:
        page.line()
        names = ", ".join(report.declared.unknown)
        page.fold(f"the plan does not say who made {names}", rest="  ")
    page.line()
    page.fold(
        "Traces are evidence, no proof: models repeat what others say, and names are copied."
    )
    return page.text()


def _author(author: Author, width: int) -> Iterator[str]:
    page = Page(width)
    state = {True: "in the plan", False: "not in the plan", None: ""}[author.declared]
    head = f"{author.maker} ({author.name})" if author.maker else author.name
    page.fold(", ".join(part for part in (head, state) if part))
    for each in author.told[:_MOST_SHOWN]:
        page.fold(f"{each.sureness.word:<6}  {each.count:,} x  {each.what}", "  ", " " * 10)
        for sample in each.samples[:1]:
            page.line(f"          {sample.path}:{sample.line}  {sample.excerpt}"[:width])
    more = len(author.told) - _MOST_SHOWN
    if more > 0:
        page.line(f"  and {more} more; `--format json` lists all")
    yield from page.lines
