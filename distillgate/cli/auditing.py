"""Runs and draws the commands that prove something about the log."""

from distillgate.cli.choices import Shape
from distillgate.cli.drawing import Lines, draw_errors
from distillgate.cli.page import Page
from distillgate.cli.terminal import Terminal, answer
from distillgate.exits import Exit
from distillgate.usecases.exportcheck import ExportToCheck, check_export
from policy.canonical import canonical_json
from policy.yamltext import UnreadableError
from registry.audit.verifying import Outcome, Standing

EXITS = {
    Standing.HOLDS: Exit.APPROVED,
    Standing.BROKEN: Exit.BROKEN_PROOF,
    Standing.UNKNOWN: Exit.FAULT,
}
_WORDS = {
    Standing.HOLDS: "holds",
    Standing.BROKEN: "does not hold",
    Standing.UNKNOWN: "cannot tell",
}
_SCHEMA = "distillgate/log-check/v1"


def verify_export(asked: ExportToCheck, terminal: Terminal, form: Shape) -> Exit:
    """Check an export, draw what it comes to, and return the exit."""
    try:
        outcome = check_export(asked)
    except UnreadableError as error:
        return draw_errors(error.diagnostics, Lines(terminal))
    draw_outcome(outcome, terminal, form)
    return EXITS[outcome.standing]


def draw_outcome(outcome: Outcome, terminal: Terminal, form: Shape) -> None:
    """Draw what a check of the log came to."""
    if form is Shape.JSON:
        answer(canonical_json(_plain(outcome)) + "\n")
        return
    page = Page(terminal.width)
    word = _WORDS[outcome.standing]
    if outcome.standing is Standing.HOLDS:
        page.fold(f"{word}: {outcome.origin} at {outcome.size:,} records")
    else:
        page.fold(f"{word}: {outcome.reason}")
    page.row("record", None if outcome.index is None else str(outcome.index))
    page.row("witnesses", ", ".join(outcome.witnessed))
    page.row("heads", f"{outcome.heads} earlier ones are part of it" if outcome.heads else None)
    answer(page.text())


def _plain(outcome: Outcome) -> dict[str, object]:
    return {
        "schema": _SCHEMA,
        "standing": outcome.standing.value,
        "origin": outcome.origin or None,
        "size": outcome.size,
        "reason": outcome.reason or None,
        "index": outcome.index,
        "witnessed": list(outcome.witnessed),
        "heads": outcome.heads,
    }
