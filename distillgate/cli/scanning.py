"""Runs and draws `scan`."""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from connectors.scanning.files import scan_file
from connectors.scanning.pieces import joined, pieces_of
from connectors.scanning.reading import is_packed
from connectors.scanning.scanner import Scanner
from connectors.scanning.storage import Stored, UnreadableDataError
from connectors.scanning.traces import Tally, merged
from distillgate.cli.choices import Shape
from distillgate.cli.drawing import Lines, draw_errors
from distillgate.cli.page import Page
from distillgate.cli.terminal import Terminal, answer, talk
from distillgate.clusters import NoClusterError
from distillgate.datafiles import data_files
from distillgate.exits import Exit
from distillgate.scanpieces import Unread, scan_on_ray
from distillgate.scanstates import Scanned, read_state, write_state
from distillgate.settings import today
from distillgate.usecases.library import UnreadableLibraryError
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

    paths: tuple[str, ...]
    plan: Path | None = None
    state: Path | None = None
    as_of: date | None = None
    packs: tuple[Path, ...] = ()
    on_ray: bool = False


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
        unread = list(run.all_on_ray(files) if asked.on_ray else run.all(files))
    except NoClusterError as error:
        found = Diagnostic(Code.NO_CLUSTER, error.message, Span("--on", 1, 1), error.hint)
        return draw_errors([found], lines)
    except UnreadableError as error:
        return draw_errors(error.diagnostics, lines)
    names = [each.shown for each in files]
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


def _state(files: tuple[Stored, ...], kept: Path | None) -> dict[str, Scanned]:
    """Return how far each file is; one that was changed begins anew."""
    known = read_state(kept) if kept else {}
    found = {}
    for each in files:
        fresh, before = Scanned.of(each), known.get(each.shown)
        found[each.shown] = before if before and before.is_of(fresh) else fresh
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

    def all(self, files: Iterable[Stored]) -> Iterator[Diagnostic]:
        """Scan what is left of `files`; yield why, where one cannot be read to its end."""
        for each in files:
            file = self.state[each.shown]
            try:
                if not file.done:
                    self._pieces(each, file)
                    file.done = True
            except UnreadableDataError as error:
                yield _unread(each.shown, error)
            finally:
                self.done += file.size
                self._keep()

    def all_on_ray(self, files: Iterable[Stored]) -> Iterator[Diagnostic]:
        """Scan on a cluster what is left of `files`; what was only begun is scanned anew.

        Raises `NoClusterError`.
        """
        left = [each for each in files if not self.state[each.shown].done]
        self.done = self.total - sum(each.size for each in left)
        found: list[Tally] = []
        unread: Diagnostic | None = None
        for each in scan_on_ray(list(pieces_of(left))):
            name, tally = each.piece.shown, each.tally
            if each.unread is not None:
                unread = _unread(name, each.unread)
            found.append(tally)
            self._since += tally.size
            self.done += tally.size
            if each.piece.end is None:
                file = self.state[name]
                file.tally, file.done = joined(found), unread is None
                if unread is not None:
                    yield unread
                found, unread = [], None
                self._keep()
            if self._since >= _TOLD_EACH:
                self._since = 0
                self._tell(f"{name} on the cluster", self.done)

    def _pieces(self, stored: Stored, file: Scanned) -> None:
        name = stored.shown
        if file.progress.offset and is_packed(name):
            file.progress, file.tally = Scanned.of(stored).progress, Tally()
        for progress in scan_file(stored.path, name, self.scanner, file.tally, file.progress):
            read = progress.offset - file.progress.offset
            file.progress = progress
            self._since += read
            if self._since >= _TOLD_EACH:
                self._since = 0
                self._keep()
                at = self.done + (0 if is_packed(name) else file.progress.offset)
                self._tell(f"{name}: {_megabytes(file.progress.offset)} scanned", at)

    def _keep(self) -> None:
        if self.kept is not None:
            write_state(self.kept, self.state)

    def _tell(self, what: str, done: int) -> None:
        if sys.stderr.isatty():
            talk(f"{what}, {_percent(done, self.total)}")


def _unread(name: str, error: UnreadableDataError | Unread) -> Diagnostic:
    return Diagnostic(Code.UNUSABLE_FILE, error.message, Span(name, 1, 1), error.hint)


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
