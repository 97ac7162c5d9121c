"""Runs and draws the commands on permits."""

import sys
from collections.abc import Sequence
from pathlib import Path

import typer

from distillgate.cli.choices import ActChoice, Shape
from distillgate.cli.drawing import Lines, draw_errors
from distillgate.cli.page import Page
from distillgate.cli.recording import read_registry
from distillgate.cli.terminal import Terminal, answer
from distillgate.exits import Exit
from distillgate.gate.checking import PermitRefusedError
from distillgate.gate.digests import Progress, silent
from distillgate.gate.statements import PermitAct, Statement, stamp
from distillgate.registries import refusing
from distillgate.settings import now
from distillgate.usecases.permitcheck import PermitToCheck, statement_in, verify_permit
from distillgate.usecases.permitstanding import refuse_fallen
from policy.canonical import canonical_json
from policy.yamltext import UnreadableError

_SCHEMA = "distillgate/permit-check/v1"
_LARGE = 1 << 28


def materials(listed: Sequence[str]) -> dict[str, str]:
    """Return paths by reference; the command line is refused where one is not REF=PATH."""
    found: dict[str, str] = {}
    for each in listed:
        name, equals, path = each.partition("=")
        if not (name and equals and path) or name in found:
            raise typer.BadParameter(f"{each!r} is no REF=PATH, or names one twice")
        found[name] = path
    return found


def asked(
    permit: Path,
    plan: str,
    trust: Path,
    who: tuple[str, ActChoice],
    held: tuple[dict[str, str], int],
) -> PermitToCheck:
    """Return what the options ask to check."""
    (audience, act), (found, approvers) = who, held
    return PermitToCheck(permit, plan, trust, audience, PermitAct(act), found, approvers)


def verify(wanted: PermitToCheck, terminal: Terminal, form: Shape) -> Exit:
    """Check a permit, draw what it comes to, and return the exit."""
    try:
        held = verify_permit(wanted, progress(), now=now())
        with refusing(terminal.settings.registry):
            database = read_registry(terminal)
            if database is not None:
                refuse_fallen(database, held.statement.id, now=now())
    except UnreadableError as error:
        return draw_errors(error.diagnostics, Lines(terminal))
    except PermitRefusedError as refusal:
        return refused(refusal, terminal, form)
    statement = held.statement
    if form is Shape.JSON:
        answer(_json({"holds": True, "reason": None, "permit": statement.plain()}))
        return Exit.APPROVED
    page = Page(terminal.width)
    acts = ", ".join(statement.acts)
    page.fold(f"holds: {statement.id} lets {statement.audience} {acts}")
    page.row("until", stamp(statement.not_after))
    page.row("record", f"{held.index} in {statement.origin}")
    _owed(page, statement)
    answer(page.text())
    return Exit.APPROVED


def refused(refusal: PermitRefusedError, terminal: Terminal, form: Shape) -> Exit:
    """Draw in one line why a permit is refused."""
    if form is Shape.JSON:
        answer(_json({"holds": False, "reason": str(refusal), "permit": None}))
    else:
        page = Page(terminal.width)
        page.line(f"refused: {refusal}")
        answer(page.text())
    return Exit.PERMIT_REFUSED


def show(permit: Path, terminal: Terminal, form: Shape) -> Exit:
    """Draw what a permit says."""
    try:
        statement = statement_in(permit)
    except PermitRefusedError as refusal:
        return refused(refusal, terminal, form)
    if form is Shape.JSON:
        answer(canonical_json(statement.plain()) + "\n")
        return Exit.APPROVED
    page = Page(terminal.width)
    page.fold(f"{statement.id}, unchecked")
    page.row("plan", statement.plan)
    page.row("for", f"{', '.join(statement.acts)} by {statement.audience}")
    page.row("valid", f"{stamp(statement.not_before)} to {stamp(statement.not_after)}")
    page.row("decision", f"{statement.index} in {statement.origin}")
    page.block("materials", [f"{name} {each}" for name, each in statement.materials.items()])
    page.row("runs", None if statement.max_runs is None else f"at most {statement.max_runs}")
    _recipe(page, statement)
    page.block(
        "signed off",
        [f"{each.ref} {each.meaning} {stamp(each.at)}" for each in statement.approvers],
    )
    _owed(page, statement)
    answer(page.text())
    return Exit.APPROVED


def progress() -> Progress:
    """Return what tells a person at a terminal how far a large file is read."""
    return _draw if sys.stderr is not None and sys.stderr.isatty() else silent


def _draw(name: str, done: int, total: int) -> None:
    if total < _LARGE:
        return
    end = "\n" if done >= total else ""
    sys.stderr.write(f"\r{name[-60:]}: {100 * done // total}%{end}")
    sys.stderr.flush()


def _owed(page: Page, statement: Statement) -> None:
    page.block("owed", statement.conditions)


def _recipe(page: Page, statement: Statement) -> None:
    recipe = statement.recipe
    if recipe is None:
        return
    page.row("teachers", ", ".join(recipe.teachers))
    page.row("channels", ", ".join(recipe.channels))
    page.row("any data", ", ".join(recipe.data))
    page.row("window", " to ".join(day.isoformat() for day in recipe.window or ()))
    page.row("limits", ", ".join(f"{name} {most}" for name, most in recipe.limits.items()))


def _json(told: dict[str, object]) -> str:
    return canonical_json({"schema": _SCHEMA, **told}) + "\n"
