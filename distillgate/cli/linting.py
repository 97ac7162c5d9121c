"""Runs and draws `policy lint`."""

from collections.abc import Iterator
from pathlib import Path

from distillgate.cli.choices import Shape
from distillgate.cli.drawing import Lines
from distillgate.cli.terminal import Terminal, answer
from distillgate.exits import Exit
from distillgate.packfiles import STATEMENTS, Layer, read_layer
from distillgate.rendering.jsonformat import diagnostic_json
from distillgate.usecases.lint import Linted, lint_packs
from distillgate.wiring import CATALOG, shipped_packs
from policy.canonical import canonical_json
from policy.diagnostics import render
from policy.explaining_words import counted

SCHEMA = "distillgate/lint/v1"


def lint(terminal: Terminal, folders: tuple[Path, ...], form: Shape) -> Exit:
    """Draw everything that is wrong, with counts, and return the exit."""
    layers = [*_shipped(folders), *(read_layer(folder, str(folder)) for folder in folders)]
    catalog = read_layer(CATALOG)
    unread = [each for layer in (*layers, catalog) for each in layer.diagnostics]
    beside = [*_statements(folders)]
    unread += (each for layer in beside for each in layer.diagnostics)
    found = lint_packs(
        [(layer.name, layer.files) for layer in layers],
        catalog.files,
        unread,
        [file for layer in beside for file in layer.files],
    )
    match form:
        case Shape.TEXT:
            answer(_text(found, Lines(terminal)))
        case Shape.JSON:
            answer(canonical_json(_json(found)) + "\n")
    return Exit.UNREADABLE if found.errors else Exit.APPROVED


def _statements(folders: tuple[Path, ...]) -> Iterator[Layer]:
    """Yield the statements that lie in the folders of packs."""
    for folder in folders or (shipped_packs(),):
        if (folder / STATEMENTS).is_dir():
            yield read_layer(folder / STATEMENTS, f"{folder}/{STATEMENTS}")


def _shipped(folders: tuple[Path, ...]) -> tuple[Layer, ...]:
    """Return the packs that ship, unless they are among `folders` themselves."""
    shipped = shipped_packs()
    if any(folder.resolve() == shipped.resolve() for folder in folders):
        return ()
    return (read_layer(shipped),)


def _text(found: Linted, lines: Lines) -> str:
    told = [render(each, lines) for each in found.diagnostics]
    counts = (
        f"{counted(found.errors, 'error')}, {counted(found.warnings, 'warning')}"
        f" in {counted(found.files, 'file')}: {counted(found.documents, 'document')},"
        f" {counted(found.clauses, 'clause')}"
    )
    return "\n\n".join([*told, counts]) + "\n"


def _json(found: Linted) -> dict[str, object]:
    return {
        "schema": SCHEMA,
        "diagnostics": [diagnostic_json(each) for each in found.diagnostics],
        "errors": found.errors,
        "warnings": found.warnings,
        "files": found.files,
        "documents": found.documents,
        "clauses": found.clauses,
    }
