"""Runs and draws `sweep`."""

import sys
from dataclasses import dataclass
from datetime import date

from distillgate.cli.checking import Shelf
from distillgate.cli.choices import Shape
from distillgate.cli.page import Page, table
from distillgate.cli.recording import made_ledger, read_registry, writer_of
from distillgate.cli.showing import shown
from distillgate.cli.terminal import Terminal, answer, talk
from distillgate.exits import Exit, gravest
from distillgate.processes import crew
from distillgate.registries import refusing
from distillgate.settings import this_moment, today
from distillgate.usecases.differencewords import in_words
from distillgate.usecases.due import Due, due, due_json
from distillgate.usecases.files import refused
from distillgate.usecases.library import Library, UnreadableLibraryError
from distillgate.usecases.rejudging import Rejudger
from distillgate.usecases.reviewrules import refuse_auditor
from distillgate.usecases.sweep import Bench, Recording, Sweeping, Swept, sweep
from distillgate.usecases.sweepviews import (
    counts,
    headline,
    idle_words,
    swept_json,
)
from distillgate.usecases.waivers import idle_waivers
from distillgate.wiring import Layers
from policy.canonical import canonical_json
from policy.diagnostics import Code, Span
from policy.documents import Document
from policy.verdict import Ruling
from registry.database import Database

_SHOWN_EACH = 500
_MOST_TOLD = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be judged anew, and what becomes of it."""

    on: str | None
    most: int
    dry: bool
    on_ray: bool = False


def sweep_all(asked: Asked, shelf: Shelf, form: Shape, terminal: Terminal) -> Exit:
    """Judge what is stored anew, draw what changed, and return the exit."""
    with shown(terminal), refusing(terminal.settings.registry):
        day = shelf.as_of or today()
        recorded = not asked.dry and day == today()
        database = read_registry(terminal)
        swept = Swept()
        if database is not None:
            library = shelf.library(terminal)
            recording = _recording(library, terminal) if recorded else None
            swept = _swept(asked, (database, library), shelf, recording, terminal)
        if form is Shape.JSON:
            answer(canonical_json(swept_json(swept, day, recorded=recorded)) + "\n")
        else:
            answer(_drawn(swept, terminal))
            if not asked.dry and not recorded:
                talk(f"judged as of {day}: it explains, and nothing is recorded")
        return _exit(swept)


def reopen_about(name: str, terminal: Terminal) -> None:
    """Judge anew what rests on something that was just revoked, and say what was reopened."""
    database, shelf = read_registry(terminal), Shelf()
    if database is None:
        return
    library = shelf.library(terminal)
    asked = Asked(name, _MOST_TOLD, dry=False)
    swept = _swept(asked, (database, library), shelf, _recording(library, terminal), terminal)
    if swept.plans:
        talk(_drawn(swept, terminal).rstrip("\n"))


def list_due(within: int, form: Shape, terminal: Terminal) -> None:
    """Draw what ends within so many days."""
    with shown(terminal), refusing(terminal.settings.registry):
        database, day = read_registry(terminal), today()
        agreements = () if database is None else _agreements(terminal)
        found = () if database is None else due(database, day, within, agreements)
        if form is Shape.JSON:
            answer(canonical_json([due_json(each, day) for each in found]) + "\n")
            return
        answer("".join(f"{row}\n" for row in table([_due_row(each, day) for each in found])))


def _agreements(terminal: Terminal) -> tuple[Document, ...]:
    """Return what was signed; nothing where what lies on file cannot be read."""
    try:
        return Shelf().library(terminal).records.on_file.agreements
    except UnreadableLibraryError as error:
        talk(f"duties that come again are left out: {error.diagnostics[0].message}")
        return ()


def _due_row(each: Due, day: date) -> tuple[str, ...]:
    plans = ", ".join(each.plans) + (f" and {each.more:,} more" if each.more else "")
    name = each.name if each.kind == "approval" else f"{each.kind} {each.name}"
    return (each.notice(day), each.until.isoformat(), name, each.owner, plans or "no plan")


def _recording(library: Library, terminal: Terminal) -> Recording:
    refuse_auditor(terminal.settings.roles)
    return Recording(made_ledger(terminal), writer_of(terminal), library.layers)


def _swept(
    asked: Asked,
    known: tuple[Database, Library],
    shelf: Shelf,
    recording: Recording | None,
    terminal: Terminal,
) -> Swept:
    database, library = known
    progress = _Progress()
    day = shelf.as_of or today()

    def swept_by(bench: Bench) -> Swept:
        sweeping = Sweeping(database, bench, day, recording, asked.on, asked.most, progress)
        swept = sweep(sweeping)
        progress.end()
        if asked.on is None:
            on_file = library.records.on_file
            swept.idle = idle_waivers(on_file, swept.waivers, library.pack, day)
        return swept

    if not asked.on_ray:
        with crew(Rejudger(library, day)) as hands:
            return swept_by(hands)
    from distillgate.clusters import NoClusterError  # noqa: PLC0415 an extra
    from distillgate.sweepworkers import Desk, bench_on_ray  # noqa: PLC0415 an extra

    layers = Layers(shelf.packs, shelf.agreements, shelf.records)
    digest, on_file = library.pack.digest, library.records.on_file
    desk = Desk(layers, terminal.settings, digest, on_file, day, this_moment())
    try:
        with bench_on_ray(desk) as bench:
            return swept_by(bench)
    except NoClusterError as error:
        place = Span("--on", 1, 1)
        raise refused(Code.NO_CLUSTER, error.message, place, error.hint) from error


class _Progress:
    """Says on a terminal how many are done."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self._last = 0

    def __call__(self, count: int, total: int) -> None:
        if self._shown and count - self._last >= _SHOWN_EACH:
            self._last = count
            sys.stderr.write(f"\r{count:,} of {total:,} judged anew")
            sys.stderr.flush()

    def end(self) -> None:
        """Leave the line that was written over."""
        if self._last:
            sys.stderr.write("\n")


def _drawn(swept: Swept, terminal: Terminal) -> str:
    page = Page(terminal.width)
    for each in swept.told:
        page.line(headline(each))
        if each.why is not None:
            page.fold(each.why, "    ", "      ")
        for one in each.differences:
            page.fold(in_words(one), "    ", "      ")
    left_off = swept.changed - len(swept.told)
    if left_off:
        page.line(f"… and {left_off:,} more; `--most` shows them")
    for waiver in swept.idle:
        page.fold(idle_words(waiver), "", "  ")
    page.line(counts(swept))
    return page.text()


def _exit(swept: Swept) -> Exit:
    """Return the exit of the gravest of all answers that have become worse."""
    found = {Exit.APPROVED}
    for before, after in swept.flips:
        if after is None:
            found.add(Exit.FAULT)
        elif after is Ruling.DENIED and before is not Ruling.DENIED:
            found.add(Exit.DENIED)
        elif after >= before and after >= Ruling.NEEDS_REVIEW:
            found.add(Exit.NEEDS_REVIEW)
    return gravest(found)
