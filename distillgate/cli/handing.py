"""What the commands about finished models share: the plan or decision that they are about."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import typer

from distillgate.cli.checking import Shelf
from distillgate.cli.drawing import Lines, draw_errors, said
from distillgate.cli.page import Page
from distillgate.cli.recording import read_registry
from distillgate.cli.terminal import Terminal, read_input, talk
from distillgate.registries import refusing
from distillgate.settings import today
from distillgate.usecases.check import PlanText
from distillgate.usecases.decisionviews import Records
from distillgate.usecases.demands import Demand
from distillgate.usecases.files import MOST_BYTES, refused
from distillgate.usecases.judged import JudgedPlan, judged_decision, judged_plan
from distillgate.usecases.library import UnreadableLibraryError
from distillgate.usecases.planfiles import plans_at
from policy.diagnostics import Code, Diagnostic, Span, render
from policy.verdict import DutyState
from policy.yamltext import UnreadableError


@dataclass(frozen=True, slots=True)
class Whose:
    """A plan file, or a decision by its number."""

    plan: str | None
    decision: str | None
    shelf: Shelf

    def __post_init__(self) -> None:
        """Refuse a command line that names neither or both."""
        if (self.plan is None) == (self.decision is None):
            raise typer.BadParameter("name a plan file, or a decision with --decision")


@contextmanager
def refusals(terminal: Terminal) -> Iterator[Lines]:
    """Give the lines to point at; what cannot be read ends the command with its reason."""
    lines = Lines(terminal)
    try:
        with refusing(terminal.settings.registry):
            yield lines
    except (UnreadableError, UnreadableLibraryError) as error:
        raise typer.Exit(draw_errors(error.diagnostics, lines)) from error


def judged(whose: Whose, lines: Lines) -> JudgedPlan:
    """Return the plan or decision with its verdict; raises `UnreadableError`."""
    terminal = lines.terminal
    if whose.decision is not None:
        place = said(terminal, whose.decision)
        database = read_registry(terminal)
        number = Records(database).decision(whose.decision, place).number
        if database is None:
            raise TypeError("a decision was found where there is no registry")
        with database.reading() as connection:
            return judged_decision(connection, number, place)
    plan = _one(plans_at((whose.plan or "",), lambda: read_input(MOST_BYTES)), lines)
    library = whose.shelf.library(terminal)
    found = judged_plan(plan, library, as_of=whose.shelf.as_of or today())
    tell(found.warnings, lines)
    return found


def _one(plans: Sequence[PlanText], lines: Lines) -> PlanText:
    lines.know(plans)
    if len(plans) != 1:
        place = Span(plans[0].path, 1, 1)
        message = f"the folder holds {len(plans)} plans"
        raise refused(Code.NO_PLAN, message, place, "name one of them")
    if plans[0].diagnostics:
        raise UnreadableError(plans[0].diagnostics)
    return plans[0]


def tell(warnings: Sequence[Diagnostic], lines: Lines) -> None:
    """Write warnings to standard error."""
    for each in warnings:
        talk(render(each, lines) + "\n")


def ties(page: Page, demands: Sequence[Demand]) -> None:
    """Draw which duties ask for what stands above."""
    for each in demands:
        owed = each.obligation
        section = f", section {owed.section}" if owed.section else ""
        unsure = ", unsure" if owed.state is DutyState.UNSURE else ""
        page.fold(f"{owed.clause}{section}{unsure}", "      ", "      ")


def ties_json(demands: Sequence[Demand]) -> list[dict[str, object]]:
    """Return which duties ask for something, in the types of JSON."""
    return [
        {
            "clause": each.obligation.clause,
            "section": each.obligation.section,
            "duty": each.obligation.duty,
            "state": each.obligation.state.value,
            "url": each.url,
            "ingredients": list(each.obligation.ingredients),
        }
        for each in demands
    ]
