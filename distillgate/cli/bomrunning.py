"""Runs `bom import` and `bom export`."""

from pathlib import Path

from connectors.bomwriting import BomFormat, bom_text
from connectors.leads import leads
from connectors.recordjson import records_to_json
from distillgate import __version__
from distillgate.cli.choices import BomShape, Shape
from distillgate.cli.drawing import Lines, draw_errors
from distillgate.cli.page import Page
from distillgate.cli.recordcards import record_card
from distillgate.cli.terminal import PROGRAM, Terminal, answer, talk
from distillgate.exits import Exit
from distillgate.settings import now
from distillgate.usecases.files import write_file
from distillgate.usecases.recordfiles import read_boms, read_pulled
from policy.diagnostics import printable
from policy.yamltext import UnreadableError


def import_them(
    files: tuple[Path, ...], output: Path | None, form: Shape, terminal: Terminal
) -> Exit:
    """Draw the records in bills of materials, and write them where that is wanted."""
    try:
        records = read_boms(files, now().replace(microsecond=0))
        if output is not None:
            _write(records_to_json(records), output)
    except UnreadableError as error:
        return draw_errors(error.diagnostics, Lines(terminal))
    if form is Shape.JSON:
        answer(records_to_json(records))
        return Exit.APPROVED
    page = Page(terminal.width)
    for place, record in enumerate(records):
        if place:
            page.line()
        record_card(record, leads(record), page)
    answer(page.text())
    return Exit.APPROVED


def export(
    files: tuple[Path, ...], output: Path | None, shape: BomShape, terminal: Terminal
) -> Exit:
    """Write the records in `files` as a bill of materials."""
    try:
        text = bom_text(read_pulled(files), BomFormat(shape.value), f"{PROGRAM} {__version__}")
        if output is not None:
            _write(text, output)
    except UnreadableError as error:
        return draw_errors(error.diagnostics, Lines(terminal))
    if output is None:
        answer(text)
    return Exit.APPROVED


def _write(text: str, output: Path) -> None:
    write_file(str(output), text, replace=True)
    talk(f"wrote {printable(str(output))}")
