"""Runs and draws `model pull` and `dataset pull`."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import typer

from connectors.keeping import UnusableBundleError
from connectors.record import Kind
from connectors.recordjson import records_to_json
from distillgate.cli.choices import Shape
from distillgate.cli.drawing import Lines, draw_errors, said
from distillgate.cli.page import Page
from distillgate.cli.recordcards import record_card
from distillgate.cli.remembering import Remembered, kept_of
from distillgate.cli.terminal import Terminal, answer, talk
from distillgate.exits import Exit
from distillgate.sources import Mode, opened
from distillgate.usecases.files import write_file
from distillgate.usecases.library import UnreadableLibraryError
from distillgate.usecases.pulling import Haul, Target, pull, targets
from policy.diagnostics import Code, Diagnostic, Span, printable
from policy.yamltext import UnreadableError

Modes = tuple[bool, Path | None, Path | None]
Shown = tuple[Path | None, Shape]


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be read, as it was typed."""

    refs: tuple[str, ...]
    kind: str
    revision: str | None = None
    lineage: bool = False
    keep: bool = False


def run(wish: Wish, modes: Modes, shown: Shown, terminal: Terminal) -> Exit:
    """Read what was asked for, draw it, and return the exit."""
    mode = _mode(modes)
    lines = Lines(terminal)
    try:
        haul = _haul(wish, mode, terminal)
        if shown[0] is not None:
            _write(haul, shown[0])
        kept = kept_of(haul, terminal) if wish.keep else Remembered()
    except (UnreadableError, UnreadableLibraryError) as error:
        return draw_errors(error.diagnostics, lines)
    except UnusableBundleError as error:
        place = said(terminal, str(mode.replay or mode.record))
        found = Diagnostic(Code.UNUSABLE_BUNDLE, str(error), place)
        return draw_errors((found,), lines)
    _draw(haul, shown[1], terminal)
    for line in kept.told:
        talk(line)
    if haul.diagnostics:
        draw_errors((*haul.diagnostics, *kept.old), lines)
        return Exit.FAULT
    return Exit.APPROVED


def _mode(modes: Modes) -> Mode:
    offline, record, replay = modes
    if replay is not None and (offline or record is not None):
        raise typer.BadParameter("--replay goes with neither --offline nor --record")
    return Mode(offline, record, replay)


def _haul(wish: Wish, mode: Mode, terminal: Terminal) -> Haul:
    with opened(mode, terminal.settings) as sources:
        asked = _asked(wish, sources.index)
        sources.told |= {
            "refs": list(asked.refs),
            "kind": asked.kind,
            "revision": asked.revision,
            "lineage": asked.lineage,
        }
        if not asked.refs:
            raise typer.BadParameter("name at least one reference, such as hf:org/name")

        def place(word: str) -> Span:
            return said(terminal, word)

        wanted = targets(asked.refs, Kind(asked.kind), asked.revision, place)
        many = len(wanted) > 1

        def done(target: Target) -> None:
            if many:
                talk(f"read {printable(target.ref.pinned)}")

        return pull(wanted, sources.hubs, lineage=asked.lineage, done=done)


def _asked(wish: Wish, index: Mapping[str, object]) -> Wish:
    """Return what was asked for; without references, what a bundle was recorded for."""
    if wish.refs:
        return wish
    match index:
        case {"refs": list(refs), "kind": str(kind), "revision": revision, "lineage": lineage}:
            pinned = str(revision) if revision is not None else None
            known = kind if kind in set(Kind) else wish.kind
            return Wish(tuple(map(str, refs)), known, pinned, bool(lineage))
        case _:
            return wish


def _write(haul: Haul, output: Path) -> None:
    text = records_to_json(haul.records, haul.leads)
    write_file(str(output), text, replace=True)
    talk(f"wrote {printable(str(output))}")


def _draw(haul: Haul, form: Shape, terminal: Terminal) -> None:
    if form is Shape.JSON:
        answer(records_to_json(haul.records, haul.leads))
        return
    page = Page(terminal.width)
    for place, (record, found) in enumerate(zip(haul.records, haul.leads, strict=True)):
        if place:
            page.line()
        record_card(record, found, page)
    answer(page.text())
